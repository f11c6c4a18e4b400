"""Sound files that libsndfile does not read: through PyAV, through an ffmpeg program, or through nobody."""

import shlex
import sys

import av
import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files import foreign_formats
from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.core.errors import AudioError
from ganspacesynth.data.padding import pad_files
from ganspacesynth.data.sample_folder import find_audio
from tests.support.refused import refused

RATE = 8000


def sine(seconds, rate=RATE, frequency=220.0):
    return 0.5 * np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate)) / rate)


def encoded(path, codec, form, seconds=3.0, rate=44100):
    """A stereo tone, the left channel twice as loud, written with PyAV."""
    tone = sine(seconds, rate, 440.0).astype(np.float32)
    wave = np.stack([tone, 0.5 * tone])
    with av.open(str(path), "w", format=form) as container:
        stream = container.add_stream(codec, rate=rate, layout="stereo")
        for begin in range(0, wave.shape[1], 1024):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(wave[:, begin : begin + 1024]), format="fltp", layout="stereo")
            frame.rate, frame.pts = rate, begin
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("name", "codec", "form"), [("x.m4a", "aac", "ipod"), ("x.mp4", "aac", "mp4"), ("x.aac", "aac", "adts"), ("x.mka", "flac", None)]
)
def test_aac_and_the_sound_of_films_are_read_through_pyav(tmp_path, name, codec, form):
    sound = open_sound(encoded(tmp_path / name, codec, form))
    wave = np.concatenate(list(sound.mono()))
    assert sound.sample_rate == 44100 and sound.channels == 2
    assert abs(len(wave) - 3 * 44100) < 3000 and abs(sound.frames - 3 * 44100) < 6000
    assert np.sqrt(np.mean(np.square(wave[20_000:100_000]))) == pytest.approx(0.75 * 0.5 / np.sqrt(2), rel=0.02)


@pytest.mark.parametrize("data", [b"", b"junk" * 100, b"#EXTM3U\n#EXTINF:3,\nx.aac\n#EXT-X-ENDLIST\n", b"ffconcat version 1.0\nfile 'x.aac'\n"])
def test_what_pyav_does_not_read_is_named(tmp_path, data):
    """A list of other files is none that may be looked into."""
    encoded(tmp_path / "x.aac", "aac", "adts")
    (tmp_path / "list.m4a").write_bytes(data)
    with refused("readable-audio", AudioError, says=r"PyAV or ffmpeg reads. Received: .*list\.m4a"):
        open_sound(tmp_path / "list.m4a")


def test_a_damaged_file_is_named(tmp_path):
    path = encoded(tmp_path / "x.aac", "aac", "adts")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = data[len(data) // 2 : len(data) // 2 + 200]
    path.write_bytes(data)
    with refused("readable-audio", AudioError, says=r"PyAV or ffmpeg reads. Received: .*x\.aac"):
        read_audio(path)


def test_a_film_without_sound_is_named(tmp_path):
    with av.open(str(tmp_path / "x.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8))))
        container.mux(stream.encode(None))
    with refused("holds-sound", AudioError, says=r"must hold sound. Received: .*x\.mp4, which has none in it"):
        open_sound(tmp_path / "x.mp4")


def write_program(path, code):
    """Write a program in Python, also where this one lies in a folder with a space, which no first line of a script can name."""
    path.with_suffix(".py").write_text(code)
    path.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(path.with_suffix(".py")))} "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def ffmpeg(tmp_path, monkeypatch):
    """A program that answers as ffmpeg does with `-f au`, whatever a file holds as text: its arguments are written beside it."""
    (tmp_path / "bin").mkdir()
    program = write_program(
        tmp_path / "bin" / "ffmpeg",
        f"""import struct, sys, json, pathlib
pathlib.Path({str(tmp_path / "arguments")!r}).write_text(json.dumps(sys.argv[1:]))
name = sys.argv[sys.argv.index("-i") + 1].removeprefix("file:")
text = pathlib.Path(name).read_text()
out = sys.stdout.buffer
if text == "other":
    out.write(b"RIFF" + bytes(100))
elif text != "none":
    out.write(b".snd" + struct.pack(">5I", 32, 0xFFFFFFFF, 6, 8000, 2) + bytes(8))
    out.write(struct.pack(">4f", 0.5, 0.25, -0.5, -0.25) * 20_000 + b"\\0")
sys.exit(text == "broken")
""",
    )
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setitem(sys.modules, "av", None)
    return tmp_path / "arguments"


def test_without_pyav_an_ffmpeg_program_reads(tmp_path, ffmpeg):
    (tmp_path / "-i x; $(y).m4a").write_text("good")
    sound = open_sound(tmp_path / "-i x; $(y).m4a")
    wave = np.concatenate(list(sound.mono()))
    assert (sound.sample_rate, sound.channels, sound.frames) == (8000, 2, None)
    np.testing.assert_allclose(wave, np.tile([0.375, -0.375], 20_000))
    arguments = ffmpeg.read_text()
    assert f'"file:{tmp_path}/-i x; $(y).m4a"' in arguments and '"-nostdin"' in arguments and '"-format_whitelist"' in arguments


@pytest.mark.parametrize(
    ("text", "message"), [("none", "found no sound in it"), ("other", "answered something else"), ("broken", "ended with code 1")]
)
def test_what_ffmpeg_does_not_read_is_named(tmp_path, ffmpeg, text, message):
    (tmp_path / "x.wma").write_text(text)
    with refused("readable-audio", AudioError, says=rf"Received: .*x\.wma \(ffmpeg {message}"):
        read_audio(tmp_path / "x.wma")


def test_a_program_that_is_silent_is_ended(tmp_path, monkeypatch):
    program = write_program(tmp_path / "ffmpeg", "import time\ntime.sleep(3600)\n")
    monkeypatch.setattr(foreign_formats, "IDLE_S", 0.5)
    (tmp_path / "x.wma").write_text("good")
    with refused("readable-audio", AudioError, says=r"x\.wma \(ffmpeg (ended with code|found no sound)"):
        foreign_formats.FFmpeg(str(program)).describe(tmp_path / "x.wma")


def test_a_program_that_cannot_run(tmp_path):
    (tmp_path / "x.wma").write_text("good")
    with refused("readable-audio", AudioError, says=r"Received: .*x\.wma"):
        foreign_formats.FFmpeg(str(tmp_path / "none")).describe(tmp_path / "x.wma")


@pytest.mark.parametrize("rate", [0, 10**7])
def test_a_rate_that_no_sound_has(tmp_path, rate):
    with refused("readable-audio", AudioError, says=rf"{rate} Hz, 2 channels"):
        foreign_formats._checked(tmp_path / "x.m4a", rate, 2)


def test_without_anybody_the_way_is_said(tmp_path, monkeypatch):
    (tmp_path / "x.m4a").write_bytes(b"\0" * 100)
    soundfile.write(tmp_path / "y.wav", sine(1), RATE)
    monkeypatch.setitem(sys.modules, "av", None)
    monkeypatch.setenv("PATH", "")
    with refused("foreign-decoder", AudioError, says=r"\.m4a files are read through PyAV or ffmpeg. Received: .*pip install av"):
        read_audio(tmp_path / "x.m4a")
    bad, good = pad_files(find_audio([tmp_path]), tmp_path / "out", sample_rate=RATE, audio_length=RATE)
    assert good.written == 1 and "pip install av" in bad.error
