"""Listening to directions: labels, slopes and ranges of a model that is known to the last bit."""

import dataclasses

import numpy as np
import pytest

from ganspacesynth.audio.descriptors import NAMES, QUALITIES
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.directions.describe import ranges
from ganspacesynth.directions.describe.measure import Curves, annotate, label, slopes, starting_points, usable_range
from ganspacesynth.directions.directions_files import load_directions, save_directions
from tests.support.refused import refused
from tests.support.tiny_directions import assert_same
from tests.support.tone_model import ToneModel, tone_directions

BRIGHT, ATTACK, LEVEL = (NAMES.index(name) for name in ("brightness", "attack", "level"))


@pytest.fixture(scope="module")
def heard():
    return annotate(ToneModel(), tone_directions())


def test_labels_say_what_each_direction_does(heard):
    assert heard.labels[:3] == ("brighter", "slower attack", "louder")
    assert heard.labels[3] == "hardly audible"


def test_slopes_are_steps_for_an_edit_of_1(heard):
    assert heard.slopes[2, LEVEL] == pytest.approx(2.0 / QUALITIES[LEVEL].step, rel=0.02)
    assert heard.slopes[1, ATTACK] == pytest.approx(0.5 / QUALITIES[ATTACK].step, rel=0.1)
    assert heard.slopes[0, BRIGHT] > 1 and abs(heard.slopes[0, LEVEL]) < 0.3
    assert np.abs(heard.slopes[3]).max() < 0.01
    np.testing.assert_allclose(heard.strengths, np.linalg.norm(heard.slopes, axis=1), rtol=1e-5)


def test_ranges_end_where_random_sounds_do(heard):
    """Normal coordinates: all but one in a thousand on each side are within 3.09."""
    assert (np.abs(np.abs(heard.ranges[:3]) - 3.1) < 0.4).all()
    assert (np.abs(heard.ranges[3]) < 1.2).all()  # nothing changes any more, from the first amount on


def test_what_was_heard_is_kept_in_the_file(heard, tmp_path):
    directions = tone_directions(annotations=heard)
    found = load_directions(save_directions(directions, tmp_path / "a.npz"))
    assert_same(found, directions)
    assert found.name(0) == "brighter" and found.range(2) == directions.range(2)


def test_a_turned_direction_gets_the_opposite_label():
    assert annotate(ToneModel(), tone_directions(components=-tone_directions().components)).labels[:3] == ("darker", "quicker attack", "quieter")


def test_the_first_ones_alone(heard):
    first = annotate(ToneModel(), tone_directions(), count=2)
    assert first.labels == ("brighter", "slower attack", "", "") and first.ranges[3].tolist() == [-3.0, 3.0]
    np.testing.assert_array_equal(first.slopes[:2], heard.slopes[:2])  # listening again hears the same
    again = annotate(ToneModel(), tone_directions(annotations=heard), count=1)
    assert_same(again, heard)


def test_starting_sounds_are_the_mean_and_random_ones():
    points = starting_points(ToneModel(), tone_directions(), 5, seed=3)
    assert [p.mode for p in points] == ["replace", *["offset"] * 4]
    assert [p.pitch for p in points] == [60, 60, 39, 69, 60] and len({p.z for p in points}) == 5


def test_wrong_numbers_and_models_are_refused():
    for words in ({"count": 0}, {"count": 5}, {"starts": 0}, {"starts": 65}):
        with refused("measured-count", InvalidInput, says=r"count must be in 1\.\.4, starts in 1\.\.64\. Received: "):
            annotate(ToneModel(), tone_directions(), **words)
    with refused("own-model", DirectionsError):
        annotate(ToneModel(), tone_directions(model_id="another"))


# --- words from curves


def curves(amounts=(-2.0, -1.0, 1.0, 2.0), starts=4, **steps):
    """Curves of which only some descriptors move; the rest stays."""
    table = np.zeros((starts, len(amounts), len(NAMES)))
    for name, values in steps.items():
        table[..., NAMES.index(name)] = values
    flat = np.zeros((starts, len(amounts)))
    return Curves(np.array(amounts), table, flat, flat + 9.0, np.full(starts, 9.0))


def test_words_are_those_of_the_strongest_change():
    assert label(curves(brightness=[-4, -2, 2, 4], noisiness=[-2, -1, 1, 2], sustain=[-0.2, -0.1, 0.1, 0.2])) == "brighter, noisier"
    assert label(curves(sustain=[4, 2, -2, -4])) == "shorter sustain"


def test_two_sides_that_differ():
    assert label(curves(brightness=[0, 0, 2, 4], sustain=[4, 2, 0, 0])) == "longer sustain ↔ brighter"
    assert label(curves(roughness=[4, 2, 2, 4])) == "rougher ↔ rougher"
    assert label(curves(brightness=[0, 0, 2, 4])) == "same ↔ brighter"
    assert label(curves(brightness=[-9, -6, -1, -2])) == "darker ↔ darker"  # over the whole range it grows, and that would be half the truth


def test_a_half_on_which_starting_sounds_disagree_has_no_word():
    some = np.array([1, 1, -1, -1])[:, None] * np.array([0, 0, 2, 4])
    assert label(curves(brightness=some + np.array([-8, -4, 0, 0]))) == "darker ↔ another colour"


def test_a_word_for_both_halves_is_among_the_strongest_of_both():
    assert label(curves(brightness=[-4, -2, 2, 4], attack=[0, 0, 4, 7])) == "brighter"
    assert label(curves(brightness=[-4, -2, 1, 2], attack=[0, 0, 6, 12])) == "darker ↔ slower attack"


def test_two_sided_labels_are_short_enough_for_a_slider():
    longest = max(len(name) for quality in QUALITIES for name in (quality.more, quality.less))
    assert 2 * longest + len(" ↔ ") <= 33


def test_changes_on_which_starting_sounds_disagree_are_not_told():
    some = curves(brightness=np.array([1, 1, -1, -1])[:, None] * np.array([-4, -2, 2, 4]))
    assert label(some) == "another colour"
    assert label(dataclasses.replace(some, across=np.full(4, 1.0))) == "hardly audible"


def test_what_a_sound_does_not_have_does_not_count():
    lost = curves(pitch=[np.nan, -1, 1, np.nan])
    assert slopes(lost)[NAMES.index("pitch")] == pytest.approx(1.0)
    assert label(lost) == "higher"
    assert np.isfinite(slopes(curves(pitch=np.nan))).all()


# --- ranges


def test_a_range_ends_before_silence_and_explosion():
    flat = curves()
    quiet = dataclasses.replace(flat, levels=np.tile([-40.0, -10.0, 2.0, 20.0], (4, 1)))
    assert usable_range(quiet) == (-1.0, 1.0)
    gone = dataclasses.replace(flat, levels=np.tile([-90.0, -90.0, 2.0, 3.0], (4, 1)))
    assert usable_range(gone) == (-0.5, 2.0)


def test_a_range_ends_where_nothing_changes_any_more():
    still = dataclasses.replace(curves(), ends=np.tile([0.0, 5.0, 0.2, 0.0], (4, 1)))
    assert usable_range(still) == (-2.0, 1.0)


def test_reaches_follow_the_crowd(rng):
    points = rng.standard_normal((4000, 30)) * 0.5
    points[:, 1] = rng.exponential(1.0, 4000)
    found = ranges.usable_ranges(points)
    assert found[0] == pytest.approx([-1.55, 1.55], abs=0.2)
    assert found[1, 0] == pytest.approx(-np.log(2), abs=0.1) and found[1, 1] == pytest.approx(5.0)  # at most


def test_directions_in_which_nobody_goes_have_a_range_still():
    assert ranges.usable_ranges(np.zeros((300, 2))) == pytest.approx(np.array([[-0.5, 0.5]] * 2))


def test_coordinates_of_skewed_directions(rng):
    components = tone_directions().components.copy()
    components[1] = (components[0] + components[1]) / np.sqrt(2)
    directions = tone_directions(components=components, stdev=np.array([2.0, 1.0, 1.0, 0.0]))
    edits = rng.standard_normal((5, 4))
    along = ranges.coordinates(directions, directions.activation(edits))
    np.testing.assert_allclose(along[:, :3], edits[:, :3], atol=1e-4)
    assert (along[:, 3] == 0).all()
