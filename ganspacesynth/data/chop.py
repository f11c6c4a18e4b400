"""Long recordings in, samples of one length out: streamed, so that hours of sound need no more memory than seconds."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.data.folder import FileReport, SampleFolder, audio_error, check_pitch, fade, find_pitch, instrument_names, open_samples
from ganspacesynth.data.schema import note_name
from ganspacesynth.errors import AudioError, InvalidInput
from ganspacesynth.loudness import level_db
from ganspacesynth.onsets import strongest_attack

BLOCK_FRAMES = 1 << 18  # read at a time
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
        raise InvalidInput(f"The hop must be at least 1 sample. Received: hop_length={hop_length}. Leave it out for pieces end to end.")
    if not silence_db < 0 or not 0 <= fade_s < np.inf:
        received = f"silence_db={silence_db}, fade_s={fade_s}"
        raise InvalidInput(f"Silence must be below 0 dB and the fade not negative. Received: {received}. Use for example -60 and 0.005.")
    settings = {"made_by": "chop", "hop_length": hop_length, "silence_db": silence_db, "pitch": pitch, "fade_s": fade_s}
    if onsets:
        settings["onsets"] = True  # absent otherwise, as in folders made before there was a choice
    samples = open_samples(folder, settings, sample_rate=sample_rate, audio_length=audio_length, force=force)
    names = instrument_names([Path(path) for path in paths])
    knife = _Knife(samples, hop_length, silence_db, pitch, round(fade_s * sample_rate), onsets)
    return (knife.chop(path, name) for path, name in names.items())


def stream_audio(path: str | os.PathLike[str], sample_rate: int) -> Iterator[np.ndarray]:
    """Yield a file's sound piece by piece, mono float32 [some samples] at `sample_rate`.

    Raises:
        AudioError: unreadable, empty, or with NaN or infinity; possibly after some pieces.
    """
    import soundfile
    import soxr

    path, empty = Path(path), True
    try:
        with soundfile.SoundFile(path) as file:
            converter = soxr.ResampleStream(file.samplerate, sample_rate, 1, dtype="float32", quality="VHQ")
            for block in file.blocks(BLOCK_FRAMES, dtype="float32", always_2d=True):
                if not np.isfinite(block).all():
                    raise AudioError(f"Audio must be finite. Received: {path} with NaN or infinity. Export it again.")
                empty = False
                mono = block.mean(axis=1, dtype=np.float32)
                yield mono if file.samplerate == sample_rate else converter.resample_chunk(mono)
            if not empty and file.samplerate != sample_rate:
                yield converter.resample_chunk(np.zeros(0, np.float32), last=True)
    except (soundfile.SoundFileError, OSError) as e:
        raise audio_error(path, e) from e
    if empty:
        raise AudioError(f"The audio file must hold sound. Received: {path} with no samples.")


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
class _Knife:
    """How one recording is cut."""

    samples: SampleFolder
    hop_length: int
    silence_db: float
    pitch: int | None
    fade_samples: int
    onsets: bool

    def chop(self, path: Path, name: str) -> FileReport:
        counts: Counter[str] = Counter()
        made: list[str] = []
        try:
            for index, piece in enumerate(self._pieces(stream_audio(path, self.samples.sample_rate))):
                counts[self._place(name, index, piece, made)] += 1
        except AudioError as e:
            for sample in made:
                self.samples.remove(sample)
            return FileReport(path, error=str(e))
        if not counts:
            least = self.samples.audio_length + (self.hop_length if self.onsets else 0)
            more = " and the hop in which its attack is looked for" if self.onsets else ""
            rule = f"A recording must have at least one sample's length{more}, {least / self.samples.sample_rate:g} s"
            return FileReport(path, error=f"{rule}. Received: {path}, which is shorter. Use `ganspacesynth dataset pad`.")
        return FileReport(path, counts["written"], counts["kept"], counts["silent"], counts["unpitched"])

    def _pieces(self, blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        if not self.onsets:
            return cut(blocks, self.samples.audio_length, self.hop_length)
        return cut_at_onsets(blocks, self.samples.audio_length, self.hop_length, round(ONSET_FRAME_S * self.samples.sample_rate))

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
        self.samples.write(sample, fade(piece, self.fade_samples, self.fade_samples))
        return "written"
