"""Sound files as people have them: every codec, files that are shorter than they say, channels that cancel, sound inside films."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.audio.files import decode, mp3
from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.core.errors import AudioError
from ganspacesynth.data.chop import chop_files, stream_audio
from ganspacesynth.data.padding import pad_files
from ganspacesynth.data.sample_folder import find_audio
from tests.support.refused import refused

CASES = Path(__file__).parents[2] / "cases"
RATE = 8000


def codecs():
    """(format, subtype, rate) of all that this libsndfile writes and that has a header."""
    for form in soundfile.available_formats():
        for subtype in soundfile.available_subtypes(form):
            if form != "RAW" and not subtype.startswith("DWVW_12"):
                yield form, subtype


def sine(seconds, rate=RATE, frequency=220.0):
    return 0.5 * np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate)) / rate)


def written(path, wave, rate, form, subtype):
    """Write a file, at another rate where the format has a few only; returns the rate, or None where it cannot be written here."""
    for tried in (rate, 8000, 16000, 44100, 48000):
        try:
            soundfile.write(path, wave, tried, format=form, subtype=subtype)
            return tried
        except soundfile.SoundFileError:
            continue
    return None


@pytest.mark.parametrize(("form", "subtype"), list(codecs()))
def test_every_codec_is_read_to_its_end(tmp_path, form, subtype):
    wave, path = sine(3), tmp_path / f"x.{form.lower()}"
    rate = written(path, wave, RATE, form, subtype)
    if rate is None:  # libsndfile reads MPEG layers I and II, and writes them not
        assert form == "MP3" or (form, subtype) == ("WAV", "MPEG_LAYER_III")
        return
    sound = open_sound(path)
    back, _ = read_audio(path)
    assert sound.sample_rate == soundfile.info(path).samplerate
    assert len(wave) <= len(back) <= len(wave) + 400 and not sound.remarks  # whole blocks of the codec
    assert abs(np.sqrt(np.mean(np.square(back[: len(wave)]))) - np.sqrt(np.mean(np.square(wave)))) < 0.05
    (report,) = chop_files([path], tmp_path / "cut", sample_rate=sound.sample_rate, audio_length=len(wave), pitch=57)
    assert report.written == 1 and report.error is None


@pytest.mark.parametrize("ending", ["raw", "pcm"])
def test_a_file_without_a_header_is_named(tmp_path, ending):
    (tmp_path / f"x.{ending}").write_bytes(bytes(range(256)) * 40)
    soundfile.write(tmp_path / "good.wav", sine(1), RATE)
    bad, good = chop_files([tmp_path / f"x.{ending}", tmp_path / "good.wav"], tmp_path / "cut", sample_rate=RATE, audio_length=RATE, pitch=57)
    assert f"x.{ending}" in bad.error and "Convert it to WAV or FLAC" in bad.error and good.written == 1


def test_gsm(tmp_path):
    (report,) = chop_files([CASES / "gsm610.wav"], tmp_path, sample_rate=8000, audio_length=32000, pitch=60)
    assert report.written == 2


# --- files that end before their time ---------------------------------------------------------------------------------


def test_an_mp3_that_is_shorter_than_its_header_says(tmp_path):
    sound = open_sound(CASES / "cut_download.mp3")
    wave = np.concatenate(list(sound.mono()))
    assert abs(len(wave) / 44100 - 11.94) < 0.01 and abs(sound.frames / 44100 - 11.96) < 0.01
    assert sound.remarks == ["it ends after 11.9 of the 20.0 s that its header says"]
    (report,) = chop_files([CASES / "cut_download.mp3"], tmp_path / "cut", pitch=60)
    assert report.written == 2 and report.remarks == tuple(sound.remarks)
    (report,) = pad_files([CASES / "cut_download.mp3"], tmp_path / "pad", pitch=60)
    assert report.written == 1 and report.remarks == tuple(sound.remarks)


@pytest.mark.parametrize("share", [0.999, 0.6, 0.3])
@pytest.mark.parametrize(
    ("form", "subtype", "rate"),
    [
        ("WAV", "PCM_16", 44100),
        ("WAV", "IMA_ADPCM", 44100),
        ("WAV", "GSM610", 8000),
        ("AIFF", "PCM_24", 44100),
        ("AU", "PCM_16", 44100),
        ("FLAC", "PCM_16", 44100),
        ("OGG", "VORBIS", 44100),
        ("OGG", "OPUS", 48000),
        ("MP3", "MPEG_LAYER_III", 44100),
        ("CAF", "ALAC_16", 44100),
        ("W64", "PCM_16", 44100),
        ("XI", "DPCM_16", 44100),
    ],
)
def test_cut_files_give_what_is_in_them_or_are_refused(tmp_path, form, subtype, rate, share):
    """Loud noise: whatever were invented in place of what is missing would be something else."""
    wave = np.random.default_rng(0).uniform(-0.5, 0.5, 4 * rate)
    whole, part = tmp_path / f"whole.{form.lower()}", tmp_path / f"part.{form.lower()}"
    soundfile.write(whole, wave, rate, format=form, subtype=subtype)
    data = whole.read_bytes()
    part.write_bytes(data[: int(share * len(data))])
    try:
        back = np.concatenate(list(stream_audio(part, rate)))
    except AudioError as e:
        assert "part." in str(e)
        return
    assert len(back) < 1.1 * share * len(wave) + 0.1 * rate
    there = read_audio(whole)[0][: len(back)]
    # Behind a cut, the last block of IMA ADPCM (4089 samples here) is libsndfile's guess.
    assert np.abs(back[:-4100] - there[: len(back) - 4100]).max() < 0.01


def vbr(path, channels=1, rate=44100):
    """An MP3 of changing bit rate, loud noise first and a quiet tone behind it; returns its bytes without the index in front."""
    noise = np.random.default_rng(0).normal(0, 0.2, 2 * rate)
    wave = np.concatenate([noise, 0.2 * sine(8, rate)])
    wave = np.stack([wave] * channels, axis=1)
    with soundfile.SoundFile(path, "w", rate, channels, format="MP3", bitrate_mode="VARIABLE", compression_level=0.5) as file:
        file.write(wave)
    data = path.read_bytes()
    return data[mp3.parse_frame(data[:4]).size :]


@pytest.mark.parametrize("rate", [44100, 22050])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("tags", [False, True])
def test_an_mp3_without_an_index_is_read_to_its_end(tmp_path, rate, channels, tags):
    path = tmp_path / "x.mp3"
    data = vbr(path, channels, rate)
    assert abs(len(read_audio(path)[0]) - 10 * rate) < 10
    path.write_bytes((b"ID3\4\0\0\0\0\1\0" + bytes(128) + data + b"TAG" + bytes(125)) if tags else data)
    assert soundfile.info(path).frames < 5 * rate  # what libsndfile takes it for
    sound = open_sound(path)
    wave = np.concatenate(list(sound.mono()))
    assert abs(len(wave) - 10 * rate) < 3000 and abs(sound.frames - 10 * rate) < 3000 and not sound.remarks
    tone = wave[4 * rate : 9 * rate]
    assert 0.09 < np.abs(tone).max() < 0.12


def test_frames_are_counted_across_what_is_none(tmp_path):
    data = vbr(tmp_path / "x.mp3")
    (tmp_path / "x.mp3").write_bytes(data + b"something else" * 20 + data)
    assert mp3.count_frames(tmp_path / "x.mp3").samples > 19 * 44100
    for junk in (b"", b"\xff", b"\xff\xfb\x90\x00" * 1000, bytes(10_000)):
        (tmp_path / "x.mp3").write_bytes(junk)
        assert mp3.count_frames(tmp_path / "x.mp3") is None
    assert mp3.count_frames(tmp_path / "none.mp3") is None


@given(st.binary(min_size=4, max_size=4))
def test_any_four_bytes_are_a_header_or_none(header):
    frame = mp3.parse_frame(header)
    assert frame is None or (frame.size >= 24 and frame.samples in (384, 576, 1152) and 8000 <= frame.sample_rate <= 48000)


# --- channels ---------------------------------------------------------------------------------------------------------


def test_channels_that_cancel_each_other_are_not_added(tmp_path):
    sound = open_sound(CASES / "antiphase_stereo.wav")
    wave = np.concatenate(list(sound.mono()))
    np.testing.assert_array_equal(wave, soundfile.read(CASES / "antiphase_stereo.wav", dtype="float32")[0][:, 0])
    assert sound.remarks == ["its channels cancel each other: channel 1 is taken alone"]
    (report,) = pad_files([CASES / "antiphase_stereo.wav"], tmp_path / "pad", audio_length=16000, pitch=60)
    assert report.written == 1 and report.remarks == tuple(sound.remarks)
    (report,) = chop_files([CASES / "antiphase_stereo.wav"], tmp_path / "cut", audio_length=16000, pitch=60)
    assert report.written == 1 and report.remarks == tuple(sound.remarks)


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        ((1.0, 1.0), 1.0),
        ((1.0, 0.0), 0.5),
        ((0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0), 0.125),
        ((0.5, -1.0), -0.25),  # partly: there is enough left
        ((0.9, -1.0), -1.0),
        ((1.0, -1.0, 1.0, -1.0), 1.0),
        ((0.0, 0.0), 0.0),
    ],
)
def test_how_channels_become_one(tmp_path, channels, expected):
    wave = np.asarray(sine(1), np.float32)
    soundfile.write(tmp_path / "x.wav", wave[:, None] * np.array(channels, np.float32), RATE, subtype="FLOAT")
    np.testing.assert_allclose(read_audio(tmp_path / "x.wav")[0], expected * wave, atol=1e-6)


def test_independent_channels_are_mixed(tmp_path):
    wave = np.random.default_rng(0).uniform(-0.5, 0.5, (RATE, 2)).astype(np.float32)
    soundfile.write(tmp_path / "x.wav", wave, RATE, subtype="FLOAT")
    np.testing.assert_allclose(read_audio(tmp_path / "x.wav")[0], wave.mean(axis=1), atol=1e-7)


def test_the_noise_of_a_rounding_is_silence(tmp_path):
    soundfile.write(tmp_path / "x.wav", np.random.default_rng(0).integers(-1, 2, RATE).astype(np.int16), RATE)
    (report,) = pad_files([tmp_path / "x.wav"], tmp_path / "pad", sample_rate=RATE, audio_length=RATE, pitch=60)
    assert report.silent == 1


# --- other kinds of files ---------------------------------------------------------------------------------------------


def test_a_folder_shows_every_kind_of_sound(tmp_path):
    names = [
        f"x.{ending}"
        for ending in [
            "aif",
            "aifc",
            "aiff",
            "snd",
            "wave",
            "bwf",
            "amb",
            "WAV",
            "w64",
            "caf",
            "mp2",
            "m4a",
            "mp4",
            "aac",
            "wma",
            "opus",
            "mka",
            "raw",
        ]
    ]
    for name in [*names, "x.txt", "x.mid", "x.json", "x.png"]:
        (tmp_path / name).touch()
    assert sorted(path.name for path in find_audio([tmp_path])) == sorted(names)


@pytest.mark.parametrize(("name", "form"), [("x.wave", "WAV"), ("x.bwf", "WAV"), ("x.amb", "WAV"), ("x.snd", "AU"), ("x.aifc", "AIFF")])
def test_the_ending_does_not_matter_to_whoever_reads(tmp_path, name, form):
    soundfile.write(tmp_path / name, sine(1), RATE, format=form, subtype="PCM_16")
    (report,) = pad_files(find_audio([tmp_path]), tmp_path / "out", sample_rate=RATE, audio_length=RATE)
    assert report.written == 1


def test_little_endian_aiff():
    assert read_audio(CASES / "sowt.aifc")[0].shape == (16000,)


def test_only_files_are_opened(tmp_path):
    with refused("regular-file", AudioError):
        open_sound(tmp_path)
    with refused("existing-file", AudioError):
        list(stream_audio(tmp_path / "none.m4a", RATE))


def test_a_sound_too_long_for_the_memory(tmp_path, monkeypatch):
    soundfile.write(tmp_path / "x.wav", sine(1), RATE)
    monkeypatch.setattr("ganspacesynth.audio.files.sound_files.MAX_SAMPLES", 7999)
    with refused("sound-length", AudioError, says=r"at most 7999 samples. Received: .*x\.wav with more. Cut it into parts"):
        read_audio(tmp_path / "x.wav")


def test_an_mpeg_file_without_an_index_of_another_layer(tmp_path, monkeypatch):
    """Layers I and II have no index that could be put in front."""
    data = vbr(tmp_path / "x.mp3")
    (tmp_path / "x.mp3").write_bytes(data)
    counted = mp3.count_frames(tmp_path / "x.mp3")
    layer2 = mp3.Frames(counted.samples, counted.sample_rate, 0, b"\xff\xfd\x90\x00", False)
    monkeypatch.setattr(decode.mp3, "count_frames", lambda path: layer2)
    with refused("mp3-index", AudioError, says=r"needs an index. Received: .*x\.mp3"):
        open_sound(tmp_path / "x.mp3")
    with pytest.raises(ValueError, match="only layer III"):
        mp3.with_index(tmp_path / "x.mp3", layer2)


def test_samples_beyond_all_sense_are_refused(tmp_path):
    soundfile.write(tmp_path / "loud.wav", np.full(100, 1e30), 8000, subtype="DOUBLE")
    with refused("audio-range", AudioError, says="about 1 at most"):
        list(open_sound(tmp_path / "loud.wav").mono())
    soundfile.write(tmp_path / "whole.wav", np.full(100, float(1 << 31)), 8000, subtype="FLOAT")  # whole numbers kept as floats
    assert sum(map(len, open_sound(tmp_path / "whole.wav").mono())) == 100


def test_an_empty_file_and_a_name_that_is_no_text_are_said(tmp_path):
    (tmp_path / "a.wav").touch()
    with refused("readable-audio", AudioError, says="an empty file"):
        open_sound(tmp_path / "a.wav")
    try:
        (tmp_path / "gr\udcfcn.wav").write_bytes(b"RIFF")
    except (OSError, UnicodeEncodeError):
        return  # this system's names are texts
    with refused("readable-audio", AudioError, says="rename it"):
        open_sound(tmp_path / "gr\udcfcn.wav")
