"""Styles: their files, the scales, and what is composed of them."""

import dataclasses
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.audio.note_onsets import attacks
from ganspacesynth.composition.hallucination import onsets_s, random_sequence
from ganspacesynth.composition.recipe_sounds import make
from ganspacesynth.composition.recipes import check_recipe, hallucination_recipe
from ganspacesynth.composition.styles.compose import compose, keypoint_count
from ganspacesynth.composition.styles.layering import layer_styles
from ganspacesynth.composition.styles.melody import Ladder, melody
from ganspacesynth.composition.styles.scales import SCALES, root_pitch, scale_name, scale_pitches
from ganspacesynth.composition.styles.style import CHANGES, ORDERS, Style
from ganspacesynth.composition.styles.style_files import MAX_BYTES, USUAL, load_style, style_names, style_title
from ganspacesynth.core.errors import InvalidInput, SequenceError
from ganspacesynth.networks.prior import draw_z
from tests.support.refused import refused
from tests.support.sine_model import CONFIG, RATE, SineModel

NAMES = style_names()
some_styles = st.builds(
    Style,
    bpm=st.floats(40, 240),
    spacing=st.lists(st.floats(0.1, 3), min_size=1, max_size=4).map(tuple),
    jitter=st.floats(0, 0.9),
    swing=st.floats(0.5, 0.75),
    density=st.floats(0.2, 1),
    phrase=st.integers(0, 4),
    pause=st.floats(0, 3),
    duration_s=st.floats(1, 10),
    scale=st.sampled_from(sorted(SCALES)),
    root=st.integers(0, 127),
    octaves=st.integers(1, 3),
    order=st.sampled_from(ORDERS),
    chord=st.lists(st.integers(-7, 9), max_size=3).map(tuple),
    sounds=st.integers(0, 5),
    change=st.sampled_from(CHANGES),
    interp_steps=st.integers(0, 2),
    held=st.none() | st.floats(0.1, 3),
    level_db=st.lists(st.floats(-20, 3), min_size=1, max_size=3).map(tuple),
    pan_spread=st.floats(0, 1),
)


class Drawing(SineModel):
    """A sine model whose every z is another one."""

    def sample_z(self, n, *, seed=None, start=0):
        return draw_z(n, 2, seed=seed, start=start)


def written(path, **fields):
    path.write_text(json.dumps({"format": "ganspacesynth-style", "version": 1, **fields}), encoding="utf-8")
    return path


# --- files


def test_the_styles_that_come_along():
    assert {"ambient", "bells", "drone", "plucked", "rhythm", "slow", USUAL} <= set(NAMES)
    for name in NAMES:
        style = load_style(name)
        assert Style.from_json(json.loads(json.dumps(style.to_json()))) == style and style.about


def test_a_style_of_ones_own(tmp_path):
    path = written(tmp_path / "Stil ö.json", bpm=90, spacing=0.5, scale="Harmonic Minor", root="Bb2", pitches=["C4", 67])
    style = load_style(path)
    assert (style.spacing, style.scale, style.root, style.pitches) == ((0.5,), "harmonic-minor", 46, (60.0, 67.0))
    assert style_title(path) == "Stil ö" and style_title("drone") == "drone"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"bpm": 0}, "style-range: bpm must be in 10..1000. Received: bpm=0"),
        ({"density": math.nan}, "style-range: density must be in 0.01..1. Received: density=nan"),
        ({"density": 0}, "style-range: density must be in"),
        ({"swing": 0.8}, r"style-range: swing must be in 0.5..0.75. Received: swing=0.8"),
        ({"scale": "dorisch"}, "known-scale: scale must be one of major, dorian, .* Received: scale='dorisch'"),
        ({"scale": 3}, "known-scale: scale must be one of"),
        ({"root": "H2"}, "known-root: root must be a note such as D, D3, .* Received: root='H2'"),
        ({"root": 128}, "known-root: root must be"),
        ({"root": "200"}, "known-root: root must be"),
        ({"tempo": 3}, r"known-fields: A style is a JSON object with some of about, bpm, .* Received: \['tempo'\]"),
        ({"spacing": []}, "style-list: spacing must be 1 to 64 values"),
        ({"spacing": [3601]}, "style-range: spacing must be in 0..3600"),
        ({"spacing": 10**400}, "style-range: spacing must be in 0..3600"),
        ({"order": "sideways"}, "style-choice: order must be one of up, down"),
        ({"order": ["up"]}, "style-choice: order must be one of up, down"),
        ({"octaves": 1.5}, "style-range: octaves must be a whole number in 1..10"),
        ({"duration_s": 0}, "style-range: duration_s must be over 0..3600"),
        ({"pitches": ["X"]}, "pitch-number: pitch must be a MIDI number"),
        ({"pan": [2]}, "style-range: pan must be in -1..1"),
        ({"held": 0}, "style-range: held must be over 0"),
        ({"even": 1}, "style-choice: even must be true or false. Received: even=1"),
        ({"about": 3}, "short-text: about must be a text"),
        ({"attack_s": -1}, "seconds-range: settings.attack_s must be in"),
        ({"interp_steps": 1001}, "interp-steps-range: settings.interp_steps must be in"),
        ({"between": "crooked"}, "known-choice: settings.between must be one of"),
    ],
)
def test_a_wrong_style_is_refused_in_one_sentence_that_names_the_file(tmp_path, fields, message):
    with refused(message, SequenceError) as caught:
        load_style(written(tmp_path / "a.json", **fields))
    assert "a.json" in str(caught.value) and "\n" not in str(caught.value)


def test_files_that_are_no_styles(tmp_path):
    for content, message in (
        ("{", "valid-json"),
        ("[]", "document-format: A style says format='ganspacesynth-style'"),
        (" " * (MAX_BYTES + 1), "file-size: at most 1048576"),
    ):
        (tmp_path / "a.json").write_text(content, encoding="utf-8")
        with refused(message, SequenceError):
            load_style(tmp_path / "a.json")
    with refused("readable-file", SequenceError):
        load_style(tmp_path / "none.json")
    with refused("known-style", SequenceError, says=r"A style is one of ambient, bells, .*, or a .json file. Received: 'techno'"):
        load_style("techno")
    with refused("known-style", SequenceError):
        load_style("../styles/drone")


# --- scales


def test_scales_ascend_within_an_octave_and_have_their_names():
    for name, steps in SCALES.items():
        assert steps[0] == 0 and list(steps) == sorted(set(steps)) and steps[-1] < 12
        assert scale_name(name.upper().replace("-", "_")) == name
    assert scale_name("Aeolian") == "minor" and SCALES["dorian"] == (0, 2, 3, 5, 7, 9, 10)


def test_roots_have_names():
    assert [root_pitch(word) for word in ("D", "D3", "f#3", "Bb2", 50, "50")] == [62, 50, 54, 46, 50, 50]
    assert root_pitch("D", octave=2) == 38


@given(
    scale=st.sampled_from(sorted(SCALES)), root=st.integers(0, 127), octaves=st.integers(1, 4), lowest=st.integers(0, 100), width=st.integers(0, 60)
)
def test_the_notes_of_a_scale_are_in_it_and_in_the_range(scale, root, octaves, lowest, width):
    notes = scale_pitches(scale, root, octaves, lowest=lowest, highest=lowest + width)
    assert list(notes) == sorted(set(notes)) and all(lowest <= note <= lowest + width for note in notes)
    assert all((note - root) % 12 in SCALES[scale] for note in notes)
    assert notes or width < 12
    if width >= 12 * octaves + 11:
        assert len(notes) == octaves * len(SCALES[scale]) + 1


def test_lines_up_and_down():
    ladder = Ladder((60.0, 62.0, 64.0), 3, 0.0, 36.0, 84.0)
    lines = {order: melody(order, ladder, [False] * 6, np.random.default_rng(1)) for order in ORDERS}
    assert lines["up"] == [0, 1, 2, 0, 1, 2] and lines["down"] == [2, 1, 0, 2, 1, 0] and lines["updown"] == [0, 1, 2, 1, 0, 1]
    assert all(0 <= at <= 2 for line in lines.values() for at in line)


def test_phrases_of_a_walk_end_on_the_root():
    ladder = Ladder.of(Style(scale="dorian", root=50, octaves=2), range(36, 85))
    ends = [i % 5 == 4 for i in range(50)]
    line = melody("walk", ladder, ends, np.random.default_rng(2))
    assert {ladder.pitches[at] % 12 for at, end in zip(line, ends, strict=True) if end} == {2.0}
    assert len({*line}) > 5


def test_chords_follow_the_scale_and_leave_out_what_nobody_can_play():
    ladder = Ladder.of(Style(scale="minor", root=57), range(36, 72))
    assert [ladder.chord(at, (2, 4)) for at in (0, 1, 2)] == [(3.0, 7.0), (3.0, 6.0), (4.0, 7.0)]
    assert ladder.chord(7, (2, 4)) == () and ladder.chord(0, (-7, 7)) == (-12.0, 12.0)


# --- composing


@settings(deadline=None, max_examples=60)
@given(style=some_styles, seed=st.integers(0, 2**24), notes=st.none() | st.integers(1, 12))
def test_what_is_composed_keeps_to_its_style(style, seed, notes):
    sequence, joined = compose(style, Drawing(), seed, notes=notes)
    assert keypoint_count(style, seed, notes=notes) == len(sequence.steps)
    again = compose(style, Drawing(), seed, notes=notes)
    assert again == (sequence, joined)
    assert notes is None or len(sequence.steps) == notes
    times = onsets_s(sequence, joined)
    assert times == sorted(times) and (notes is not None or times[:: joined.interp_steps + 1][-1] < style.duration_s * 2 + 60)
    for step in sequence.steps:
        pitches = [sequence.pitch_of(step) + semitones for semitones in (0.0, *step.chord)]
        assert all(CONFIG.pitches[0] <= pitch <= CONFIG.pitches[-1] and (pitch - style.root) % 12 in SCALES[style.scale] for pitch in pitches)
        assert (step.envelope is None) == (style.held is None) and step.point.z is not None and step.point.seed is None


def test_the_walk_is_the_random_form_of_before():
    sequence, joined = compose(load_style("walk"), Drawing(), 7, notes=5)
    assert sequence == random_sequence(Drawing(), 5, (60.0,), 7)
    assert joined.to_json() == {**joined.to_json(), "interp_steps": 4, "spacing_s": 0.2, "attack_s": 0.5, "fade": "cosine"}


@pytest.mark.parametrize("seed", range(5))
def test_the_usual_style_has_events_at_several_pitches(seed):
    style = dataclasses.replace(load_style(USUAL), release_s=0.2)  # the clips of this model are short
    sequence, joined = compose(style, Drawing(), seed)
    wave = make(hallucination_recipe(sequence, joined, level="loudness"), Drawing())
    rises = attacks(np.sqrt(np.mean(wave**2, axis=1)), RATE // 50)
    heard = np.flatnonzero((rises[1:-1] > 0.5) & (rises[1:-1] >= rises[:-2]) & (rises[1:-1] > rises[2:]))
    assert len(heard) / (len(wave) / RATE) >= 1.0 and len({step.point.pitch for step in sequence.steps}) >= 4
    assert wave.shape[1] == 2 and np.abs(wave).max() <= 0.981


@pytest.mark.parametrize("name", NAMES)
def test_every_style_sounds_neither_clips_nor_clicks_and_plays_again(name):
    sequence, joined = compose(load_style(name), Drawing(), 3)
    recipe = hallucination_recipe(sequence, joined, level="loudness")
    wave = make(recipe, Drawing())
    assert 5.0 < len(wave) / RATE < 45.0 and 0.1 < np.abs(wave).max() <= 0.981
    assert np.abs(wave[0]).max() < 1e-3 and np.abs(wave[-1]).max() < 1e-2
    again = check_recipe(
        {"format": "ganspacesynth-recipe", "version": 2, "precision": "exact", "model": {"id": "s", "path": None}, **recipe.to_json()}
    )
    assert (again.sequence, again.settings) == (sequence, joined)


def test_swing_moves_half_beats_and_nothing_else():
    style = Style(bpm=120, spacing=(0.5,), duration_s=4, density=1, scale="octaves")
    straight, swung = (onsets_s(*compose(dataclasses.replace(style, swing=swing), Drawing(), 1)) for swing in (0.5, 2 / 3))
    np.testing.assert_allclose(straight, np.arange(16) * 0.25, atol=1e-5)
    np.testing.assert_allclose(swung[::2], straight[::2], atol=1e-5)
    np.testing.assert_allclose(swung[1::2], np.array(straight[::2]) + 0.5 * 2 / 3, atol=1e-5)


def test_density_leaves_places_empty_and_pauses_part_phrases():
    places = Style(spacing=(1.0,), duration_s=200, scale="octaves")
    thin = compose(dataclasses.replace(places, density=0.5), Drawing(), 1)[0].steps
    assert 60 < len(thin) < 140 and {round(step.duration_s) == step.duration_s for step in thin} == {True}
    times = onsets_s(*compose(dataclasses.replace(places, phrase=3, pause=2), Drawing(), 1, notes=7))
    assert times == [0, 1, 2, 5, 6, 7, 10]


def test_other_pitches_leave_the_rhythm_as_it_is():
    style = dataclasses.replace(load_style(USUAL), duration_s=8)
    one, other = (compose(each, Drawing(), 5) for each in (style, style.changed(scale="blues", root="G")))
    assert onsets_s(*one) == onsets_s(*other) and [s.level_db for s in one[0].steps] == [s.level_db for s in other[0].steps]
    assert [s.point.pitch for s in one[0].steps] != [s.point.pitch for s in other[0].steps]


def test_what_is_asked_for_takes_the_place_of_the_style():
    style = load_style("plucked")
    assert style.changed(root="D").root == 50 and style.changed(root="D4").root == 62 and style.changed(bpm=None) == style
    assert dataclasses.replace(style, pitches=(60,)).changed(scale="blues").pitches == ()
    with refused("style-range", SequenceError):
        style.changed(bpm=0)


def test_what_somebody_asks_for_takes_the_place_of_the_style():
    style = Style(chord=(2, 4), held=0.5, swing=0.6, pause=2.0, density=0.5, jitter=0.2, bpm=90)
    steady = style.asked(spacing_s=100.0, bpm=120.0)
    assert steady.settings().spacing_s == 100.0 and (steady.swing, steady.pause, steady.density, steady.jitter) == (0.5, 0.0, 1.0, 0.0)
    assert style.asked(sustain_s=0.3).held is None and style.asked(sustain_s=None, form=None) == style
    assert style.asked(pitches=(60.0, 64.0)).chord == () and style.asked(pitches=(60.0, 64.0)).pitches == (60.0, 64.0)
    unbroken = style.asked(form="continuous", duration_s=3.0)
    assert unbroken.chord == () and unbroken.duration_s == style.duration_s and style.asked(duration_s=3.0).duration_s == 3.0
    with refused("seconds-range", InvalidInput):
        style.asked(spacing_s=-1.0)


KEYS = st.builds(Style, root=st.integers(0, 127), bpm=st.floats(10, 1000))


@given(first=KEYS, other=KEYS)
def test_any_two_styles_go_together(first, other):
    beside = other.beside(first)
    assert (beside.root - first.root) % 12 == 0 and abs(beside.root - other.root) <= 12
    assert any(beside.bpm == pytest.approx(first.bpm * by) for by in (0.25, 0.5, 1, 2, 4))


def test_a_style_beside_another_is_in_its_key_and_time():
    first, other = load_style("drone"), load_style("rhythm")
    beside = other.beside(first)
    assert beside.scale == other.scale == "minor-pentatonic" and (beside.root - first.root) % 12 == 0 and abs(beside.root - other.root) <= 6
    assert beside.bpm / first.bpm in (0.25, 0.5, 1, 2, 4) and 0.5 < beside.bpm / other.bpm < 2


def test_styles_that_sound_together_share_a_scale():
    names = ("drone", "plucked", "bells")
    assert [style.scale for _, style in layer_styles(names, None, lambda style: style)] == ["fifths", "minor-pentatonic", "minor-pentatonic"]
    assert Style(pitches=(60.0,)).beside(Style(scale="dorian")).scale == "dorian"
    assert Style(scale="dorian").beside(Style(pitches=(60.0,))).pitches == (60.0,)


def test_a_model_of_one_pitch_plays_it():
    sequence, _ = compose(load_style(USUAL), Drawing(dataclasses.replace(CONFIG, pitches=(61,))), 1, notes=5)
    assert {step.point.pitch for step in sequence.steps} == {61.0}


def test_too_many_and_too_few():
    for notes in (0, 10_001):
        with refused("keypoint-count", InvalidInput):
            compose(Style(), Drawing(), 1, notes=notes)
    with refused("keypoint-count", InvalidInput, says="Received: more, by this style"):
        compose(Style(bpm=1000, spacing=(0.01,), duration_s=3600), Drawing(), 1)
    with refused("counted-at-once", InvalidInput, says="Sounds that all begin at once are counted"):
        compose(Style(spacing=(0.0,)), Drawing(), 1)
    assert onsets_s(*compose(Style(spacing=(0.0,)), Drawing(), 1, notes=3)) == [0.0] * 3
