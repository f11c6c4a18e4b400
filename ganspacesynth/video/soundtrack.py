"""Soundtrack: a sound file or samples in; blocks of samples for the encoder, as often as wanted, and blocks of one channel for the eye."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.core.errors import AudioError
from ganspacesynth.video.video_settings import check_length

BLOCK = 1 << 15


@dataclass(frozen=True, eq=False)
class Soundtrack:
    """A sound that is gone through from its beginning, as often as wanted, and never held whole.

    Attributes:
        sample_rate: Hz.
        channels: 1 or 2.
        samples: of a channel, exact.
        blocks: returns an iterator over float32 [some samples, channels] within -1..1.
    """

    sample_rate: int
    channels: int
    samples: int
    blocks: Callable[[], Iterator[np.ndarray]]

    @property
    def duration_s(self) -> float:
        """Seconds."""
        return self.samples / self.sample_rate

    def mono(self) -> Iterator[np.ndarray]:
        """Yield float32 [some samples]: of two channels whichever is the louder at each moment, so that none cancels the other."""
        for block in self.blocks():
            yield block[:, 0] if self.channels == 1 else np.where(np.abs(block[:, 0]) >= np.abs(block[:, 1]), block[:, 0], block[:, 1])

    def at_rate(self, sample_rate: int) -> Iterator[np.ndarray]:
        """Yield float32 [some samples, channels] at another rate, in sync with the sound from the first sample to the last."""
        if sample_rate == self.sample_rate:
            yield from self.blocks()
            return
        import soxr

        stream = soxr.ResampleStream(self.sample_rate, sample_rate, self.channels, dtype="float32", quality="HQ")
        for block in self.blocks():
            yield np.clip(stream.resample_chunk(block), -1.0, 1.0).reshape(-1, self.channels)
        yield np.clip(stream.resample_chunk(np.zeros((0, self.channels), np.float32), last=True), -1.0, 1.0).reshape(-1, self.channels)


def soundtrack_of(wave: np.ndarray, sample_rate: int) -> Soundtrack:
    """Return samples as a soundtrack.

    Args:
        wave: float [samples] or [samples, 1..2], one sample at least.
        sample_rate: Hz.

    Raises:
        AudioError: no sound.
    """
    wave = np.asarray(wave, np.float32)
    wave = wave[:, None] if wave.ndim == 1 else wave
    if not len(wave) or wave.shape[1] not in (1, 2):
        raise AudioError(f"A video needs sound, in one or two channels. Received: shape {list(wave.shape)}.", rule="holds-sound")

    def blocks() -> Iterator[np.ndarray]:
        for begin in range(0, len(wave), BLOCK):
            yield np.clip(wave[begin : begin + BLOCK], -1.0, 1.0)

    return Soundtrack(int(sample_rate), wave.shape[1], len(wave), blocks)


def soundtrack_from(path: str | os.PathLike[str]) -> Soundtrack:
    """Open a sound file of any kind that can be read here; it is decoded once to count it, and then as often as it is gone through.

    Raises:
        AudioError: missing, unreadable, empty, or with NaN or infinity in it.
        InvalidInput: longer than any video.
    """
    sound = open_sound(path)
    two = sound.channels == 2
    samples = 0
    for block in sound.both():
        samples += len(block)
        check_length(samples / sound.sample_rate, "mp4")  # before the rest of an endless one

    def blocks() -> Iterator[np.ndarray]:
        for block in sound.both() if two else sound.mono():
            for begin in range(0, len(block), BLOCK):
                part = block[begin : begin + BLOCK]
                yield np.ascontiguousarray(np.clip(part if two else part[:, None], -1.0, 1.0), np.float32)

    return Soundtrack(sound.sample_rate, 2 if two else 1, samples, blocks)
