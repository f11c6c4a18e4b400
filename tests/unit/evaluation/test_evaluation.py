"""The sums of an evaluation, against closed forms and counts by hand."""

from pathlib import Path

import numpy as np
import pytest

from ganspacesynth.core.errors import InvalidInput, ModelError
from ganspacesynth.evaluation import classifier, classifier_training, log_frequency, report
from ganspacesynth.evaluation.classifier import FEATURES, PITCHES, Classifier, build_network, load_classifier, weights_of
from ganspacesynth.evaluation.statistics import distances, interval, nearest_neighbours
from ganspacesynth.evaluation.statistics.bins import Bins, different_bins, find_bins
from ganspacesynth.evaluation.statistics.phase_coherence import coherence
from tests.support import tiny_orchestra
from tests.support.refused import refused
from tests.support.tiny_orchestra import RATE


def tone(pitch, rate=16000, seconds=1.0, level=0.5):
    t = np.arange(round(seconds * rate)) / rate
    hertz = 440.0 * 2.0 ** ((pitch - 69) / 12)
    return (level * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


def test_what_it_needs_is_packed():
    setup = Path(classifier.__file__).parents[2] / "pyproject.toml"
    if not setup.exists():
        pytest.skip("not a checkout")
    text = setup.read_text(encoding="utf-8")
    assert all(f"evaluation/{path.name}" in text and path.is_file() for path in (classifier.DEFAULT, report.TEMPLATE))
    assert classifier.DEFAULT.stat().st_size < 2_000_000


# --- Frechet


def test_frechet_of_gaussians_has_a_closed_form():
    a, b = np.diag([1.0, 4.0]), np.diag([9.0, 4.0])
    assert distances.gaussian_distance(np.zeros(2), a, np.array([3.0, 4.0]), b) == pytest.approx(25.0 + (1 - 3) ** 2)
    turned = np.array([[np.cos(0.3), -np.sin(0.3)], [np.sin(0.3), np.cos(0.3)]])
    assert distances.gaussian_distance(np.zeros(2), turned @ a @ turned.T, np.zeros(2), turned @ b @ turned.T) == pytest.approx(4.0)


def test_frechet_of_a_set_and_itself_is_nothing(rng):
    x = rng.normal(size=(50, 8))
    assert distances.frechet(x, x) == pytest.approx(0.0, abs=1e-9)
    assert distances.frechet(x, x + 2.0) == pytest.approx(8 * 4.0)
    few = rng.normal(size=(5, 8))  # a covariance that is singular
    assert distances.frechet(few, few) == pytest.approx(0.0, abs=1e-6)


def test_frechet_agrees_with_the_root_of_a_matrix(rng):
    from scipy.linalg import sqrtm

    a, b = rng.normal(size=(200, 6)) @ rng.normal(size=(6, 6)), rng.normal(size=(150, 6)) + 1.0
    ca, cb = np.cov(a.T), np.cov(b.T)
    wanted = np.sum((a.mean(0) - b.mean(0)) ** 2) + np.trace(ca + cb - 2 * np.real(sqrtm(ca @ cb)))
    assert distances.frechet(a, b) == pytest.approx(wanted)


@pytest.mark.parametrize(("a", "b"), [((1, 4), (5, 4)), ((5, 3), (5, 4)), ((5,), (5,))])
def test_sets_that_cannot_be_compared(a, b):
    with refused("two-sets", InvalidInput, says=r"Two sets must be \[n, features\] with two rows at least"):
        distances.frechet(np.zeros(a), np.zeros(b))


# --- kernel


def kernel(a, b):
    tables = distances.cubic(a, a), distances.cubic(b, b), distances.cubic(a, b)
    return distances.kernel(*tables, np.arange(len(a)), np.arange(len(b)))


def test_the_kernel_distance_of_draws_from_one_kind_is_nothing_on_the_average(rng):
    found = [kernel(rng.normal(size=(20, 4)), rng.normal(size=(30, 4))) for _ in range(400)]
    assert abs(np.mean(found)) < 4 * np.std(found) / np.sqrt(400)
    assert min(found) < 0 < max(found)


def test_the_kernel_distance_by_hand():
    a, b = np.array([[0.0], [1.0]]), np.array([[2.0], [3.0]])
    k = lambda x, y: (x * y + 1.0) ** 3  # noqa: E731
    wanted = k(0, 1) + k(2, 3) - 2 * (k(0, 2) + k(0, 3) + k(1, 2) + k(1, 3)) / 4
    assert kernel(a, b) == pytest.approx(wanted)


# --- inception score and entropy


def test_the_inception_score_stays_within_its_bounds(rng):
    assert distances.inception(np.tile([0.7, 0.2, 0.1], (9, 1))) == pytest.approx(1.0)
    assert distances.inception(np.eye(5)) == pytest.approx(5.0)
    assert 1.0 <= distances.inception(rng.dirichlet(np.ones(5), 40)) <= 5.0


def test_entropies():
    assert distances.entropy(np.array([1.0, 0.0])) == 0.0
    assert distances.entropy(np.full(8, 1 / 8)) == pytest.approx(np.log(8))
    assert distances.effective_number(np.array([60, 61, 62, 62, 61, 60])) == pytest.approx(3.0)
    assert distances.effective_number(np.array([])) == 0.0


# --- kinds (NDB)


def test_different_kinds_by_hand():
    """Of 100 and 100: 50 against 30 gives z = 2.887, 25 against 35 gives 1.543, 25 against 35 again; 1.96 is the limit."""
    assert different_bins(np.array([50, 25, 25]), np.array([30, 35, 35])).tolist() == [True, False, False]
    assert not different_bins(np.array([50, 0]), np.array([100, 0])).any()


def test_kinds_are_found_and_counted(rng):
    centres = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
    points = np.repeat(centres, 40, axis=0) + rng.normal(0.0, 0.1, (120, 2))
    bins = find_bins(points, bins=3)
    assert sorted(bins.counts.tolist()) == [40, 40, 40]
    assert not different_bins(bins.counts, bins.count(points)).any()
    assert different_bins(bins.counts, bins.count(points[:40])).all()
    assert len(find_bins(points[:30], bins=50).counts) == 6
    with refused("distinct-sounds", InvalidInput, says="Kinds of sounds need 10 different sounds at least"):
        find_bins(points[:9])


def test_sounds_of_one_kind_of_source_differ_in_few_kinds_only(rng):
    """The test is at the 5 % level: of many kinds about so many differ by chance."""
    real, other = rng.multinomial(5000, np.full(50, 0.02), 200), rng.multinomial(500, np.full(50, 0.02), 200)
    assert np.mean([different_bins(a, b).mean() for a, b in zip(real, other, strict=True)]) == pytest.approx(0.05, abs=0.015)
    assert isinstance(Bins(np.zeros((1, 2)), np.ones(1)).count(np.zeros((3, 2)))[0], np.integer)


# --- neighbours


def test_neighbours_by_hand():
    pictures = np.zeros((4, 2, 3), np.float32)
    pictures[1] += 3.0
    pictures[2] += 5.0
    pictures[3] += 50.0
    away, row = nearest_neighbours.nearest(pictures[:1], pictures[1:])
    assert away == pytest.approx([3.0]) and row.tolist() == [0]
    alike = nearest_neighbours.nearest_alike(pictures, np.array([60, 60, 60, 61]))
    assert alike[:3] == pytest.approx([3.0, 2.0, 2.0]) and np.isnan(alike[3])


# --- intervals


def test_a_share_of_all_is_not_yet_always():
    sure = interval.share(np.ones(20, bool))
    assert sure.value == 1.0 and sure.high == 1.0 and 0.8 < sure.low < 0.9
    assert np.isnan(interval.share(np.zeros(0, bool)).value)


def test_an_interval_has_the_width_of_a_mean(rng):
    values = rng.normal(3.0, 2.0, 400)
    found = interval.mean(np.append(values, np.nan))
    assert found.value == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * 1.96 * 2.0 / 20, rel=0.2)
    assert np.isnan(interval.mean(np.array([np.nan])).value)


def test_intervals_hold_what_they_say(rng):
    """In about 95 of 100 draws the truth lies inside."""
    inside = []
    for _ in range(150):
        found = interval.mean(rng.exponential(1.0, 60))
        inside.append(found.low <= 1.0 <= found.high)
    assert 0.85 < np.mean(inside) <= 1.0


# --- phases


def test_phases_of_tones_are_steady_and_those_of_noise_are_not(rng):
    assert coherence(tone(60), 16000) > 0.99
    assert coherence(rng.normal(size=32000), 16000) < 0.25
    assert np.isnan(coherence(np.zeros(4000), 16000)) and np.isnan(coherence(tone(60)[:100], 16000))


def test_a_tone_whose_phases_jump_is_less_steady(rng):
    from scipy.signal import istft, stft

    wave = tiny_orchestra.play(48, 0)
    spectrum = stft(wave, RATE, nperseg=512, noverlap=384)[2]
    found = [coherence(istft(spectrum * np.exp(1j * jitter * rng.normal(size=spectrum.shape)), RATE, nperseg=512, noverlap=384)[1], RATE)
             for jitter in (0.0, 0.5, 3.0)]  # fmt: skip
    assert found[0] > found[1] > found[2] and found[0] - found[2] > 0.3


# --- pictures


def test_level_and_rate_make_no_difference():
    a, b = (log_frequency.pictures(tone(60, rate, 2.0, level)[None], rate)[0] for rate, level in ((16000, 0.9), (44100, 0.01)))
    assert a.shape == (log_frequency.FRAMES, log_frequency.ROWS) and a.max() == pytest.approx(80.0)
    loud = a > 40.0
    assert np.abs(a - b)[loud].mean() < 1.0


def test_a_semitone_is_two_rows():
    for pitch in (40, 60, 61, 90):
        assert log_frequency.pictures(tone(pitch)[None], 16000)[0, 4].argmax() == 2 * (pitch - log_frequency.LOWEST)


def test_silence_and_short_and_long_sounds_have_pictures():
    assert not log_frequency.pictures(np.zeros((2, 100)), 16000).any()
    assert log_frequency.pictures(np.ones((1, 1)), 16000).shape == (1, 32, 192)
    long = log_frequency.pictures(tone(60, seconds=9.0)[None], 16000)
    assert np.allclose(long, log_frequency.pictures(tone(60, seconds=5.0)[None], 16000))


@pytest.mark.parametrize("waves", [np.zeros(5), np.zeros((0, 5)), np.array([["a"]])])
def test_what_is_no_sound(waves):
    with refused("wave-batch", InvalidInput, says=r"Sounds must be \[n, samples\]"):
        log_frequency.pictures(waves, 16000)
    with refused("finite-audio", InvalidInput, says="Audio must be finite"):
        log_frequency.pictures(np.full((1, 5), np.nan), 16000)


# --- the classifier


def test_the_classifier_that_comes_along_names_notes():
    listener = load_classifier()
    pitches = np.array([48, 55, 60, 67, 72])
    classification = listener.classify(np.stack([np.pad(tiny_orchestra.play(p, 3), (0, 4000)) for p in pitches]), RATE)
    assert np.mean(classification.pitches == pitches) >= 0.8
    for probabilities in (classification.pitch, classification.family, classification.source):
        assert np.allclose(probabilities.sum(axis=1), 1.0, atol=1e-4)
    assert classification.features.shape == (5, FEATURES) and (classification.features >= 0.0).all()
    assert classification.rows(np.array([1])).pitches.tolist() == [classification.pitches[1]]
    assert load_classifier() is listener


def test_a_classifier_learns_and_comes_back(tmp_path):
    path = tiny_orchestra.save(tmp_path / "set", instruments=2, valid=1, pitches=(60, 70))
    drawn = {split: classifier_training.draw_split(path, split) for split in ("train", "valid")}
    assert drawn["train"].labels["pitch"].tolist() == [60 - PITCHES[0], 70 - PITCHES[0]]
    both = classifier_training.join(drawn["train"], drawn["valid"])
    learned = classifier_training.train(both, epochs=1)
    assert set(classifier_training.accuracies(learned, both)) == {"pitch", "family", "source"}
    classification = learned.classify_pictures(both.pictures.astype(np.float32))
    assert np.mean(np.square(classification.features)) == pytest.approx(1.0, rel=0.01)
    again = load_classifier(learned.save(tmp_path / "lässt hören.npz"))
    assert np.allclose(again.classify_pictures(both.pictures.astype(np.float32)).pitch, classification.pitch, atol=1e-2)


def test_changed_pictures_are_still_pictures(rng):
    pictures = log_frequency.pictures(np.stack([tone(60), tone(64)]), 16000)
    changed = classifier_training.change(pictures, rng)
    assert changed.shape == pictures.shape and changed.min() >= 0.0 and changed.max() <= 80.0 and not np.allclose(changed, pictures)
    moved, pitch = classifier_training.transpose(pictures, np.array([60, 64]) - PITCHES[0], rng)
    rows = 2 * (pitch + PITCHES[0] - log_frequency.LOWEST)
    assert moved[:, 4].argmax(axis=1).tolist() == rows.tolist()


def test_files_that_are_no_classifier(tmp_path):
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    with refused("document-format", ModelError):
        load_classifier(tmp_path / "other.npz")
    with refused("readable-file", ModelError):
        load_classifier(tmp_path / "none.npz")
    weights = weights_of(build_network())
    weights.popitem()
    with refused("classifier-weights", ModelError, says="A classifier must have the weights of its network"):
        Classifier(weights)
