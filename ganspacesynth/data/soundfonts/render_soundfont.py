"""Soundfonts rendered to a folder of samples or to a data set."""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_path, sha256
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.data.dataset_building import BuildReport, Refused, split_instruments, write_dataset
from ganspacesynth.data.meta import META_FILE, MetaEntry, read_meta, write_meta
from ganspacesynth.data.sample_folder import FileReport, SampleFolder, open_samples
from ganspacesynth.data.schema import Sample
from ganspacesynth.data.soundfonts.soundfont_notes import VELOCITY_CURVE, Soundfont, check_keys

STAGE = "Rendering presets"


def render_folder(
    soundfonts: Sequence[str | os.PathLike[str]],
    folder: str | os.PathLike[str],
    programs: Iterable[int] | None = None,
    pitches: Iterable[int] = range(24, 85),
    velocities: Iterable[int] = (100,),
    *,
    sample_rate: int = 16000,
    audio_length: int = 64000,
    hold_s: float | tuple[float, float] = 3.0,
    let_ring: bool = False,
    bank: int = 0,
    force: bool = False,
    track: Track = untracked,
) -> Iterable[FileReport]:
    """Write notes as `{preset}_{velocity}_{pitch}.wav` with a meta.json; a repeated run keeps the presets that are whole.

    Args:
        soundfonts: sf2 or sf3 files.
        folder: where the samples go.
        programs: General MIDI numbers; None takes all tuned ones of each soundfont.
        pitches: MIDI numbers.
        velocities: MIDI velocities.
        sample_rate: of the samples, Hz.
        audio_length: samples of each.
        hold_s: seconds until the key is released; of two, each preset has its own time between them.
        let_ring: never release struck and plucked presets.
        bank: the soundfonts' bank.
        force: make samples again that are there.
        track: shows how far it is.

    Returns:
        What does the work as it is iterated over: one report a preset; its path is the preset's name. Notes too quiet to hear count as silent.

    Raises:
        InvalidInput: a number is out of range, or a soundfont has no such preset.
        DatasetError: not a soundfont, or tinysoundfont is not installed.
        OutputError: the folder holds something else, or was made with other settings.
    """
    pitches, velocities = check_keys(pitches, velocities)
    presets = _presets(soundfonts, programs, sample_rate=sample_rate, audio_length=audio_length, hold_s=hold_s, let_ring=let_ring, bank=bank)
    settings = {"made_by": "notes", "pitches": pitches, "velocities": velocities, **_holds(hold_s, let_ring)}
    settings |= _curve(velocities)
    samples = open_samples(folder, settings, sample_rate=sample_rate, audio_length=audio_length, force=force)
    return track(_render(presets, samples, pitches, velocities), STAGE, len(presets))


def render_dataset(
    soundfonts: Sequence[str | os.PathLike[str]],
    path: str | os.PathLike[str],
    programs: Iterable[int] | None = None,
    pitches: Iterable[int] = range(24, 85),
    velocities: Iterable[int] = (100,),
    *,
    sample_rate: int = 16000,
    audio_length: int = 64000,
    hold_s: float | tuple[float, float] = 3.0,
    let_ring: bool = False,
    bank: int = 0,
    valid_fraction: float = 0.1,
    seed: int = 0,
    force: bool = False,
    track: Track = untracked,
) -> BuildReport:
    """Render notes straight into a data set, split by preset; a broken run goes on.

    Args:
        soundfonts, programs, pitches, velocities, sample_rate, audio_length, hold_s, let_ring, bank: as in `render_folder`.
        path: the data set's folder to make.
        valid_fraction: share of the presets held back for validation.
        seed: of that choice.
        force: replace an older data set.
        track: shows how far it is.

    Raises:
        InvalidInput: a number is out of range, or a soundfont has no such preset.
        DatasetError: not a soundfont, or tinysoundfont is not installed, or nothing can be heard.
        OutputError: the data set exists or cannot be written.
    """
    pitches, velocities = check_keys(pitches, velocities)
    presets = _presets(soundfonts, programs, sample_rate=sample_rate, audio_length=audio_length, hold_s=hold_s, let_ring=let_ring, bank=bank)
    instruments = [font.instrument(program) for font, program in presets]
    valid = split_instruments(instruments, valid_fraction, seed=seed)

    def source(done: Collection[str]) -> Iterator[Sample | Refused]:
        for font, program in track(presets, STAGE, len(presets)):
            yield from (note for note in font.notes(program, pitches, velocities) if note.name not in done)

    settings = {
        "soundfonts": [sha256(font) for font in soundfonts],
        "instruments": instruments,
        "valid": sorted(valid),
        "pitches": pitches,
        "velocities": velocities,
        "audio_length": audio_length,
        **_holds(hold_s, let_ring),
        **_curve(velocities),
    }
    return write_dataset(path, source, valid=valid, settings=settings, sample_rate=sample_rate, force=force)


def _curve(velocities: list[int]) -> dict[str, object]:
    """Return what a run remembers of how loud velocities are; with one velocity it makes no difference."""
    return {"velocity_curve": VELOCITY_CURVE} if len(velocities) > 1 else {}


def _holds(hold_s: float | tuple[float, float], let_ring: bool) -> dict[str, object]:
    """Return what a run remembers of how long keys are held; where nothing rings on, what older runs say."""
    held: dict[str, object] = {"hold_s": list(hold_s) if isinstance(hold_s, tuple) else hold_s}
    return {**held, "let_ring": True} if let_ring else held


def _presets(soundfonts: Sequence[str | os.PathLike[str]], programs: Iterable[int] | None, **settings: Any) -> list[tuple[Soundfont, int]]:
    wanted = None if programs is None else list(programs)
    fonts = [Soundfont(path, **settings) for path in soundfonts]
    presets = [(font, program) for font in fonts for program in font.choose(wanted)]
    names = {font.instrument(program) for font, program in presets}
    if len(names) < len(presets):
        raise InvalidInput(
            "Each preset must have a name of its own. Received: a soundfont or program twice. Name soundfont files differently.",
            rule="distinct-names",
        )
    return presets


def _render(presets: list[tuple[Soundfont, int]], samples: SampleFolder, pitches: list[int], velocities: list[int]) -> Iterator[FileReport]:
    meta = samples.path / META_FILE
    table = read_meta(meta) if meta.exists() else {}
    _save(meta, table)  # from the first moment on: samples it does not list are not taken for unlabelled ones
    by_instrument: dict[str, list[str]] = {}
    for name, entry in table.items():
        by_instrument.setdefault(entry.label.instrument, []).append(name)
    try:
        for font, program in presets:
            instrument = font.instrument(program)
            there = by_instrument.get(instrument, [])
            if there and all(samples.has(name) for name in there):
                yield FileReport(Path(instrument), kept=len(there))
                continue
            notes = font.notes(program, pitches, velocities)
            for note in notes:
                samples.write(note.name, note.wave)
            for name in there:
                del table[name]
            table.update((note.name, MetaEntry(note.label, samples.sample_rate)) for note in notes)
            yield FileReport(Path(instrument), written=len(notes), silent=len(pitches) * len(velocities) - len(notes))
    finally:
        _save(meta, table)


def _save(meta: Path, table: dict[str, MetaEntry]) -> None:
    with atomic_path(meta, force=True) as temporary:
        write_meta(temporary, table.values())
