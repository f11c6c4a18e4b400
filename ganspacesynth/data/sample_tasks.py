"""Samples and data sets made of recordings, sounds, soundfonts and folders; durations in seconds."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.data.chop import chop_files
from ganspacesynth.data.dataset_building import BuildReport, build_dataset
from ganspacesynth.data.nsynth import scan_nsynth
from ganspacesynth.data.padding import pad_files
from ganspacesynth.data.sample_folder import FileReport, find_audio
from ganspacesynth.data.sample_settings import BuildSettings, ChopSettings, NotesSettings, NsynthSettings, PadSettings, SampleFormat, Split
from ganspacesynth.data.scan import Scan, scan_folders
from ganspacesynth.data.soundfonts.render_soundfont import render_dataset, render_folder
from ganspacesynth.data.sources import note_recordings, source_files, source_folders, write_sources

FileName = str | os.PathLike[str]


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
