"""Formats that sounds are written in: a file's name in, libsndfile's words for its format and samples out."""

import mmap
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.core.errors import InvalidInput

BITS = ("16", "24", "float")
WAVE_HEAD = 12  # bytes by which a sound file is known


@dataclass(frozen=True)
class SoundFormat:
    """A format of sound files.

    Attributes:
        name: libsndfile's.
        subtype: libsndfile's name of the samples that it has unless others are asked for.
        bits: the words of `BITS` that it knows, and libsndfile's names for them.
    """

    name: str
    subtype: str
    bits: Mapping[str, str]

    def subtype_of(self, bits: str | None) -> str:
        """Return libsndfile's name for samples of so many bits; None for the usual ones.

        Raises:
            InvalidInput: the format has no such samples.
        """
        if bits is None:
            return self.subtype
        if bits not in self.bits:
            known = f"{' or '.join(self.bits)} bits" if self.bits else "packed samples, without a number of bits"
            raise InvalidInput(f"{self.name} holds {known}. Received: bits={bits!r}. Leave it out, or choose another format.", rule="known-bits")
        return self.bits[bits]


FORMATS = {
    ".wav": SoundFormat("WAV", "PCM_24", {"16": "PCM_16", "24": "PCM_24", "float": "FLOAT"}),
    ".flac": SoundFormat("FLAC", "PCM_24", {"16": "PCM_16", "24": "PCM_24"}),
    ".ogg": SoundFormat("OGG", "VORBIS", {}),
}


def sound_format(path: str | os.PathLike[str]) -> SoundFormat:
    """Return the format that a name's ending asks for.

    Raises:
        InvalidInput: it ends otherwise.
    """
    found = FORMATS.get(Path(path).suffix.lower())
    if found is None:
        raise InvalidInput(f"Sounds are written as WAV, FLAC or OGG. Received: {path}. End the name in .wav, .flac or .ogg.", rule="file-ending")
    return found


def format_of(head: bytes) -> str | None:
    """Return libsndfile's name of the format of a file that begins so (`WAVE_HEAD` bytes), or None for others."""
    if len(head) >= WAVE_HEAD and head[:4] == b"RIFF" and head[8:WAVE_HEAD] == b"WAVE":
        return "WAV"
    return {b"fLaC": "FLAC", b"OggS": "OGG"}.get(head[:4])


def sound_name(output: str | None, usual: str, wanted: str | None) -> str:
    """Return the name of a sound to write.

    Args:
        output: as it was given; None takes the usual one.
        usual: such as "sound.wav".
        wanted: "wav", "flac" or "ogg"; None goes by the name's ending.

    Raises:
        InvalidInput: the name ends in another format's letters.
    """
    if wanted is None:
        return usual if output is None else output
    path, ending = Path(usual if output is None else output), f".{wanted}"
    if output is None:
        return str(path.with_suffix(ending))
    if not path.suffix:
        return f"{output}{ending}"
    if path.suffix.lower() != ending:
        raise InvalidInput(
            f"The name and the format must agree. Received: {output} and {wanted}. End the name in {ending}, or leave one out.", rule="format-of-name"
        )
    return output


def tag_bytes(head: bytes | mmap.mmap) -> int:
    """Return how long the ID3 tag is with which a file begins, header included; 0 without one. Its size is written in sevens of bits."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    a, b, c, d = head[6:10]
    return 10 + ((a & 127) << 21 | (b & 127) << 14 | (c & 127) << 7 | d & 127)
