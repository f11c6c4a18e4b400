"""Sound files decoded block by block: libsndfile reads most formats, PyAV or an ffmpeg program the others, where there is one."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.files import foreign_formats, mp3
from ganspacesynth.core.errors import AudioError
from ganspacesynth.core.files import kind_of

BLOCK_FRAMES = 1 << 18  # read at a time
CANCELS = 0.1  # of the channels' power, that is left in their sum where they cancel; independent channels leave all
LOUDEST = 1e10  # of samples: files of 32-bit whole numbers kept as floats are at most a little over; squares of more are infinite soon
MISSING_S = 0.1  # seconds fewer than the header says that are worth a word
MPEG_ENDINGS = frozenset({".mp3", ".mp2", ".mp1", ".mpga"})
MORE_ENDINGS = frozenset(
    {".aif", ".aifc", ".aiffc", ".snd", ".wave", ".bwf", ".amb", ".oga", ".opus", ".iff", ".8svx", ".sph", ".sf", ".raw", *MPEG_ENDINGS}
)


class DecodedSound:
    """A sound file that can be read, from its beginning as often as wanted.

    Attributes:
        path: of the file.
        sample_rate: Hz.
        channels: in the file.
        frames: samples of a channel as far as is known without decoding it all, or None.
        remarks: what should be said of the file; complete when it was read to its end.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.remarks = path, list[str]()
        self.sample_rate: int
        self.channels: int
        self.frames: int | None

    def blocks(self) -> Iterator[np.ndarray]:
        """Yield float32 [some samples, channels].

        Raises:
            AudioError: damaged, possibly after some blocks.
        """
        raise NotImplementedError

    def mono(self) -> Iterator[np.ndarray]:
        """Yield float32 [some samples], the mean of the channels, or the loudest one where they cancel each other.

        Raises:
            AudioError: damaged, empty, or with NaN or infinity in it; possibly after some blocks.
        """
        chosen = self._loudest_of_cancelling() if self.channels > 1 else None
        for block in self.both():
            yield block.mean(axis=1, dtype=np.float32) if chosen is None else np.ascontiguousarray(block[:, chosen])

    def both(self) -> Iterator[np.ndarray]:
        """Yield float32 [some samples, channels], of which some are there.

        Raises:
            AudioError: as `mono`.
        """
        empty = True
        for block in self.blocks():
            if not np.isfinite(block).all():
                raise AudioError(f"Audio must be finite. Received: {self.path} with NaN or infinity. Export it again.", rule="finite-audio")
            if len(block) and np.abs(block).max() > LOUDEST:
                raise AudioError(
                    f"Samples of audio are about 1 at most. Received: {self.path} with some over {LOUDEST:g}. Export it again.", rule="audio-range"
                )
            empty = empty and not len(block)
            yield block
        if empty:
            raise AudioError(f"The audio file must hold sound. Received: {self.path} with no samples.", rule="holds-sound")

    def _loudest_of_cancelling(self) -> int | None:
        """Return the loudest channel of a file whose channels cancel each other, as with one of two turned upside down."""
        each, together = np.zeros(self.channels), 0.0
        for block in self.blocks():
            block = np.nan_to_num(block.astype(np.float64), posinf=0.0, neginf=0.0)
            each += np.square(block).sum(axis=0)
            together += float(np.square(block.sum(axis=1)).sum())
        self.remarks.clear()  # reading it once more says the same
        if together >= CANCELS * each.sum():
            return None
        loudest = int(each.argmax())
        self.remarks.append(f"its channels cancel each other: channel {loudest + 1} is taken alone")
        return loudest


def open_sound(path: str | os.PathLike[str]) -> DecodedSound:
    """Open a sound file of any kind that can be read here.

    Raises:
        AudioError: missing, no regular file, or of a kind that nobody here reads; the message says what to do.
    """
    path = Path(path)
    if path.is_dir():
        raise AudioError(f"One sound is a file. Received: {path}, which is a folder. Name a file in it.", rule="regular-file")
    if not path.is_file():
        raise AudioError(f"The audio file must exist. Received: {path}. Check the path.", rule="existing-file")
    return _Foreign(path) if path.suffix.lower() in foreign_formats.ENDINGS else _Sndfile(path)


def audio_endings() -> frozenset[str]:
    """Return the endings, in small letters, of files that are taken for sounds in a folder."""
    import soundfile

    return frozenset({f".{name.lower()}" for name in soundfile.available_formats()} | MORE_ENDINGS | foreign_formats.ENDINGS)


class _Sndfile(DecodedSound):
    """A file that libsndfile reads."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._index: mp3.Frames | None = None
        counted = mp3.count_frames(path) if path.suffix.lower() in MPEG_ENDINGS else None
        with self._opened() as file:
            self.sample_rate, self.channels, self._claimed = int(file.samplerate), int(file.channels), int(file.frames)
        self.frames = self._claimed
        if counted is not None and counted.sample_rate == self.sample_rate:
            self.frames = min(self._claimed, counted.samples) if counted.indexed else counted.samples
            if not counted.indexed and self._claimed < counted.samples - 2 * mp3.MAX_FRAME:
                self._tell_length(counted)

    def blocks(self) -> Iterator[np.ndarray]:
        done = 0
        with self._opened() as file:
            while True:
                try:
                    block = file.read(BLOCK_FRAMES, dtype="float32", always_2d=True)
                except _failures() as e:
                    raise unreadable(self.path, e) from e
                if not len(block):
                    break
                done += len(block)
                yield block
        self._remark(done)

    def _tell_length(self, counted: mp3.Frames) -> None:
        """Let the decoder know how long a file without an index is, since it stops at its guess."""
        if (header := mp3.parse_frame(counted.header)) is not None and header.layer == 3:
            self._index = counted
            self._claimed = counted.samples
        else:
            raise AudioError(
                f"An MPEG file of changing bit rate needs an index. Received: {self.path}, which has none. Convert it to WAV or FLAC.",
                rule="mp3-index",
            )

    def _remark(self, done: int) -> None:
        there, said = done / self.sample_rate, self._claimed / self.sample_rate
        if said - there > MISSING_S:
            self.remarks.append(f"it ends after {there:.1f} of the {said:.1f} s that its header says")

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Any]:
        """Open the file for reading from end to end: not every kind can be sought in, and where that is possible it may be inexact."""
        import soundfile

        class Forward(soundfile.SoundFile):
            def seekable(self) -> bool:
                return False

        source: Any = self.path if self._index is None else mp3.with_index(self.path, self._index)
        with contextlib.ExitStack() as stack:
            if self._index is not None:
                stack.enter_context(source)
            try:
                file = stack.enter_context(Forward(source))
            except _failures() as e:
                raise unreadable(self.path, e) from e
            yield file


class _Foreign(DecodedSound):
    """A file that PyAV or ffmpeg reads."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._reader = foreign_formats.find_reader(path)
        self.sample_rate, self.channels, self.frames = self._reader.describe(path)

    def blocks(self) -> Iterator[np.ndarray]:
        return self._reader.blocks(self.path)


def unreadable(path: Path, error: Exception) -> AudioError:
    """Say that libsndfile cannot read a file."""
    reason: object = error
    if isinstance(error, UnicodeEncodeError):
        reason = "its name is no text: rename it"
    elif kind_of(path) == "an empty file":
        reason = "an empty file"
    return AudioError(f"The file must be audio that libsndfile reads. Received: {path} ({reason}). Convert it to WAV or FLAC.", rule="readable-audio")


def _failures() -> tuple[type[Exception], ...]:
    import soundfile

    # TypeError: files without a header, such as .raw
    return soundfile.SoundFileError, OSError, ValueError, TypeError, MemoryError, AssertionError
