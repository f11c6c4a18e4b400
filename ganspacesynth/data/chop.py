"""Long recordings chopped into samples of one length: streamed, so that memory does not grow with the recording."""

import itertools
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.decode import DecodedSound, open_sound
from ganspacesynth.audio.loudness import level_db
from ganspacesynth.audio.note_onsets import strongest_attack
from ganspacesynth.core.errors import AudioError, InvalidInput
from ganspacesynth.data.padding import pad_wave
from ganspacesynth.data.sample_folder import FileReport, SampleFolder, check_pitch, fade, find_pitch, instrument_names, open_samples
from ganspacesynth.data.schema import note_name

ONSET_FRAME_S = 0.02


def chop_files(
    paths: Sequence[str | os.PathLike[str]],
    folder: str | os.PathLike[str],
    *,
    sample_rate: int = 16000,
    audio_length: int = 64000,
    hop_length: int | None = None,
    silence_db: float = -60.0,
    pitch: int | None = None,
    fade_s: float = 0.005,
    onsets: bool = False,
    pad: bool = False,
    force: bool = False,
) -> Iterator[FileReport]:
    """Cut each recording into samples `{name}_{index}_{pitch}.wav`; a repeated run keeps what is there.

    A file that cannot be read to its end is reported and leaves no sample behind.

    Args:
        paths: sound files of any rate and channels (see `find_audio`).
        folder: where the samples go.
        sample_rate: of the samples, Hz.
        audio_length: samples of each.
        hop_length: samples from one start to the next; less than audio_length overlaps. None: audio_length.
        silence_db: pieces whose level (root mean square, dB of full scale) is below are left out.
        pitch: MIDI number of all; None detects each, and leaves out pieces that have none.
        fade_s: seconds faded at both ends, so that cuts do not click.
        onsets: begin each piece at the strongest attack within the next hop; what lies before it is left out.
        pad: make one sample of a recording that is too short for any, with silence behind it; otherwise it is left out.
        force: make samples again that are there.

    Yields:
        One report a file, in order.

    Raises:
        InvalidInput: a setting is out of range.
        OutputError: the folder holds something else, or was made with other settings.
    """
    hop_length = audio_length if hop_length is None else hop_length
    check_pitch(pitch)
    if hop_length < 1:
        raise InvalidInput(
            f"The hop must be at least 1 sample. Received: hop_length={hop_length}. Leave it out for pieces end to end.", rule="positive-hop"
        )
    if not silence_db < 0 or not 0 <= fade_s < np.inf:
        received = f"silence_db={silence_db}, fade_s={fade_s}"
        raise InvalidInput(
            f"Silence must be below 0 dB and the fade not negative. Received: {received}. Use for example -60 and 0.005.", rule="silence-and-fade"
        )
    settings = {"made_by": "chop", "hop_length": hop_length, "silence_db": silence_db, "pitch": pitch, "fade_s": fade_s}
    if onsets:
        settings["onsets"] = True  # absent otherwise, as in folders made before there was a choice
    if pad:
        settings["pad"] = True
    samples = open_samples(folder, settings, sample_rate=sample_rate, audio_length=audio_length, force=force)
    names = instrument_names([Path(path) for path in paths])
    cutter = _Cutter(samples, hop_length, silence_db, pitch, round(fade_s * sample_rate), onsets, pad)
    return (cutter.chop(path, name) for path, name in names.items())


def stream_audio(path: str | os.PathLike[str], sample_rate: int) -> Iterator[np.ndarray]:
    """Yield a file's sound piece by piece, mono float32 [some samples] at `sample_rate`.

    Raises:
        AudioError: unreadable, empty, or with NaN or infinity; possibly after some pieces.
    """
    return stream_sound(open_sound(path), sample_rate)


def stream_sound(sound: DecodedSound, sample_rate: int) -> Iterator[np.ndarray]:
    """Yield an open file's sound as `stream_audio` does."""
    import soxr

    if sound.sample_rate == sample_rate:
        yield from sound.mono()
        return
    converter = soxr.ResampleStream(sound.sample_rate, sample_rate, 1, dtype="float32", quality="VHQ")
    for block in sound.mono():
        yield converter.resample_chunk(block)
    yield converter.resample_chunk(np.zeros(0, np.float32), last=True)


def cut(blocks: Iterable[np.ndarray], audio_length: int, hop_length: int) -> Iterator[np.ndarray]:
    """Yield pieces [audio_length] that start every `hop_length` samples; what is left at the end is dropped.

    Args:
        blocks: consecutive float32 [some samples].
        audio_length: samples of a piece.
        hop_length: samples from one start to the next; more than audio_length leaves gaps.
    """
    buffer, skip = np.zeros(0, np.float32), 0
    for block in blocks:
        buffer = np.concatenate([buffer, block])
        buffer, skip = buffer[skip:], max(0, skip - len(buffer))
        start = 0
        while skip == 0 and start + audio_length <= len(buffer):
            yield buffer[start : start + audio_length]
            start += hop_length
        buffer, skip = buffer[start:], skip + max(0, start - len(buffer))


def cut_at_onsets(blocks: Iterable[np.ndarray], audio_length: int, hop_length: int, frame_length: int) -> Iterator[np.ndarray]:
    """Yield one piece float32 [audio_length] for each `hop_length` samples, from the strongest attack in them on.

    Args:
        blocks: consecutive float32 [some samples].
        audio_length: samples of a piece.
        hop_length: samples in which one attack is looked for.
        frame_length: samples; a piece begins this much before its attack.
    """
    for long in cut(blocks, hop_length + audio_length, hop_length):
        start = strongest_attack(long[:hop_length], frame_length)
        yield long[start : start + audio_length]


@dataclass(frozen=True)
class _Cutter:
    """How one recording is cut."""

    samples: SampleFolder
    hop_length: int
    silence_db: float
    pitch: int | None
    fade_samples: int
    onsets: bool
    pad: bool

    @property
    def least(self) -> int:
        """Samples of the shortest recording that makes a whole piece."""
        return self.samples.audio_length + (self.hop_length if self.onsets else 0)

    def chop(self, path: Path, name: str) -> FileReport:
        counts: Counter[str] = Counter()
        made: list[str] = []
        try:
            sound = open_sound(path)
            start, rest = _begin(stream_sound(sound, self.samples.sample_rate), self.least)
            pieces = self._short(start) if self.pad and len(start) < self.least else self._pieces(itertools.chain([start], rest))
            for index, piece in enumerate(pieces):
                counts[self._place(name, index, piece, made)] += 1
        except AudioError as e:
            for sample in made:
                self.samples.remove(sample)
            return FileReport(path, error=str(e))
        if not counts:
            more = " and the hop in which its attack is looked for" if self.onsets else ""
            wanted = f"A recording must have at least one sample's length{more}, {self.least / self.samples.sample_rate:g} s"
            return FileReport(path, error=f"{wanted}. Received: {path}, which is shorter. Use `ganspacesynth dataset pad`.")
        return FileReport(path, counts["written"], counts["kept"], counts["silent"], counts["unpitched"], remarks=tuple(sound.remarks))

    def _pieces(self, blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        if not self.onsets:
            return cut(blocks, self.samples.audio_length, self.hop_length)
        return cut_at_onsets(blocks, self.samples.audio_length, self.hop_length, self._frame_length)

    def _short(self, wave: np.ndarray) -> Iterator[np.ndarray]:
        """Yield the one piece of a short recording, as long as it is: what is behind it comes when it is written."""
        spare = len(wave) - self.samples.audio_length
        start = strongest_attack(wave[:spare], self._frame_length) if self.onsets and spare > 0 else 0
        yield wave[start : start + self.samples.audio_length]

    @property
    def _frame_length(self) -> int:
        return max(1, round(ONSET_FRAME_S * self.samples.sample_rate))

    def _place(self, name: str, index: int, piece: np.ndarray, made: list[str]) -> str:
        """Write one piece if it is wanted and note its name in `made`; return the report's word for what became of it."""
        if level_db(piece) < self.silence_db:
            return "silent"
        pitch = find_pitch(piece, self.samples.sample_rate, self.pitch)
        if pitch is None:
            return "unpitched"
        sample = note_name(name, index, pitch)
        made.append(sample)
        if self.samples.has(sample):
            return "kept"
        faded = fade(piece, self.fade_samples, self.fade_samples)
        self.samples.write(sample, pad_wave(faded, self.samples.audio_length, fade_samples=0))
        return "written"


def _begin(blocks: Iterator[np.ndarray], length: int) -> tuple[np.ndarray, Iterator[np.ndarray]]:
    """Return the first `length` samples or more, all there are where they are fewer, and what follows."""
    taken, total = [], 0
    for block in blocks:
        taken.append(block)
        total += len(block)
        if total >= length:
            break
    return np.concatenate(taken), blocks
