"""A recording as a recipe keeps it: samples in, base64 of 16-bit integers out, and back; so that a sound is made again without the file."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.output.room import check_rate

MAX_BYTES = (
    8 * 1024 * 1024
)  # of all recordings of a timeline, as 16-bit samples: four minutes of one channel at 16 kHz, and a FLAC file can hold them
FULL_SCALE = 32767.0


@dataclass(frozen=True)
class Recording:
    """Sound of a file.

    Attributes:
        pcm16: its samples in base64, 16-bit integers with the lowest byte first, the channels of a moment together.
        channels: 1 or 2.
        sample_rate: Hz.
    """

    pcm16: str
    channels: int
    sample_rate: int

    def __post_init__(self) -> None:
        if isinstance(self.channels, bool) or self.channels not in (1, 2):
            raise SequenceError(f"A recording has 1 or 2 channels. Received: channels={brief(self.channels)}. Mix it down.", rule="channel-count")
        check_rate(self.sample_rate)
        size = len(self._bytes())
        if not size or size % (2 * self.channels):
            raise SequenceError(f"A recording holds whole moments. Received: {size} bytes. Make the sound anew.", rule="recording-samples")

    @classmethod
    def of(cls, wave: np.ndarray, sample_rate: int) -> "Recording":
        """Return the recording of float [samples] or [samples, 2]; what is over full scale is turned down with all of it.

        Raises:
            SequenceError: longer than recipes hold.
        """
        if 2 * wave.size > MAX_BYTES:
            seconds = MAX_BYTES / (2 * sample_rate * (1 if wave.ndim == 1 else 2))
            raise SequenceError(
                f"The recordings of a timeline go into its recipe, {seconds:.0f} s of such at most. Received: {len(wave) / sample_rate:.0f} s. "
                "Say lasts, or take a shorter file.",
                rule="recording-length",
            )
        loudest = max(1.0, float(np.max(np.abs(wave), initial=0.0)))
        pcm = np.round(np.asarray(wave, np.float64) / loudest * FULL_SCALE).astype("<i2")
        return cls(base64.b64encode(pcm.tobytes()).decode("ascii"), 1 if wave.ndim == 1 else 2, sample_rate)

    @property
    def size(self) -> int:
        """Bytes of its samples, nearly."""
        return len(self.pcm16) * 3 // 4

    def wave(self) -> np.ndarray:
        """Return float32 [samples], or [samples, 2] of two channels."""
        wave = np.frombuffer(self._bytes(), "<i2").astype(np.float32) / np.float32(FULL_SCALE)
        return wave if self.channels == 1 else wave.reshape(-1, 2)

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return {"pcm16": self.pcm16, "channels": self.channels, "sample_rate": self.sample_rate}

    @classmethod
    def from_json(cls, value: Any) -> "Recording":
        """Read what `to_json` wrote; raises LookupError, TypeError or SequenceError for anything else."""
        return cls(value["pcm16"], value["channels"], value["sample_rate"])

    def _bytes(self) -> bytes:
        try:
            if len(self.pcm16) > 2 * MAX_BYTES:
                raise ValueError("too long")
            return base64.b64decode(self.pcm16, validate=True)
        except (TypeError, ValueError, binascii.Error) as e:
            raise SequenceError(
                f"A recording is written in base64. Received: {brief(self.pcm16)} ({e}). Make the sound anew.", rule="recording-samples"
            ) from e
