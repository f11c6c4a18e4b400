"""Labels, names, and the table of General MIDI programs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.core.errors import DatasetError
from ganspacesynth.data.schema import FAMILIES, GM_PROGRAMS, SOURCES, Label, Sample, instrument_name, label_wave, note_name, parse_name
from tests.support.refused import refused


@given(instrument=st.text(min_size=1), index=st.integers(0, 10**6), pitch=st.integers(0, 127))
def test_a_name_says_what_it_was_made_of(instrument, index, pitch):
    assert parse_name(note_name(instrument, index, pitch)) == (instrument, index, pitch)


@pytest.mark.parametrize("name", ["piano", "piano_60", "piano_1_128", "piano_1_", "_1_60", "piano_x_60", "piano_1_60 "])
def test_other_names_are_refused(name):
    with refused("sample-name", DatasetError, says=r"NAME_INDEX_PITCH.*Received: .*Rename it"):
        parse_name(name)


def test_programs_are_nsynths_families_and_sources():
    assert len(GM_PROGRAMS) == 96
    assert GM_PROGRAMS[0] == (FAMILIES.index("keyboard"), SOURCES.index("acoustic")) == (4, 0)
    assert GM_PROGRAMS[38] == (FAMILIES.index("bass"), SOURCES.index("synthetic")) == (0, 2)
    assert GM_PROGRAMS[73] == (FAMILIES.index("flute"), SOURCES.index("acoustic")) == (2, 0)
    assert GM_PROGRAMS[16] == (FAMILIES.index("organ"), SOURCES.index("electronic")) == (6, 1)
    assert not {9, 47, 55, 112, 119, 127} & set(GM_PROGRAMS)  # bells, drums, hits and effects


def test_presets_are_named_by_font_family_source_and_program():
    assert instrument_name("fonts/My Font.sf2", 40) == "My Font_string_acoustic_040"
    assert instrument_name("a.sf3", 40, bank=8) == "a_string_acoustic_008-040"
    assert instrument_name("Gru\u0308n.sf2", 40) == "Grün_string_acoustic_040"  # one spelling of the accent


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"pitch": 128}, r"label-range: pitch must be a whole number in 0\.\.127\. Received: 'x' with 128"),
        ({"pitch": -1}, "label-range: pitch .* with -1"),
        ({"pitch": 60.0}, r"label-range: pitch .* with 60\.0"),
        ({"pitch": True}, "label-range: pitch .* with True"),
        ({"instrument_family": 11}, r"label-range: instrument_family must be a whole number in 0\.\.10"),
        ({"instrument_source": 3}, r"label-range: instrument_source must be a whole number in 0\.\.2"),
        ({"velocity": 200}, r"label-range: velocity .* 0\.\.127"),
        ({"program": 200}, r"label-range: program .* 0\.\.127"),
        ({"qualities": (1,)}, "quality-flags"),
        ({"qualities": (2,) * 10}, "quality-flags"),
    ],
)
def test_a_label_holds_only_what_training_can_use(values, rule):
    with refused(rule, DatasetError):
        Label(**{"name": "x", "pitch": 60, "instrument": "x"} | values)


@pytest.mark.parametrize(
    ("wave", "rule"),
    [
        (np.zeros(3), r"audio-length: Every sound must have 4 samples\. Received: 'x' with 3\. Run `ganspacesynth dataset pad`"),
        (np.zeros((4, 2)), "audio-length"),
        (np.full(4, np.nan), "finite-audio: finite.*'x'"),
        (np.full(4, 1.5), r"sample-range: -1\.\.1\. Received: 'x' with a peak of 1\.5"),
    ],
)
def test_a_wave_must_fit(wave, rule):
    with refused(rule, DatasetError):
        label_wave(Label("x", 60, "x"), wave, 4)


def test_a_note_gives_its_label_back():
    label = Label("x_1_60", 60, "x", 3, 1, (1, 0) * 5, velocity=90, program=24)
    note = label_wave(label, np.zeros(4), 4)
    assert isinstance(note, Sample)
    assert note.label == label
    assert note.wave.dtype == np.float32
