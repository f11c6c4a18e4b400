"""Soundfont notes: pitch, level and repeatability, on a soundfont made here."""

import json
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.audio.pitch import note_pitch
from ganspacesynth.core.errors import DatasetError, InvalidInput, OutputError
from ganspacesynth.data.meta import read_meta
from ganspacesynth.data.soundfonts.render_soundfont import render_dataset, render_folder
from ganspacesynth.data.soundfonts.soundfont_notes import Soundfont
from ganspacesynth.data.soundfonts.soundfont_presets import preset_names
from tests.support.refused import refused
from tests.support.tiny_soundfont import tiny_soundfont

pytest.importorskip("tinysoundfont")
CASES = Path(__file__).parents[2] / "cases"
SHORT = {"audio_length": 8000, "hold_s": 0.3}


@pytest.fixture(scope="module")
def font(tmp_path_factory):
    path = tmp_path_factory.mktemp("fonts") / "Kleine Töne.sf2"
    presets = {(0, 0): ("soft piano", 200), (0, 40): ("fiddle", 0), (0, 9): ("untuned", 0), (0, 60): ("whisper", 1440), (8, 16): ("organ", 0)}
    path.write_bytes(tiny_soundfont(presets))
    return path


def render_notes(path, programs=None, pitches=range(24, 85), velocities=(100,), *, bank=0, **settings):
    font = Soundfont(path, bank=bank, **settings)
    return [note for program in font.choose(programs) for note in font.notes(program, pitches, velocities)]


def test_only_tuned_presets_of_the_bank_are_listed(font):
    assert Soundfont(font).programs == {0: "soft piano", 40: "fiddle", 60: "whisper"}
    assert Soundfont(font, bank=8).programs == {16: "organ"}


def test_notes_have_the_pitch_they_say(font):
    notes = render_notes(font, [40], range(30, 91, 12), audio_length=16000)
    assert [note.pitch for note in notes] == list(range(30, 91, 12))
    np.testing.assert_allclose([note_pitch(note.wave, 16000) for note in notes], [note.pitch for note in notes], atol=0.05)


@pytest.mark.parametrize("sample_rate", [8000, 44100, 48000])
def test_any_sample_rate(font, sample_rate):
    (note,) = render_notes(font, [40], [69], sample_rate=sample_rate, audio_length=sample_rate, hold_s=0.8)
    assert note.wave.shape == (sample_rate,)
    assert note_pitch(note.wave[: sample_rate // 2], sample_rate) == pytest.approx(69, abs=0.05)


def test_labels_say_where_a_note_comes_from(font):
    (note,) = render_notes(font, [40], [69], [64], **SHORT)
    assert (note.name, note.instrument) == ("Kleine Töne_string_acoustic_040_64_69", "Kleine Töne_string_acoustic_040")
    assert (note.instrument_family, note.instrument_source, note.velocity, note.program, note.qualities) == (8, 0, 64, 40, (0,) * 10)
    assert note.wave.dtype == np.float32


def test_level_is_set_per_preset_not_per_note(font):
    notes = render_notes(font, [0, 40], [60], [30, 120], **SHORT)
    peaks = [np.abs(note.wave).max() for note in notes]
    np.testing.assert_allclose(peaks[1::2], 0.98, rtol=1e-5)  # the loudest of each, though one preset is 20 dB softer
    np.testing.assert_allclose(np.array(peaks[0::2]) / 0.98, (30 / 120) ** 2, rtol=0.01)  # soft stays soft


def test_velocities_are_as_loud_as_the_standard_says(font):
    """40 dB a decade of velocity: 11.9 dB from 127 to 64."""
    loud, soft, softer = sorted(render_notes(font, [40], [60], [127, 64, 1], **SHORT), key=lambda note: -note.velocity)
    level = lambda note: 20 * np.log10(np.sqrt(np.mean(np.square(note.wave))))  # noqa: E731
    assert level(loud) - level(soft) == pytest.approx(40 * np.log10(127 / 64), abs=0.05)
    assert level(loud) - level(softer) == pytest.approx(40 * np.log10(127), abs=0.1)


def test_names_in_other_letters_are_no_obstacle():
    font = CASES / "names_latin1.sf2"
    assert Soundfont(font).programs == {0: "piéno", 48: "strings"}
    assert {note.program for note in render_notes(font, None, [60], **SHORT)} == {0, 48}


@pytest.mark.parametrize("name", [b"caf\xe9", b"caf\xc3\xa9", b"\xff" * 20, b"\x1b[2J bell\x07", b""])
def test_any_name_of_a_preset_is_text(tmp_path, name):
    data = tiny_soundfont({(0, 0): ("NAME", 0), (0, 40): ("fiddle", 0)}).replace(b"NAME".ljust(20, b"\0"), name.ljust(20, b"\0"))
    (tmp_path / "x.sf2").write_bytes(data)
    names = Soundfont(tmp_path / "x.sf2").programs
    assert names[0].isprintable() and names[40] == "fiddle"
    assert names[0] == {b"caf\xe9": "café", b"caf\xc3\xa9": "café"}.get(name, names[0])
    assert len(list(render_notes(tmp_path / "x.sf2", [0], [60], **SHORT))) == 1


@given(st.binary(max_size=300))
def test_any_bytes_have_presets_or_none(data):
    assert isinstance(preset_names(data), dict)
    assert isinstance(preset_names(b"RIFF\0\0\0\0sfbkLIST\xff\xff\0\0pdta" + data), dict)


def test_samples_of_odd_length_need_no_byte_behind_them():
    """MuseScore writes none; the Debian package's FluidR3Mono_GM.sf3 is such a file."""
    data = tiny_soundfont({(0, 0): ("soft piano", 0), (0, 40): ("fiddle", 0)})
    at = data.index(b"LIST", data.index(b"smpl"))
    longer = bytearray(data[:at] + b"\x7f" + data[at:])
    for name, gap in ((b"RIFF", 4), (b"sdta", -4), (b"smpl", 4)):
        place = data.index(name) + gap
        longer[place : place + 4] = (int.from_bytes(data[place : place + 4], "little") + 1).to_bytes(4, "little")
    assert preset_names(bytes(longer)) == preset_names(data) == {(0, 0): "soft piano", (0, 40): "fiddle"}
    assert preset_names(bytes(longer[: at + 1]) + b"\0" + data[at:]) == preset_names(data)


def test_another_bank_is_refused_with_those_there_are(font):
    with refused("tuned-presets", InvalidInput, says=r"Received: bank 5 of .*Its banks with tuned presets: 0, 8\."):
        render_notes(font, [0], bank=5)
    with refused("tuned-presets", InvalidInput):
        render_folder([font], font.parent / "out", bank=5)


def test_a_soundfont_of_drums_says_so(tmp_path):
    (tmp_path / "x.sf2").write_bytes(tiny_soundfont({(128, 0): ("kit", 0)}))
    with refused("tuned-presets", InvalidInput):
        render_notes(tmp_path / "x.sf2")


def test_a_folder_is_no_soundfont(tmp_path):
    with refused("regular-file", DatasetError, says=r"A soundfont is a file. Received: .*something else"):
        Soundfont(tmp_path)


def test_a_folder_rendered_with_another_curve_does_not_mix(font, tmp_path):
    list(render_folder([font], tmp_path / "notes", [0], [60], [50, 100], **SHORT))
    table = json.loads((tmp_path / "notes" / "samples.json").read_text())
    assert table.pop("velocity_curve") == "sf2"
    (tmp_path / "notes" / "samples.json").write_text(json.dumps(table))
    with refused("same-settings", OutputError):
        render_folder([font], tmp_path / "notes", [0], [60], [50, 100], **SHORT)


def test_repeated_notes_are_the_same_bit_for_bit_whatever_came_before(font):
    (alone,) = render_notes(font, [40], [60], **SHORT)
    after_others = render_notes(font, [0, 40], [72, 60], **SHORT)[-1]
    assert after_others.name == alone.name
    gain = np.abs(after_others.wave).max() / np.abs(alone.wave).max()
    np.testing.assert_allclose(after_others.wave, alone.wave * gain, atol=1e-6)
    again = render_notes(font, [0, 40], [72, 60], **SHORT)[-1]
    np.testing.assert_array_equal(after_others.wave, again.wave)


def test_a_note_is_released_and_ends_in_silence(font):
    (note,) = render_notes(font, [40], [60], audio_length=16000, hold_s=0.5)
    assert np.abs(note.wave[:7000]).max() > 0.9
    assert np.abs(note.wave[14000:]).max() < 1e-3
    (held,) = render_notes(font, [40], [60], audio_length=16000, hold_s=9.0)
    assert np.abs(held.wave[14000:]).max() > 0.9
    assert held.wave[-1] == 0.0  # the fade


def test_presets_are_held_for_times_of_their_own_and_struck_ones_ring_on(font):
    opened = Soundfont(font, audio_length=16000, hold_s=(0.2, 0.8), let_ring=True)
    assert [opened.hold_s(program) for program in (0, 46, 24)] == [1.0] * 3  # piano, harp, guitar: the whole note
    held = [opened.hold_s(program) for program in (40, 48, 56, 60)]
    assert all(0.2 <= seconds <= 0.8 for seconds in held) and len(set(held)) == 4
    assert Soundfont(font, hold_s=(0.2, 0.8)).hold_s(0) < 1.0 and Soundfont(font, hold_s=0.5).hold_s(40) == 0.5
    (ringing,) = render_notes(font, [0], [60], audio_length=16000, hold_s=0.2, let_ring=True)
    (released,) = render_notes(font, [0], [60], audio_length=16000, hold_s=0.2)
    assert np.abs(ringing.wave[12000:]).max() > 10 * np.abs(released.wave[12000:]).max()


def test_a_folder_of_spread_holds_goes_on_only_with_the_same(font, tmp_path):
    settings = {"programs": [40], "pitches": [60], "audio_length": 8000}
    assert [report.written for report in render_folder([font], tmp_path / "x", **settings, hold_s=(0.1, 0.3), let_ring=True)] == [1]
    assert [report.kept for report in render_folder([font], tmp_path / "x", **settings, hold_s=(0.1, 0.3), let_ring=True)] == [1]
    with refused("same-settings", OutputError):
        list(render_folder([font], tmp_path / "x", **settings, hold_s=(0.1, 0.3)))


def test_notes_that_cannot_be_heard_are_dropped(font):
    assert render_notes(font, [60], [60], **SHORT) == []


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ({"programs": [1]}, r"tuned-presets: tuned General MIDI presets of the soundfont\. Received: \[1\].*It has: \[0, 40, 60\]"),
        ({"programs": [9]}, "tuned-presets"),
        ({"programs": []}, "tuned-presets"),
        ({"pitches": [60, 128]}, r"midi-numbers: pitches must be one or more of 0\.\.127\. Received: \[128\]"),
        ({"pitches": []}, "midi-numbers: pitches .* Received: none"),
        ({"velocities": [0]}, r"midi-numbers: velocities must be one or more of 1\.\.127\. Received: \[0\]"),
        ({"sample_rate": 0}, "positive-rate-and-length: must be positive.*sample_rate=0"),
        ({"audio_length": 0}, "positive-rate-and-length"),
        ({"hold_s": 0}, "positive-rate-and-length"),
        ({"hold_s": (2.0, 1.0)}, "positive-rate-and-length"),
        ({"bank": 128}, r"bank-range: bank must be in 0\.\.127\. Received: 128"),
    ],
)
def test_wrong_settings_are_explained_before_rendering(font, tmp_path, arguments, rule):
    with refused(rule, InvalidInput):
        render_folder([font], tmp_path / "notes", **arguments)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("data", [b"", b"junk", b"RIFF" + bytes(100)])
def test_another_file_is_no_soundfont(tmp_path, data):
    path = tmp_path / "x.sf2"
    path.write_bytes(data)
    with refused("soundfont-file", DatasetError, says=r"sf2 or sf3 file\. Received: .*x\.sf2"):
        Soundfont(path)


def test_a_missing_soundfont_is_named(tmp_path):
    with refused("readable-file", DatasetError, says=r"soundfont must be readable\. Received: .*none\.sf2"):
        Soundfont(tmp_path / "none.sf2")


def test_without_tinysoundfont_the_way_to_get_it_is_said(font, monkeypatch):
    monkeypatch.setitem(sys.modules, "tinysoundfont", None)
    with refused("tinysoundfont-installed", DatasetError, says=r"needs tinysoundfont.*pip install --no-deps tinysoundfont"):
        Soundfont(font)


def test_a_folder_of_notes_carries_its_labels_and_a_second_run_keeps_it(font, tmp_path):
    folder = tmp_path / "notes"
    first = list(render_folder([font], folder, [0, 40, 60], [60, 62], [50, 100], **SHORT))
    assert [(r.path.name[-3:], r.written, r.silent) for r in first] == [("000", 4, 0), ("040", 4, 0), ("060", 0, 4)]
    table = read_meta(folder / "meta.json")
    assert {f"{name}.wav" for name in table} == {path.name for path in folder.glob("*.wav")}
    assert table["Kleine Töne_string_acoustic_040_100_62"].label.velocity == 100
    assert table["Kleine Töne_string_acoustic_040_100_62"].sample_rate == 16000
    missing = folder / "Kleine Töne_keyboard_acoustic_000_50_60.wav"
    missing.unlink()
    second = list(render_folder([font], folder, [0, 40], [60, 62], [50, 100], **SHORT))
    assert [(r.written, r.kept) for r in second] == [(4, 0), (0, 4)]
    with wave.open(str(missing)) as file:
        assert (file.getframerate(), file.getnframes(), file.getnchannels()) == (16000, 8000, 1)


def test_a_broken_run_lists_what_it_finished(font, tmp_path):
    reports = render_folder([font], tmp_path / "notes", [0, 40], [60], **SHORT)
    next(reports)
    reports.close()
    assert list(read_meta(tmp_path / "notes" / "meta.json")) == ["Kleine Töne_keyboard_acoustic_000_100_60"]


def test_other_settings_do_not_mix(font, tmp_path):
    list(render_folder([font], tmp_path / "notes", [0], [60], **SHORT))
    with refused("same-settings", OutputError):
        render_folder([font], tmp_path / "notes", [0], [61], **SHORT)


def test_a_preset_twice_is_refused(font, tmp_path):
    with refused("distinct-names", InvalidInput, says=r"a name of its own.*twice"):
        render_folder([font, font], tmp_path / "notes", [0], **SHORT)


def test_a_data_set_straight_from_a_soundfont_is_split_by_preset(font, tmp_path):
    report = render_dataset([font], tmp_path / "set", [0, 40, 60], [60, 62], valid_fraction=0.34, seed=1, **SHORT)
    assert sum(report.notes.values()) == 4
    assert report.pitches == (60, 62)
    table = read_meta(tmp_path / "set" / "meta.json").values()
    split = {entry.label.instrument: entry.split for entry in table}
    assert all(entry.split == split[entry.label.instrument] for entry in table)
