"""Samples and data sets made of recordings, sounds, soundfonts and folders; durations in seconds."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.data.chop import chop_files
from ganspacesynth.data.dataset_building import BuildReport, build_dataset
from ganspacesynth.data.nsynth import scan_nsynth
from ganspacesynth.data.padding import pad_files
from ganspacesynth.data.sample_folder import FileReport, find_audio
from ganspacesynth.data.scan import Scan, scan_folders
from ganspacesynth.data.schema import FAMILIES, SOURCES
from ganspacesynth.data.soundfonts.render_soundfont import render_dataset, render_folder
from ganspacesynth.data.sources import note_recordings, source_files, source_folders, write_sources

FileName = str | os.PathLike[str]
PITCHES = tuple(range(24, 85))


@dataclass(frozen=True)
class SampleFormat:
    """What all samples of a folder or a data set have in common.

    Attributes:
        sample_rate: Hz.
        duration_s: seconds of each.
    """

    sample_rate: int = 16000
    duration_s: float = 4.0

    @property
    def shape(self) -> dict[str, Any]:
        """Rate and length in samples; whoever makes samples checks their range."""
        return {"sample_rate": self.sample_rate, "audio_length": round(self.duration_s * self.sample_rate)}


@dataclass(frozen=True)
class Split:
    """Which instruments are held back for validation: a share of them, chosen by a seed."""

    valid: float = 0.1
    seed: int = 0


@dataclass(frozen=True)
class ChopSettings:
    """How recordings are cut; see `chop_files`.

    Attributes:
        form: of the samples.
        hop_s: seconds from one start to the next, less than the duration overlaps; None is the duration.
        onsets: begin each piece at the strongest attack within the next hop.
        silence_db: leave out pieces quieter than this.
        fade_s: seconds faded at both ends.
        pitch: MIDI number of all samples, None to find that of each.
    """

    form: SampleFormat = SampleFormat()
    hop_s: float | None = None
    onsets: bool = False
    silence_db: float = -60.0
    fade_s: float = 0.005
    pitch: int | None = None


@dataclass(frozen=True)
class PadSettings:
    """How short sounds are brought to one length; see `pad_files`.

    Attributes:
        form: of the samples.
        fade_s: seconds faded at the end of each sound.
        pitch: MIDI number of sounds not named NAME_INDEX_PITCH, None to find that of each.
    """

    form: SampleFormat = SampleFormat()
    fade_s: float = 0.01
    pitch: int | None = None


@dataclass(frozen=True)
class NotesSettings:
    """Which notes of soundfonts are rendered; see `render_folder`.

    Attributes:
        form: of the samples.
        programs: General MIDI numbers from 0, None for all tuned ones.
        pitches: MIDI numbers.
        velocities: MIDI velocities.
        hold_s: seconds until the key is released; of two, each preset has its own time between them.
        bank: of the soundfont.
        let_ring: never release struck and plucked presets.
    """

    form: SampleFormat = SampleFormat()
    programs: tuple[int, ...] | None = None
    pitches: tuple[int, ...] = PITCHES
    velocities: tuple[int, ...] = (100,)
    hold_s: float | tuple[float, float] = 3.0
    bank: int = 0
    let_ring: bool = False

    @property
    def keys(self) -> tuple[tuple[int, ...] | None, tuple[int, ...], tuple[int, ...]]:
        """Programs, pitches and velocities."""
        return self.programs, self.pitches, self.velocities

    @property
    def options(self) -> dict[str, Any]:
        """The rest of it."""
        return {"hold_s": self.hold_s, "let_ring": self.let_ring, "bank": self.bank, **self.form.shape}


@dataclass(frozen=True)
class NsynthSettings:
    """Which notes of an NSynth folder become a data set.

    Attributes:
        form: of the samples.
        pitches: MIDI numbers to keep, None for all.
        families, sources: names to keep, None for all.
        split: what is held back.
    """

    form: SampleFormat = SampleFormat()
    pitches: tuple[int, ...] | None = PITCHES
    families: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    split: Split = Split()


@dataclass(frozen=True)
class BuildSettings:
    """Which samples of folders become a data set.

    Attributes:
        form: of the samples.
        pitches: MIDI numbers to keep, None for all.
        family, source: of samples that no table labels.
        split: what is held back.
    """

    form: SampleFormat = SampleFormat()
    pitches: tuple[int, ...] | None = None
    family: str = FAMILIES[0]
    source: str = SOURCES[0]
    split: Split = Split()


def chop_recordings(
    inputs: Sequence[FileName], folder: FileName, settings: ChopSettings | None = None, *, force: bool = False, track: Track = untracked
) -> list[FileReport]:
    """Cut long recordings into samples of one length; the same call again goes on where it was stopped.

    Args:
        inputs: recordings, or folders of them.
        folder: for the samples.
        settings: how.
        force: make again what is there.
        track: shows how far it is; when it raises, the samples made so far are kept.

    Returns:
        A report a file.

    Raises:
        InvalidInput: a setting is out of range.
        DatasetError: nothing to cut.
        OutputError: the folder holds something else, or was made with other settings.
    """
    s, files = settings or ChopSettings(), find_audio(inputs)
    hop = None if s.hop_s is None else round(s.hop_s * s.form.sample_rate)
    how: dict[str, Any] = {"hop_length": hop, "silence_db": s.silence_db, "pitch": s.pitch, "fade_s": s.fade_s, "onsets": s.onsets}
    return note_recordings(folder, list(track(chop_files(files, folder, **how, force=force, **s.form.shape), "Cutting", len(files))))


def pad_sounds(
    inputs: Sequence[FileName], folder: FileName, settings: PadSettings | None = None, *, force: bool = False, track: Track = untracked
) -> list[FileReport]:
    """Bring short sounds to one length; the same call again goes on where it was stopped.

    Args:
        inputs: sounds, or folders of them.
        folder: for the samples.
        settings: how.
        force: make again what is there.
        track: shows how far it is; when it raises, the samples made so far are kept.

    Returns:
        A report a file.

    Raises:
        InvalidInput: a setting is out of range.
        DatasetError: nothing to pad.
        OutputError: the folder holds something else, or was made with other settings.
    """
    s, files = settings or PadSettings(), find_audio(inputs)
    reports = pad_files(files, folder, pitch=s.pitch, fade_s=s.fade_s, force=force, **s.form.shape)
    return note_recordings(folder, list(track(reports, "Padding", len(files))))


def notes_samples(
    soundfonts: Sequence[FileName], folder: FileName, settings: NotesSettings | None = None, *, force: bool = False, track: Track = untracked
) -> list[FileReport]:
    """Render notes of soundfonts into a folder of samples; the same call again goes on where it was stopped.

    Args:
        soundfonts: sf2 or sf3 files.
        folder: for the samples.
        settings: which notes.
        force: make again what is there.
        track: shows how far it is; when it raises, the presets rendered so far are kept.

    Returns:
        A report a preset.

    Raises:
        InvalidInput: a number is out of range, or a soundfont has no such preset.
        DatasetError: not a soundfont.
        OutputError: the folder holds something else, or was made with other settings.
    """
    s = settings or NotesSettings()
    reports = list(render_folder(soundfonts, folder, *s.keys, **s.options, force=force, track=track))
    write_sources(folder, source_files("soundfont", soundfonts))
    return reports


def notes_dataset(
    soundfonts: Sequence[FileName],
    path: FileName,
    settings: NotesSettings | None = None,
    split: Split | None = None,
    *,
    force: bool = False,
    track: Track = untracked,
) -> BuildReport:
    """Render notes of soundfonts straight into a data set; the same call again goes on where it was stopped.

    Args:
        soundfonts: sf2 or sf3 files.
        path: the data set's folder.
        settings: which notes.
        split: which presets are held back.
        force: replace an older data set.
        track: shows how far it is; when it raises, there is no data set yet.

    Raises:
        InvalidInput: a number is out of range, or a soundfont has no such preset.
        DatasetError: not a soundfont, or nothing can be heard.
        OutputError: the data set exists, or cannot be written.
    """
    s, split = settings or NotesSettings(), split or Split()
    report = render_dataset(soundfonts, path, *s.keys, **s.options, valid_fraction=split.valid, seed=split.seed, force=force, track=track)
    write_sources(report.path, source_files("soundfont", soundfonts))
    return report


def nsynth_dataset(
    folder: FileName, path: FileName, settings: NsynthSettings | None = None, *, force: bool = False, track: Track = untracked
) -> BuildReport:
    """Build a data set from a folder of NSynth; the same call again goes on where it was stopped.

    Args:
        folder: such as nsynth-train, with examples.json and audio/.
        path: the data set's folder.
        settings: which notes.
        force: replace an older data set.
        track: shows how far it is; when it raises, an older data set is as it was.

    Raises:
        InvalidInput: a setting is out of range.
        DatasetError: no such folder, or no note that can be used.
        OutputError: the data set exists, or cannot be written.
    """
    s = settings or NsynthSettings()
    files = scan_nsynth(folder, pitches=s.pitches, families=s.families, sources=s.sources)
    return _build(Scan(tuple(files)), path, s.form, s.split, force, track, [folder])


def folders_dataset(
    folders: Sequence[FileName], path: FileName, settings: BuildSettings | None = None, *, force: bool = False, track: Track = untracked
) -> BuildReport:
    """Build a data set from folders of samples; the same call again goes on where it was stopped.

    Args:
        folders: each as `chop_recordings`, `pad_sounds` or `notes_samples` made it, or of files named NAME_INDEX_PITCH.
        path: the data set's folder.
        settings: which samples.
        force: replace an older data set.
        track: shows how far it is; when it raises, an older data set is as it was.

    Raises:
        InvalidInput: a setting is out of range.
        DatasetError: a folder is missing, or no sample can be used.
        OutputError: the data set exists, or cannot be written.
    """
    s = settings or BuildSettings()
    return _build(scan_folders(folders, pitches=s.pitches, family=s.family, source=s.source), path, s.form, s.split, force, track, folders)


def _build(scan: Scan, path: FileName, form: SampleFormat, split: Split, force: bool, track: Track, folders: Sequence[FileName]) -> BuildReport:
    report = build_dataset(scan, Path(path), valid_fraction=split.valid, seed=split.seed, force=force, track=track, **form.shape)
    write_sources(report.path, source_folders(folders))
    return report
