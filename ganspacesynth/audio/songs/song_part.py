"""A sound file and two moments in, what lies between them at another rate out, whole or piece by piece."""

import itertools
from collections.abc import Iterator

import numpy as np

from ganspacesynth.audio.files.decode import DecodedSound
from ganspacesynth.core.errors import AudioError

MAX_S = 3600.0  # of what is listened to at once


def read_part(sound: DecodedSound, sample_rate: float, start_s: float, stop_s: float | None, *, ears: int = 1) -> np.ndarray:
    """Return a part of a sound at another rate; no more of it is held than that.

    Args:
        sound: of any rate and channels.
        sample_rate: Hz.
        start_s, stop_s: seconds; None for its end.
        ears: 1 mixes all channels, 2 keeps the two of a sound that has two.

    Returns:
        float32 [samples], or [samples, 2] for two ears.

    Raises:
        AudioError: unreadable, longer than an hour, or over before the part begins.
    """
    return np.concatenate(list(part_pieces(sound, sample_rate, start_s, stop_s, ears=ears)))


def part_pieces(sound: DecodedSound, sample_rate: float, start_s: float, stop_s: float | None, *, ears: int = 1) -> Iterator[np.ndarray]:
    """Yield what `read_part` returns in pieces, of which one is held at a time."""
    import soxr

    if stop_s is None and sound.frames is not None:
        _check_length(sound, sound.frames / sound.sample_rate - start_s)
    stream = soxr.ResampleStream(sound.sample_rate, sample_rate, ears, dtype="float32", quality="HQ")
    total = 0
    for piece in itertools.chain(_between(sound, start_s, stop_s, ears), [None]):
        ended = piece is None
        made = stream.resample_chunk(np.zeros((0, ears)[:ears], np.float32) if piece is None else piece, last=ended)
        total += len(made)
        _check_length(sound, 0.0 if ended else total / sample_rate)
        yield made
    if not total:
        raise AudioError(f"A part lies within the song. Received: one from {start_s:g} s of {sound.path}, which is over then.", rule="song-part")


def _between(sound: DecodedSound, start_s: float, stop_s: float | None, ears: int) -> Iterator[np.ndarray]:
    first, last = round(start_s * sound.sample_rate), None if stop_s is None else round(stop_s * sound.sample_rate)
    here = 0
    for block in sound.both() if ears == 2 and sound.channels == 2 else sound.mono():
        piece = block[max(0, first - here) : None if last is None else max(0, last - here)]
        here += len(block)
        if len(piece):
            yield np.ascontiguousarray(piece if piece.ndim == ears else np.repeat(piece[:, None], 2, axis=1), np.float32)
        if last is not None and here >= last:
            return


def _check_length(sound: DecodedSound, seconds: float) -> None:
    if seconds > MAX_S + 1.0:
        raise AudioError(
            f"At most {MAX_S / 3600:g} hour is listened to at once. Received: {sound.path} with {seconds / 3600:.2f} hours. "
            'Name a part, such as cut("0:10", "0:40"), or --from 0:10 --to 0:40.',
            rule="song-length",
        )
