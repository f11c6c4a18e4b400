"""WAV, FLAC and OGG: what is in them is what was asked for, and each carries its recipe."""

import json

import av
import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files import recipe_inside
from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.samples_digest import samples_sha256
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.audio.files.sound_formats import BITS, FORMATS, format_of, sound_format, sound_name, tag_bytes
from ganspacesynth.core.errors import AudioError, InvalidInput, OutputError
from tests.support.refused import refused

RATE = 16000
RECIPE = {"format": "ganspacesynth-recipe", "version": 1, "name": "é 音 \0", "z": [0.1, -1e-9], "long": "x" * 200_000}


def noise(channels=2, samples=40_000):
    return np.random.default_rng(0).uniform(-0.9, 0.9, (samples, channels)).astype(np.float32)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("channels", [1, 2])
def test_a_sound_and_its_recipe(tmp_path, ending, channels):
    path = write_wave(tmp_path / f"Klang ü{ending}", noise(channels), RATE, recipe=RECIPE)
    assert read_recipe(path) == RECIPE
    wave, rate = soundfile.read(path, always_2d=True)
    assert (rate, wave.shape) == (RATE, (40_000, channels)) and soundfile.info(path).format == FORMATS[ending].name
    if ending != ".ogg":
        np.testing.assert_allclose(wave, noise(channels), atol=2.0**-23)
    with open(path, "rb") as file:
        assert format_of(file.read(12)) == FORMATS[ending].name
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_ogg_sounds_like_it(tmp_path):
    tone = np.sin(np.arange(40_000) * 0.1).astype(np.float32) * 0.5
    wave = soundfile.read(write_wave(tmp_path / "a.ogg", tone, RATE))[0]
    assert 10 * np.log10(np.mean(tone**2) / np.mean((wave - tone) ** 2)) > 25.0


def test_flac_holds_the_samples_of_wav(tmp_path):
    for subtype in ("PCM_16", "PCM_24"):
        paths = [write_wave(tmp_path / f"{subtype}{ending}", noise(), RATE, subtype=subtype) for ending in (".wav", ".flac")]
        assert samples_sha256(paths[0]) == samples_sha256(paths[1])


@pytest.mark.parametrize("ending", [".flac", ".ogg"])
def test_another_reader_finds_the_recipe(tmp_path, ending):
    path = write_wave(tmp_path / f"a{ending}", noise(1), RATE, recipe=RECIPE)
    with av.open(str(path)) as file:
        said = {**file.metadata, **file.streams.audio[0].metadata}
    assert RECIPE in [json.loads(text) for text in said.values() if text.startswith("{")]


@pytest.mark.parametrize("ending", [".flac", ".ogg"])
@pytest.mark.parametrize("comment", [None, "A fine song {", "[1]"])
def test_comments_of_others_are_no_recipes(tmp_path, ending, comment):
    with soundfile.SoundFile(tmp_path / f"a{ending}", "w", RATE, 1, format=ending[1:].upper()) as file:
        if comment is not None:
            file.comment = comment
        file.write(noise(1)[:, 0])
    assert read_recipe(tmp_path / f"a{ending}") is None


@pytest.mark.parametrize("ending", [".flac", ".ogg"])
def test_damaged_recipes(tmp_path, ending, monkeypatch):
    path = tmp_path / f"a{ending}"
    with soundfile.SoundFile(path, "w", RATE, 1, format=ending[1:].upper()) as file:
        file.comment = json.dumps(RECIPE)[:-9]
        file.write(noise(1)[:, 0])
    with refused("valid-json", AudioError, says="must be valid JSON"):
        read_recipe(path)
    monkeypatch.setattr(recipe_inside, "MAX_RECIPE_BYTES", 100)
    with refused("whole-recipe", AudioError, says="must be whole and under 100 bytes"):
        read_recipe(path)
    path.write_bytes(path.read_bytes()[:40])
    with refused("whole-sound", AudioError, says=r"The sound file must be whole\. Received: .*Fetch it again"):
        read_recipe(path)


def test_a_recipe_too_long_for_a_comment(tmp_path, monkeypatch):
    """A block of FLAC's metadata ends at 16 MiB, where libsndfile fails and says that a decoder did."""
    monkeypatch.setattr(recipe_inside, "MAX_COMMENT_BYTES", 1000)
    write_wave(tmp_path / "a.wav", noise(), RATE, recipe=RECIPE)
    for ending in (".flac", ".ogg"):
        with refused("recipe-size", InvalidInput, says=r"A recipe may take at most 1000 bytes\. Received: \d+\. Use fewer points, or write a WAV"):
            write_wave(tmp_path / f"a{ending}", noise(), RATE, recipe=RECIPE)
    assert [p.name for p in tmp_path.iterdir()] == ["a.wav"]


def test_the_longest_comment_is_written_and_read(tmp_path):
    recipe = {"format": "ganspacesynth-recipe", "long": "x" * (recipe_inside.MAX_COMMENT_BYTES - 60)}
    assert read_recipe(write_wave(tmp_path / "a.flac", noise(1, 100), RATE, recipe=recipe)) == recipe


def test_samples_that_a_format_has_not(tmp_path):
    for ending, subtype, known in ((".flac", "FLOAT", "PCM_16 or PCM_24"), (".ogg", "PCM_16", "VORBIS")):
        with refused("known-subtype", InvalidInput, says=rf"A {ending[1:].upper()} file holds {known} samples\. Received: subtype='{subtype}'"):
            write_wave(tmp_path / f"a{ending}", noise(), RATE, subtype=subtype)


@pytest.mark.parametrize(("trouble", "rule"), [(AssertionError(), "disk-room"), (soundfile.SoundFileRuntimeError("odd"), "writable-output")])
def test_a_disk_that_fails(tmp_path, monkeypatch, trouble, rule):
    def fail(*args, **kwargs):
        raise trouble

    monkeypatch.setattr(soundfile.SoundFile, "write", fail)
    with refused(rule, OutputError):
        write_wave(tmp_path / "x.flac", noise(), RATE)
    assert not list(tmp_path.iterdir())


def test_bits():
    wav, flac, ogg = FORMATS.values()
    assert [wav.subtype_of(bits) for bits in (None, *BITS)] == ["PCM_24", "PCM_16", "PCM_24", "FLOAT"]
    assert [flac.subtype_of(bits) for bits in (None, "16", "24")] == ["PCM_24", "PCM_16", "PCM_24"] and ogg.subtype_of(None) == "VORBIS"
    with refused("known-bits", InvalidInput, says=r"FLAC holds 16 or 24 bits\. Received: bits='float'"):
        flac.subtype_of("float")
    with refused("known-bits", InvalidInput, says=r"OGG holds packed samples, without a number of bits\. Received: bits='16'"):
        ogg.subtype_of("16")


def test_names():
    assert sound_name(None, "sound.wav", None) == "sound.wav" and sound_name(None, "sound.wav", "flac") == "sound.flac"
    assert sound_name("a.ogg", "sound.wav", None) == "a.ogg" and sound_name("a.FLAC", "sound.wav", "flac") == "a.FLAC"
    assert sound_name("my song", "sound.wav", "ogg") == "my song.ogg"
    with refused("format-of-name", InvalidInput, says=r"The name and the format must agree\. Received: a\.wav and ogg\. End the name in \.ogg"):
        sound_name("a.wav", "sound.wav", "ogg")
    with refused("file-ending", InvalidInput, says=r"WAV, FLAC or OGG\. Received: a\.mp3\. End the name in \.wav, \.flac or \.ogg"):
        sound_format("a.mp3")
    assert format_of(b"RIFF") is None and format_of(b"") is None and format_of(b"fLaC") == "FLAC"


def tagged(sound):
    """A file with an ID3 tag in front, as some programs write into FLACs."""
    title = b"TIT2" + (6).to_bytes(4, "big") + b"\0\0" + b"\0Hello"
    body = title + bytes(200)
    return b"ID3\x03\0\0" + bytes(((len(body) >> shift) & 127) for shift in (21, 14, 7, 0)) + body + sound


def test_a_tag_in_front_hides_no_recipe(tmp_path):
    write_wave(tmp_path / "x.flac", noise(1), RATE, recipe=RECIPE)
    (tmp_path / "y.flac").write_bytes(tagged((tmp_path / "x.flac").read_bytes()))
    assert read_recipe(tmp_path / "y.flac") == read_recipe(tmp_path / "x.flac") == RECIPE


@pytest.mark.parametrize("behind", [b"", b"\xff\xfb\x90\x00" * 8, b"RIFF\0\0\0\0WAVE"])
def test_behind_a_tag_only_flac_is_looked_for(tmp_path, behind):
    (tmp_path / "x.mp3").write_bytes(tagged(behind))
    with refused("recipe-format", AudioError):
        read_recipe(tmp_path / "x.mp3")
    assert tag_bytes(b"ID3\x03") == 0
