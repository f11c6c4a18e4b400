"""What z says beside its timbres: variations of a note's log magnitudes, and a warm start that learns them."""

import numpy as np
import pytest

from ganspacesynth.networks.backend import tensors
from ganspacesynth.networks.gansynth import network
from ganspacesynth.training.architectures import architecture
from ganspacesynth.training.setup import morph_setup
from ganspacesynth.training.trainer import train
from ganspacesynth.training.warm_start import morph, variations
from ganspacesynth.training.warm_start.variations import FARTHEST, NAMES, vary
from tests.support import tiny_corpus

GAIN = 7.5
CONFIG = architecture("compact").config(pitches=(60,), sample_rate=16000, audio_length=64000)
DB = 20.0 / np.log(10.0)


def varied(frames=slice(None), level=0.0, **amounts):
    """Return how many dB an even picture at `level` gains, [frames, bins]."""
    picture = np.full((CONFIG.frames, CONFIG.bins, 2), level, np.float32)
    picture[:, 0, 0] = -0.8  # the floor
    z = np.array([amounts.get(name, 0.0) for name in NAMES])
    return ((vary(CONFIG, picture[frames].copy(), 60, z, frames, GAIN) - picture[frames])[:, 1:, 0]) * GAIN * DB


def test_nothing_asked_for_changes_nothing():
    assert not varied().any() and not varied(tremolo=-1.0).any()


def test_brightness_rises_with_each_octave_above_the_fundamental():
    gained, hertz = varied(brightness=1.0)[50], _hertz()
    at = [gained[np.argmin(np.abs(hertz - 261.6 * 2**octaves))] for octaves in (0, 1, 2, 3)]
    np.testing.assert_allclose(at, [0.0, 1.5, 3.0, 4.5], atol=0.1)
    np.testing.assert_allclose(varied(brightness=-1.0), -varied(brightness=1.0), atol=1e-4)


def test_nasality_is_a_hill():
    gained, hertz = varied(nasality=1.0)[50], _hertz()
    assert gained.max() == pytest.approx(4.0, abs=0.01) and hertz[gained.argmax()] == pytest.approx(1200.0, rel=0.02)
    assert gained[-1] < 0.2


def test_an_envelope_dies_away_or_swells_in():
    dying, swelling = varied(envelope=1.0)[:, 100], varied(envelope=-1.0)[:, 100]
    assert dying[64] == pytest.approx(-12.0, abs=0.1)  # 6 dB a second, after two
    assert swelling[0] == pytest.approx(-8.0, abs=0.1) and not swelling[64:].any() and (np.diff(swelling[:25]) > 0).all()


def test_a_tremolo_waves_five_and_a_half_times_a_second():
    waves = varied(tremolo=1.0)[:, 100]
    spectrum = np.abs(np.fft.rfft(waves[:128]))
    assert np.fft.rfftfreq(128, 4 / 128)[spectrum.argmax()] == pytest.approx(5.5, abs=0.13) and np.abs(waves).max() == pytest.approx(2.5, abs=0.1)


def test_silence_stays_silent_and_far_z_do_no_more():
    assert not varied(level=-0.8, brightness=2.0, nasality=2.0).any()
    np.testing.assert_array_equal(varied(brightness=FARTHEST, envelope=FARTHEST), varied(brightness=9.0, envelope=9.0))


def test_a_window_is_varied_like_the_whole():
    amounts = {"brightness": 1.0, "tremolo": 1.5, "envelope": -1.0, "nasality": 0.5}
    np.testing.assert_allclose(varied(slice(8, 40), **amounts), varied(**amounts)[8:40], atol=1e-4)


def test_a_lively_warm_start_learns(tmp_path):
    task = morph_setup(tiny_corpus.corpus(), architecture("tiny"), total_images=320, batch_size=8, lively=True).task
    assert len(task.vectors) == task.timbres.voices + len(NAMES) and task.settings["lively"]
    np.testing.assert_allclose(task.vectors @ task.vectors.T, np.eye(len(task.vectors)), atol=1e-6)
    seen = []
    at = train(task, tmp_path, seed=0, save_every=40, on_save=lambda c: seen.append(c.losses["heard"]))
    assert np.mean(seen[-2:]) < 0.7 * seen[0] and np.isfinite(at.losses["change"])


def test_others_say_nothing_of_it():
    """So that a run of an older version goes on."""
    assert "lively" not in morph_setup(tiny_corpus.corpus(), architecture("tiny"), total_images=8).task.settings


def test_the_lively_loss_weighs_onsets():
    """The same fault costs more in a note's first frames than in its middle, and nothing is lost where nothing is wrong."""
    task = morph_setup(tiny_corpus.corpus(), architecture("tiny"), total_images=8, window_cells=0, lively=True).task
    batch = task.draw(np.random.default_rng(0), 0)
    assert batch["begins"]
    parameters = tensors(task.initial_parameters())
    made = morph.published_weights(parameters, task.vectors)
    x = network.generator_input(task.config, batch["z"], batch["labels"])
    picture = np.array(network.generate(task.config, network.prepare(task.config, made), x)[0])

    same = tensors({**batch, "picture": picture})
    _, losses = morph.morph_loss(task.config, parameters, same, task.vectors, "float32", None, True)
    assert float(losses["heard"]) < 1e-5 and float(losses["change"]) < 1e-5
    off = {}
    for begins in (True, False):
        wrong = picture.copy()
        wrong[:, :4, :, 0] += 0.1
        other = tensors({**batch, "picture": wrong, "begins": np.array(begins)})
        off[begins] = float(morph.morph_loss(task.config, parameters, other, task.vectors, "float32", None, True)[1]["heard"])
    assert off[True] > 1.2 * off[False]


def _hertz():
    mel = np.linspace(0.0, variations.hertz_to_mel(8000.0), CONFIG.bins + 2)[1:-1]
    return variations.mel_to_hertz(mel)[1:]
