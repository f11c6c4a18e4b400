"""Cutting recordings and padding sounds: the law of the pieces, names, repeated runs, bad files."""

import json

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.core.errors import AudioError, DatasetError, InvalidInput, OutputError
from ganspacesynth.data.chop import chop_files, cut, stream_audio
from ganspacesynth.data.padding import pad_files, pad_wave
from ganspacesynth.data.sample_folder import FileReport, fade, find_audio, instrument_names
from tests.support.refused import refused

RATE = 8000
SHORT = {"sample_rate": RATE, "audio_length": 2000}


def sine(frequency, samples, rate=RATE, gain=0.5):
    return gain * np.sin(2 * np.pi * frequency * np.arange(samples) / rate)


@given(length=st.integers(0, 300), audio_length=st.integers(1, 80), hop_length=st.integers(1, 120), cuts=st.lists(st.integers(0, 300), max_size=8))
def test_pieces_do_not_depend_on_the_blocks_they_are_read_in(length, audio_length, hop_length, cuts):
    wave = np.arange(length, dtype=np.float32)
    pieces = list(cut(np.split(wave, sorted(min(c, length) for c in cuts)), audio_length, hop_length))
    expected = [wave[s : s + audio_length] for s in range(0, length - audio_length + 1, hop_length)]
    assert len(pieces) == len(expected)
    assert all(np.array_equal(piece, want) for piece, want in zip(pieces, expected, strict=True))


@pytest.mark.parametrize("rate", [RATE, 11025, 44100])
def test_streaming_reads_what_reading_at_once_does(tmp_path, rate, monkeypatch):
    monkeypatch.setattr("ganspacesynth.audio.files.decode.BLOCK_FRAMES", 1000)
    path = tmp_path / "x.flac"
    soundfile.write(path, np.stack([sine(200, 9000, rate), sine(300, 9000, rate)], axis=1), rate)
    streamed = np.concatenate(list(stream_audio(path, RATE)))
    np.testing.assert_allclose(streamed, read_audio(path, sample_rate=RATE)[0], atol=1e-6)


def test_a_recording_becomes_named_samples(tmp_path):
    wave = np.concatenate([sine(220, 2000), np.zeros(2000), sine(440, 2000), sine(440, 500)])
    path = tmp_path / "Grüße an alle.wav"
    soundfile.write(path, wave, RATE)
    (report,) = chop_files([path], tmp_path / "out", **SHORT)
    assert report == FileReport(path, written=2, silent=1)
    assert sorted(p.name for p in (tmp_path / "out").glob("*.wav")) == ["Grüße an alle_0_57.wav", "Grüße an alle_2_69.wav"]
    sample, rate = soundfile.read(tmp_path / "out" / "Grüße an alle_2_69.wav")
    assert (rate, sample.shape) == (RATE, (2000,))
    np.testing.assert_allclose(sample[100:-100], wave[4100:5900], atol=1e-4)
    assert abs(sample[0]) < 0.01 and abs(sample[-1]) < 0.01  # faded at both ends


def test_pieces_may_overlap_and_share_one_pitch(tmp_path):
    path = tmp_path / "x.wav"
    soundfile.write(path, np.random.default_rng(0).normal(0, 0.1, 5000), RATE)
    (report,) = chop_files([path], tmp_path / "out", hop_length=1000, pitch=32, **SHORT)
    assert report.written == 4
    assert sorted(p.name for p in (tmp_path / "out").glob("*.wav")) == [f"x_{i}_32.wav" for i in range(4)]


def test_pieces_without_pitch_are_counted(tmp_path):
    path = tmp_path / "x.wav"
    soundfile.write(path, np.random.default_rng(0).normal(0, 0.1, 5000), RATE)
    (report,) = chop_files([path], tmp_path / "out", **SHORT)
    assert report == FileReport(path, unpitched=2)


def test_a_repeated_run_keeps_whole_samples_and_mends_broken_ones(tmp_path):
    path, out = tmp_path / "x.wav", tmp_path / "out"
    soundfile.write(path, sine(220, 6000), RATE)
    list(chop_files([path], out, pitch=57, **SHORT))
    before = (out / "x_1_57.wav").stat().st_mtime_ns
    (out / "x_0_57.wav").write_bytes(b"RIFF")
    (report,) = chop_files([path], out, pitch=57, **SHORT)
    assert (report.written, report.kept) == (1, 2)
    assert (out / "x_1_57.wav").stat().st_mtime_ns == before
    (report,) = chop_files([path], out, pitch=57, force=True, **SHORT)
    assert (report.written, report.kept) == (3, 0)


def test_bad_files_are_reported_by_name_and_leave_nothing(tmp_path):
    good, junk, holed, short = (tmp_path / name for name in ("good.wav", "junk.wav", "holed.wav", "short.wav"))
    soundfile.write(good, sine(220, 2000), RATE)
    junk.write_bytes(b"junk")
    wave = sine(220, 300_000)
    wave[290_000] = np.nan
    soundfile.write(holed, wave, RATE, subtype="FLOAT")
    soundfile.write(short, sine(220, 100), RATE)
    reports = list(chop_files([good, junk, holed, short], tmp_path / "out", pitch=57, **SHORT))
    assert [report.written for report in reports] == [1, 0, 0, 0]
    assert "junk.wav" in reports[1].error and "libsndfile" in reports[1].error
    assert "holed.wav" in reports[2].error and "finite" in reports[2].error
    assert "short.wav" in reports[3].error and "dataset pad" in reports[3].error
    assert [p.name for p in (tmp_path / "out").glob("*.wav")] == ["good_0_57.wav"]


def test_a_bad_file_leaves_nothing_of_a_run_that_was_killed_either(tmp_path):
    soundfile.write(tmp_path / "holed.wav", sine(220, 250_000), RATE, subtype="FLOAT")
    list(chop_files([tmp_path / "holed.wav"], tmp_path / "out", pitch=57, **SHORT))  # as far as it came, on the way to the hole
    soundfile.write(tmp_path / "holed.wav", np.append(sine(220, 290_000), np.nan), RATE, subtype="FLOAT")
    assert list((tmp_path / "out").glob("*.wav"))
    (report,) = chop_files([tmp_path / "holed.wav"], tmp_path / "out", pitch=57, **SHORT)
    assert "finite" in report.error and not list((tmp_path / "out").glob("*.wav"))


def test_a_recording_louder_than_full_scale_is_turned_down(tmp_path):
    path = tmp_path / "x.wav"
    soundfile.write(path, sine(220, 2000, gain=3.0), RATE, subtype="FLOAT")
    list(chop_files([path], tmp_path / "out", pitch=57, **SHORT))
    assert np.abs(soundfile.read(tmp_path / "out" / "x_0_57.wav")[0]).max() == pytest.approx(0.98, abs=1e-3)


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({"hop_length": 0}, r"positive-hop: hop must be at least 1 sample\. Received: hop_length=0"),
        ({"silence_db": 3}, "silence-and-fade: below 0 dB.*silence_db=3"),
        ({"fade_s": -1}, "silence-and-fade"),
        ({"pitch": 128}, r"pitch-number: MIDI number 0\.\.127, or None to detect it\. Received: 128"),
        ({"sample_rate": 0}, "positive-rate-and-length: Rate and length must be positive.*sample_rate=0"),
        ({"audio_length": 0, "hop_length": 5}, "positive-rate-and-length"),
    ],
)
def test_wrong_settings_are_explained(tmp_path, settings, rule):
    with refused(rule, InvalidInput):
        chop_files([tmp_path / "x.wav"], tmp_path / "out", **settings)


def test_samples_do_not_go_among_other_files(tmp_path):
    (tmp_path / "x.wav").touch()
    with refused("own-folder", OutputError, says="a folder of their own"):
        chop_files([tmp_path / "x.wav"], tmp_path)


def test_a_run_killed_while_it_says_how_it_cuts_can_be_repeated(tmp_path):
    path, out = tmp_path / "x.wav", tmp_path / "out"
    soundfile.write(path, sine(220, 2000), RATE)
    out.mkdir()
    (out / ".part-0123456789abcdef.json").write_text("{")
    (report,) = chop_files([path], out, pitch=57, **SHORT)
    assert report.written == 1 and sorted(p.name for p in out.iterdir()) == ["samples.json", "x_0_57.wav"]
    (out / ".part-0123456789abcdef.wav").write_bytes(b"RIFF")
    list(chop_files([path], out, pitch=57, **SHORT))
    assert sorted(p.name for p in out.iterdir()) == ["samples.json", "x_0_57.wav"]


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.25, 0.3, 0.37])
@pytest.mark.parametrize("onsets", [False, True])
def test_a_short_recording_is_padded_when_asked(tmp_path, seconds, onsets):
    wave = sine(220, round(seconds * RATE))
    soundfile.write(tmp_path / "x.wav", wave, RATE)
    (report,) = chop_files([tmp_path / "x.wav"], tmp_path / "out", pitch=57, hop_length=1000, onsets=onsets, pad=True, fade_s=0, **SHORT)
    assert report.written == 1 and not report.error
    sample = soundfile.read(tmp_path / "out" / "x_0_57.wav")[0]
    assert len(sample) == 2000 and not sample[len(wave) :].any()
    if not onsets or len(wave) <= 2000:
        np.testing.assert_allclose(sample[: len(wave)], wave[:2000], atol=1e-4)


def test_the_level_of_a_short_recording_is_that_of_its_sound(tmp_path):
    soundfile.write(tmp_path / "x.wav", sine(220, 100, gain=0.02), RATE)  # -37 dB; -50 dB with the silence behind it
    (report,) = chop_files([tmp_path / "x.wav"], tmp_path / "out", pitch=57, pad=True, silence_db=-45, **SHORT)
    assert report.written == 1
    assert json.loads((tmp_path / "out" / "samples.json").read_text())["pad"] is True


def test_samples_cut_otherwise_do_not_mix(tmp_path):
    path, out = tmp_path / "x.wav", tmp_path / "out"
    soundfile.write(path, sine(220, 2000), RATE)
    list(chop_files([path], out, pitch=57, **SHORT))
    with refused("same-settings", OutputError, says=r"one set of settings.*--force"):
        chop_files([path], out, pitch=58, **SHORT)
    assert json.loads((out / "samples.json").read_text())["pitch"] == 57


def test_unreadable_and_empty_sound_is_an_error(tmp_path):
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), RATE)
    with refused("holds-sound", AudioError):
        list(stream_audio(tmp_path / "empty.wav", RATE))
    with refused("existing-file", AudioError):
        list(stream_audio(tmp_path / "none.wav", RATE))


# --- folders ---------------------------------------------------------------------------------------------------------


def test_folders_are_searched_and_hidden_files_left_alone(tmp_path):
    for name in ("b.WAV", "a.flac", "sub/c.ogg", "notes.txt", ".hidden.wav", ".trash/d.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [p.relative_to(tmp_path).as_posix() for p in find_audio([tmp_path, tmp_path / "b.WAV"])] == ["a.flac", "b.WAV", "sub/c.ogg"]


def test_missing_inputs_are_named(tmp_path):
    with refused("existing-file", DatasetError, says=r"must exist\. Received: .*nowhere"):
        find_audio([tmp_path / "nowhere"])
    with refused("some-sounds", DatasetError, says="At least one sound file"):
        find_audio([tmp_path])


def test_files_of_one_name_get_names_of_their_own(tmp_path):
    paths = [tmp_path / name for name in ("one/Take.wav", "two/take.wav", "other.wav", "one/Take.flac")]
    names = instrument_names(paths)
    assert names[paths[2]] == "other"
    assert len({name.casefold() for name in names.values()}) == 4
    assert names == instrument_names(paths)
    assert instrument_names(paths[:3])[paths[0]] == "one-Take"


def test_fading_reaches_both_ends_only():
    faded = fade(np.ones(100), 10, 20)
    assert faded[0] < 0.01 and faded[-1] < 0.01
    assert np.all(faded[10:80] == 1.0)
    assert np.all(np.diff(faded[:10]) > 0) and np.all(np.diff(faded[80:]) < 0)
    assert len(fade(np.ones(3), 10, 10)) == 3


# --- pad -------------------------------------------------------------------------------------------------------------


@given(length=st.integers(0, 50), audio_length=st.integers(1, 50), fade_samples=st.integers(0, 20))
def test_padding_gives_the_length_and_keeps_the_beginning(length, audio_length, fade_samples):
    wave = np.linspace(0.1, 1.0, length, dtype=np.float32)
    padded = pad_wave(wave, audio_length, fade_samples=fade_samples)
    untouched = length if length == audio_length else max(0, min(length, audio_length) - fade_samples)
    assert padded.shape == (audio_length,) and padded.dtype == np.float32
    np.testing.assert_array_equal(padded[:untouched], wave[:untouched])
    assert not padded[length:].any()


def test_short_sounds_become_samples(tmp_path):
    short, long, named = (tmp_path / name for name in ("pluck.wav", "drone.wav", "string_7_41.wav"))
    soundfile.write(short, sine(440, 1200), RATE)
    soundfile.write(long, sine(220, 9000, 2 * RATE), 2 * RATE)
    soundfile.write(named, sine(440, 1200), RATE)
    out = tmp_path / "out"
    assert [report.written for report in pad_files([short, long, named], out, **SHORT)] == [1, 1, 1]
    assert sorted(p.name for p in out.glob("*.wav")) == ["drone_0_57.wav", "pluck_0_69.wav", "string_7_41.wav"]
    assert {soundfile.info(p).frames for p in out.glob("*.wav")} == {2000}
    assert [report.kept for report in pad_files([short, long, named], out, **SHORT)] == [1, 1, 1]


def test_sounds_that_cannot_be_used_are_reported(tmp_path):
    silent, noise, junk = (tmp_path / name for name in ("silent.wav", "noise.wav", "junk.wav"))
    soundfile.write(silent, np.zeros(100), RATE)
    soundfile.write(noise, np.random.default_rng(0).normal(0, 0.1, 2000), RATE)
    junk.write_bytes(b"junk")
    reports = list(pad_files([silent, noise, junk], tmp_path / "out", **SHORT))
    assert [(r.silent, r.unpitched, r.error is not None) for r in reports] == [(1, 0, False), (0, 1, False), (0, 0, True)]
    assert "junk.wav" in reports[2].error


@pytest.mark.parametrize(
    ("settings", "rule"), [({"fade_s": -1}, "fade-length: fade must not be negative.*fade_s=-1"), ({"pitch": -1}, "pitch-number")]
)
def test_wrong_pad_settings_are_explained(tmp_path, settings, rule):
    with refused(rule, InvalidInput):
        pad_files([], tmp_path / "out", **settings)
