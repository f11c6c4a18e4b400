"""Sounds survive the way to disk and back, carry their recipe, and are refused when they cannot be played."""

import base64
import contextlib
import io
import os
import re
import struct
import subprocess
import sys

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ganspacesynth.audio.files import recipe_inside, sound_files
from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import LOUDNESS_DB, PEAK, at_level, normalize, peak_safe, read_audio, resample, write_wave
from ganspacesynth.audio.loudness import note_level_db
from ganspacesynth.audio.thumbnail import sound_text
from ganspacesynth.core.errors import AudioError, InvalidInput, OutputError
from ganspacesynth.core.output.levels import LEVELS
from tests.support.refused import refused

RATE = 16000
STEP = {"PCM_16": 2.0**-15, "PCM_24": 2.0**-23, "PCM_32": 2.0**-24, "FLOAT": 0.0}  # PCM_32 is finer than float32 can say
RECIPES = [None, {}, [], "text", 0, {"points": [{"pitch": 60, "z": [0.1, -1e-9]}], "name": "é 音"}, {"long": "x" * 5000}]

waves = arrays(np.float32, st.integers(1, 200), elements=st.floats(-1, 1, width=32))
any_waves = arrays(np.float32, st.integers(0, 50), elements=st.floats(-1e6, 1e6, width=32, allow_subnormal=False))


def sine(seconds=0.5, frequency=440.0, rate=RATE):
    return (0.5 * np.sin(2 * np.pi * frequency * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


@pytest.mark.parametrize("subtype", STEP)
@given(wave=waves)
@settings(max_examples=20, deadline=None)
def test_round_trip(tmp_path_factory, subtype, wave):
    path = tmp_path_factory.mktemp("wave") / "x.wav"
    write_wave(path, wave, RATE, subtype=subtype)
    back, rate = read_audio(path)
    assert rate == RATE and back.dtype == np.float32 and back.shape == wave.shape
    assert np.abs(back - wave).max() <= STEP[subtype]


@pytest.mark.parametrize("samples", [1, 2, 3, 999, 1000])
@pytest.mark.parametrize("recipe", RECIPES, ids=[str(i) for i in range(len(RECIPES))])
@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
def test_a_wave_carries_its_recipe_and_stays_a_wave(tmp_path, samples, recipe, subtype):
    path = tmp_path / "x.wav"
    write_wave(path, sine()[:samples], RATE, recipe=recipe, subtype=subtype)
    assert read_recipe(path) == recipe
    assert soundfile.info(path).frames == samples
    whole = path.read_bytes()
    assert len(whole) % 2 == 0 and struct.unpack("<I", whole[4:8])[0] == len(whole) - 8


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32"])
def test_integers_are_rounded_and_not_floored(tmp_path, subtype, channels):
    """libsndfile floors what it writes into WAV and AIFF files: half a step of constant offset in each of them."""
    bits = sound_files.INTEGER_BITS[subtype]
    step = 2.0 ** (1 - bits)
    wave = np.random.default_rng(0).uniform(-0.9, 0.9, (20_000, channels))
    wave = np.concatenate([wave, [np.full(channels, 1.0), np.full(channels, -1.0)]])
    write_wave(tmp_path / "x.wav", wave, RATE, subtype=subtype)
    error = soundfile.read(tmp_path / "x.wav", always_2d=True)[0] - wave
    assert np.abs(error[:-2]).max() <= 0.5 * step + 1e-12
    assert np.abs(error[:-2].mean()) < 0.01 * step
    assert error[-2].tolist() == pytest.approx([-step] * channels) and not error[-1].any()


@pytest.mark.parametrize("form", ["wav", "flac"])
def test_sounds_in_pages_are_rounded_as_well(form):
    wave = np.random.default_rng(0).uniform(-0.9, 0.9, 20_000).astype(np.float32)
    back, _ = soundfile.read(io.BytesIO(base64.b64decode(sound_text(wave, RATE, form))))
    assert np.abs((back - wave).mean()) < 0.01 * 2.0**-15


def test_channels_are_mixed(tmp_path):
    write_wave(tmp_path / "x.wav", np.stack([sine(), np.zeros_like(sine())], axis=1), RATE, subtype="FLOAT")
    np.testing.assert_allclose(read_audio(tmp_path / "x.wav")[0], sine() / 2, atol=1e-7)


@pytest.mark.parametrize("name", ["with space.wav", "é ä 音.wav", "UPPER.WAV"])
def test_any_name(tmp_path, name):
    assert write_wave(tmp_path / name, sine(), RATE) == tmp_path / name
    assert read_audio(tmp_path / name)[0].shape == sine().shape


@pytest.mark.parametrize("suffix", ["flac", "ogg", "aiff"])
def test_other_formats(tmp_path, suffix):
    soundfile.write(tmp_path / f"x.{suffix}", sine(), RATE)
    assert read_audio(tmp_path / f"x.{suffix}")[0].shape == sine().shape


def test_rates_are_converted(tmp_path):
    write_wave(tmp_path / "x.wav", sine(rate=44100), 44100)
    wave, rate = read_audio(tmp_path / "x.wav", sample_rate=RATE)
    assert rate == RATE and abs(len(wave) - len(sine())) <= 1
    assert np.abs(wave[500:-500] - sine()[500 : len(wave) - 500]).max() < 1e-3
    assert resample(np.zeros(441), 44100, RATE).dtype == np.float32


@given(any_waves)
def test_peak_safe_only_ever_turns_down(wave):
    safe = peak_safe(wave)
    assert np.abs(safe).max(initial=0.0) <= PEAK * (1 + 1e-6) and safe.shape == wave.shape
    assert np.abs(wave).max(initial=0.0) > PEAK or np.array_equal(safe, wave)


@given(any_waves)
def test_normalize_reaches_the_peak(wave):
    loudest = np.abs(wave).max(initial=0.0)
    assert np.isclose(np.abs(normalize(wave)).max(initial=0.0), PEAK if loudest else 0.0)


def test_negative_peaks_count():
    """Defect 2 of the published code: the loudest sample was taken with its sign."""
    wave = np.array([0.1, -4.0], np.float32)
    assert max(np.abs(peak_safe(wave)).max(), np.abs(normalize(wave)).max()) <= PEAK * (1 + 1e-6)


@pytest.mark.parametrize("scale", [peak_safe, normalize])
def test_silence_stays_silence(scale, tmp_path):
    """Defect 2 of the published code: silence became NaN."""
    silence = scale(np.zeros(100, np.float32))
    assert not silence.any()
    write_wave(tmp_path / "x.wav", silence, RATE)
    assert not read_audio(tmp_path / "x.wav")[0].any()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_only_finite_sound_is_written(tmp_path, value):
    with refused("finite-audio", InvalidInput, says=r"Audio must be finite. Received: NaN or infinity"):
        write_wave(tmp_path / "x.wav", np.array([0.0, value]), RATE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", [1.01, -1.5])
def test_over_range_is_refused(tmp_path, value):
    with refused("sample-range", InvalidInput, says=r"Samples must be in -1..1. Received: peak=1\.\d+"):
        write_wave(tmp_path / "x.wav", np.array([0.0, value]), RATE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("wave", [np.zeros(0), np.zeros((3, 4, 5)), np.zeros((10, 1000)), np.array(0.5), np.array(["a"]), np.zeros(3, complex)])
def test_what_is_no_sound(tmp_path, wave):
    with refused("wave-shape", InvalidInput, says=r"Audio must be \[samples\] or \[samples, channels\]"):
        write_wave(tmp_path / "x.wav", wave, RATE)


def test_a_sound_too_long_for_wav(tmp_path, monkeypatch):
    monkeypatch.setattr(sound_files, "MAX_SAMPLES", 10)
    with refused("sound-length", InvalidInput, says=r"A sound file holds at most 10 samples. Received: 11"):
        write_wave(tmp_path / "x.wav", np.zeros(11), RATE)


@pytest.mark.parametrize("name", ["x", "x.aiff", "x.mp3"])
def test_only_known_formats_are_written(tmp_path, name):
    with refused("file-ending", InvalidInput, says=r"Sounds are written as WAV, FLAC or OGG. Received: .* End the name in \.wav, \.flac or \.ogg"):
        write_wave(tmp_path / name, sine(), RATE)


@pytest.mark.parametrize("rate", [0, -1, 44100.5, 10**9, True])
def test_impossible_rates(tmp_path, rate):
    with refused("sample-rate-range", InvalidInput, says=r"A sample rate is a whole number of Hz"):
        write_wave(tmp_path / "x.wav", sine(), rate)
    with refused("sample-rate-range", InvalidInput):
        read_audio(tmp_path / "x.wav", sample_rate=rate)


def test_unknown_sample_format(tmp_path):
    with refused("known-subtype", InvalidInput, says=r"holds PCM_16, PCM_24, PCM_32 or FLOAT samples. Received: subtype='MP3'"):
        write_wave(tmp_path / "x.wav", sine(), RATE, subtype="MP3")


@pytest.mark.parametrize("recipe", [{"a": float("nan")}, {"a": "\ud800"}])
def test_a_recipe_that_json_cannot_say(tmp_path, recipe):
    with refused("json-values", InvalidInput, says=r"A recipe holds what JSON can say"):
        write_wave(tmp_path / "x.wav", sine(), RATE, recipe=recipe)
    assert not list(tmp_path.iterdir())


def test_a_recipe_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(recipe_inside, "MAX_RECIPE_BYTES", 100)
    with refused("recipe-size", InvalidInput, says=r"A recipe may take at most 100 bytes. Received: 102"):
        write_wave(tmp_path / "x.wav", sine(), RATE, recipe="x" * 100)


def test_an_existing_file_stays(tmp_path):
    write_wave(tmp_path / "x.wav", sine(), RATE)
    before = (tmp_path / "x.wav").read_bytes()
    with refused("nothing-overwritten", OutputError, says=r"Nothing is overwritten unasked"):
        write_wave(tmp_path / "x.wav", -sine(), RATE)
    assert (tmp_path / "x.wav").read_bytes() == before
    write_wave(tmp_path / "x.wav", -sine(), RATE, force=True)
    assert (tmp_path / "x.wav").read_bytes() != before


@pytest.mark.parametrize(
    ("trouble", "rule"), [(AssertionError(), "disk-room: disk must have room"), (soundfile.SoundFileRuntimeError("odd"), "writable-output")]
)
def test_a_disk_that_fails_while_writing(tmp_path, monkeypatch, trouble, rule):
    def fail(*args, **kwargs):
        raise trouble

    monkeypatch.setattr(soundfile, "write", fail)
    with refused(rule, OutputError):
        write_wave(tmp_path / "x.wav", sine(), RATE)
    assert not list(tmp_path.iterdir())


def test_missing_audio(tmp_path):
    with refused("existing-file", AudioError, says=r"The audio file must exist. Received: .*gone\.wav"):
        read_audio(tmp_path / "gone.wav")


@pytest.mark.parametrize("name", ["x.wav", "x.raw", "x.flac", "x.txt", "x"])
@pytest.mark.parametrize("data", [b"", b"RIFF", b"not audio at all", b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0" + b"\xff" * 40, bytes(1000)])
def test_what_libsndfile_does_not_read(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with refused("readable-audio", AudioError, says=r"must be audio that libsndfile reads|must hold sound"):
        read_audio(tmp_path / name)


def test_no_sound_at_all(tmp_path):
    soundfile.write(tmp_path / "x.wav", np.zeros(0), RATE)
    with refused("holds-sound", AudioError, says=r"must hold sound. Received: .*x\.wav with no samples"):
        read_audio(tmp_path / "x.wav")


def test_broken_samples(tmp_path):
    soundfile.write(tmp_path / "x.wav", np.array([0.0, np.nan], np.float32), RATE, subtype="FLOAT")
    with refused("finite-audio", AudioError, says=r"Audio must be finite. Received: .* with NaN or infinity"):
        read_audio(tmp_path / "x.wav")


def test_waves_of_others_have_no_recipe(tmp_path):
    soundfile.write(tmp_path / "x.wav", sine(), RATE)
    assert read_recipe(tmp_path / "x.wav") is None


def test_recipes_are_only_in_what_we_write(tmp_path):
    (tmp_path / "x.flac").write_bytes(b"FORM")
    with refused("recipe-format", AudioError, says=r"Only WAV, FLAC and OGG files carry a recipe"):
        read_recipe(tmp_path / "x.flac")
    with refused("readable-file", AudioError, says=r"sound file must be readable"):
        read_recipe(tmp_path / "gone.wav")


def test_a_recipe_cut_short(tmp_path):
    write_wave(tmp_path / "x.wav", sine(), RATE, recipe={"a": list(range(100))})
    whole = (tmp_path / "x.wav").read_bytes()
    (tmp_path / "x.wav").write_bytes(whole[:-50])
    with refused("whole-recipe", AudioError, says=r"must be whole and under"):
        read_recipe(tmp_path / "x.wav")


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_recipe(tmp_path, data):
    soundfile.write(tmp_path / "x.wav", sine(), RATE)
    with open(tmp_path / "x.wav", "ab") as file:
        file.write(recipe_inside.RECIPE_CHUNK + struct.pack("<I", len(data)) + data)
    with refused("valid-json", AudioError, says=r"must be valid JSON"):
        read_recipe(tmp_path / "x.wav")


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_a_recipe_none_or_a_clear_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "x.wav"
    path.write_bytes(b"RIFF\0\0\0\0WAVE" + data)
    with contextlib.suppress(AudioError):
        read_recipe(path)


@pytest.mark.parametrize("level", LEVELS)
def test_levels(level):
    quiet, loud = (np.float32(a) * np.sin(np.arange(16000) * 0.1).astype(np.float32) for a in (0.01, 1.0))
    silent = np.zeros(100, np.float32)
    expected = {"loudness": [LOUDNESS_DB] * 2, "peak": [20 * np.log10(0.98) - 3.01] * 2, "model": [-43.01, 20 * np.log10(0.98) - 3.01]}[level]
    assert [note_level_db(at_level(wave, 16000, level), 16000) for wave in (quiet, loud)] == pytest.approx(expected, abs=0.05)
    assert np.array_equal(at_level(silent, 16000, level), silent) and len(at_level(silent[:0], 16000, level)) == 0


def test_peaks_come_before_loudness():
    click = np.zeros(16000, np.float32)
    click[100] = 0.01
    assert np.abs(at_level(click, 16000, "loudness")).max() == pytest.approx(0.98, abs=1e-4)


def test_no_such_level():
    with refused("known-level", InvalidInput, says="The level must be one of loudness, peak, model"):
        at_level(np.zeros(3, np.float32), 16000, "loud")


def test_a_folder_is_no_sound(tmp_path):
    with refused("regular-file", AudioError, says=r"which is a folder\. Name a file in it"):
        read_audio(tmp_path)


LIMITED = """
import resource, signal, sys
import numpy as np
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.core.errors import OutputError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    write_wave(sys.argv[1], np.zeros(100_000, np.float32), 16000, recipe={"x": "y" * 100_000}, subtype=sys.argv[3])
except OutputError as e:
    sys.stderr.write(str(e))
"""


@pytest.mark.skipif(os.name == "nt", reason="files have no such limit there")
@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT"])
@pytest.mark.parametrize("room", [0, 30, 5000, "all but the recipe"])
def test_where_there_is_no_room_it_is_said_and_nothing_partial_is_kept(tmp_path, subtype, room):
    """The system lets the file have so many bytes and no more: as a disk that is full by then."""
    room = {"PCM_16": 2, "PCM_24": 3, "FLOAT": 4}[subtype] * 100_000 + 1000 if isinstance(room, str) else room
    words = [sys.executable, "-c", LIMITED, str(tmp_path / "x.wav"), str(room), subtype]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stderr
    assert re.fullmatch(
        r"The disk must have room for the result. Received: \S+ \(no space left\)\. Free some space; nothing partial was kept\.", said
    )
    assert not list(tmp_path.iterdir())
