"""Sound files that libsndfile does not read (AAC, WMA, films): decoded by PyAV, else by an ffmpeg program."""

import contextlib
import os
import shutil
import struct
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ganspacesynth.core.errors import AudioError

ENDINGS = frozenset({".m4a", ".m4b", ".m4r", ".mp4", ".aac", ".wma", ".asf", ".ac3", ".ape", ".wv", ".tta", ".amr", ".3gp"})
ENDINGS |= {".mka", ".mkv", ".webm", ".mov", ".dsf", ".mpc", ".spx"}
# Kinds of files that may be looked into: none that name other files, or places in the network.
KINDS = "aac,ac3,eac3,amr,ape,asf,dsf,flac,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,mpc,mpc8,ogg,tta,wav,wv"
IDLE_S = 60.0  # that a program may take for a block
BLOCK_BYTES = 1 << 20
MAX_CHANNELS, MAX_RATE = 64, 768_000
AU_HEADER, AU_FLOAT = ">4s5I", 6  # ".snd", offset, bytes, encoding, Hz, channels; 32-bit floats, the highest byte first
WAYS = "Run `pip install av`, install ffmpeg, or convert the file to WAV or FLAC."


class Reader(Protocol):
    """One way to read."""

    def describe(self, path: Path) -> tuple[int, int, int | None]:
        """Return Hz, channels, and samples of a channel where they are known."""

    def blocks(self, path: Path) -> Iterator[np.ndarray]:
        """Yield float32 [some samples, channels]."""


def find_reader(path: Path) -> Reader:
    """Return whoever can read such a file here.

    Raises:
        AudioError: nobody can.
    """
    try:
        import av

        return PyAV(av)
    except ImportError:
        program = shutil.which("ffmpeg")
    if program is None:
        raise AudioError(
            f"{path.suffix} files are read through PyAV or ffmpeg. Received: {path}, and neither is here. {WAYS}", rule="foreign-decoder"
        )
    return FFmpeg(program)


class PyAV:
    """Reads with the libraries of ffmpeg, as the package `av` brings them."""

    def __init__(self, av: Any) -> None:
        self._av = av

    def describe(self, path: Path) -> tuple[int, int, int | None]:
        """See `Reader`."""
        with self._opened(path) as (container, stream):
            rate, channels = _checked(path, stream.rate, stream.channels)
            seconds = float(stream.duration * stream.time_base) if stream.duration else (container.duration or 0) / 1e6
            return rate, channels, round(seconds * rate) if seconds > 0 else None

    def blocks(self, path: Path) -> Iterator[np.ndarray]:
        """See `Reader`."""
        with self._opened(path) as (container, stream):
            resampler = self._av.AudioResampler(format="fltp", layout=stream.layout, rate=stream.rate)
            try:
                for frame in container.decode(stream):
                    for part in resampler.resample(frame):
                        yield np.ascontiguousarray(part.to_ndarray().T, np.float32)  # [channels, samples] -> [samples, channels]
            except (self._av.error.FFmpegError, ValueError) as e:
                raise _damaged(path, e) from e

    @contextlib.contextmanager
    def _opened(self, path: Path) -> Iterator[tuple[Any, Any]]:
        try:
            container = self._av.open(_name(path), options={"protocol_whitelist": "file", "format_whitelist": KINDS})
        except (self._av.error.FFmpegError, OSError, ValueError) as e:
            raise _damaged(path, e) from e
        with container:
            if not container.streams.audio:
                raise AudioError(f"The file must hold sound. Received: {path}, which has none in it. Leave it out.", rule="holds-sound")
            yield container, container.streams.audio[0]


class FFmpeg:
    """Reads what an ffmpeg program writes into a pipe."""

    def __init__(self, program: str) -> None:
        self._program = program

    def command(self, path: Path) -> list[str]:
        """Return the program's arguments."""
        source = ["-protocol_whitelist", "file,pipe", "-format_whitelist", KINDS, "-i", _name(path)]
        return [self._program, "-nostdin", "-v", "fatal", *source, "-map", "0:a:0", "-c:a", "pcm_f32be", "-f", "au", "pipe:1"]

    def describe(self, path: Path) -> tuple[int, int, int | None]:
        """See `Reader`."""
        with self._running(path) as (_, rate, channels):
            return rate, channels, None

    def blocks(self, path: Path) -> Iterator[np.ndarray]:
        """See `Reader`."""
        with self._running(path) as (process, _, channels):
            left = b""
            while data := _within(process, BLOCK_BYTES):
                data = left + data
                whole = len(data) // (4 * channels) * 4 * channels
                left = data[whole:]
                yield np.frombuffer(data[:whole], ">f4").astype(np.float32).reshape(-1, channels)
            if process.wait(IDLE_S) != 0:
                raise _damaged(path, f"ffmpeg ended with code {process.returncode}")

    @contextlib.contextmanager
    def _running(self, path: Path) -> Iterator[tuple[Any, int, int]]:
        try:
            process = subprocess.Popen(self.command(path), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        except OSError as e:
            raise _damaged(path, e) from e
        try:
            header = _within(process, struct.calcsize(AU_HEADER))
            if len(header) < struct.calcsize(AU_HEADER):
                raise _damaged(path, "ffmpeg found no sound in it")
            magic, offset, _, encoding, rate, channels = struct.unpack(AU_HEADER, header)
            if magic != b".snd" or encoding != AU_FLOAT or not len(header) <= offset <= BLOCK_BYTES:
                raise _damaged(path, "ffmpeg answered something else")
            _within(process, offset - len(header))
            yield process, *_checked(path, rate, channels)
        finally:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _within(process: Any, size: int) -> bytes:
    """Read up to `size` bytes; a program that is silent for too long is ended, and nothing more comes."""
    timer = threading.Timer(IDLE_S, process.kill)
    timer.start()
    try:
        return bytes(process.stdout.read(size))
    finally:
        timer.cancel()


def _name(path: Path) -> str:
    """Return a name that cannot be taken for an option or an address."""
    return f"file:{os.path.abspath(path)}"


def _checked(path: Path, rate: Any, channels: Any) -> tuple[int, int]:
    if not isinstance(rate, int) or not isinstance(channels, int) or not (0 < rate <= MAX_RATE and 0 < channels <= MAX_CHANNELS):
        raise _damaged(path, f"{rate} Hz, {channels} channels")
    return rate, channels


def _damaged(path: Path, why: object) -> AudioError:
    return AudioError(
        f"The file must hold sound that PyAV or ffmpeg reads. Received: {path} ({why}). Convert it to WAV or FLAC.", rule="readable-audio"
    )
