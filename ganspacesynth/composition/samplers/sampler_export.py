"""Points in, a sampler's instrument on disk out: SFZ, SoundFont 2, DecentSampler, or plain WAV files; whole, or nothing."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.samplers.decent import preset_text
from ganspacesynth.composition.samplers.sampled_note import ROBIN, SampledNote, SamplerSettings, sampled_notes
from ganspacesynth.composition.samplers.sf2 import write_soundfont
from ganspacesynth.composition.samplers.sfz import SAMPLES, sfz_text
from ganspacesynth.composition.samplers.wave_files import write_samples
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_folder, atomic_path, check_output, named, write_json
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.progress import Progress, quiet

FORMATS = ("sfz", "sf2", "decent", "wavs")
LETTERS = re.compile(r"[^A-Za-z0-9-]+")  # that not every sampler takes in names of files


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        path: the file to open in a sampler, or the folder of WAV files.
        samples: how many there are.
    """

    path: Path
    samples: int


def export_place(path: str | os.PathLike[str], form: str) -> Path:
    """Return where an export goes: a folder, or a file that ends in .sf2.

    Raises:
        InvalidInput: no such format.
        OutputError: something is there already, or nothing can be.
    """
    if form not in FORMATS:
        raise InvalidInput(f"The format must be one of {', '.join(FORMATS)}. Received: {form!r}.", rule="known-format")
    place = named(path)
    if form == "sf2" and place.suffix.lower() != ".sf2":
        place = place.with_name(f"{place.name}.sf2")
    return check_output(place)


def export_sampler(
    path: str | os.PathLike[str],
    instrument: Instrument,
    points: Sequence[Point],
    form: str,
    settings: SamplerSettings | None = None,
    *,
    progress: Progress = quiet,
) -> Exported:
    """Sample a point, or the morph between two, over the keyboard, and write it for samplers.

    Args:
        path: the folder (sf2: the file) to make; nothing that is there is overwritten.
        instrument: what plays.
        points: one, or two.
        form: one of `FORMATS`.
        settings: what is sampled; None for the usual.
        progress: called with (samples done, samples in all); what it raises (to cancel) leaves nothing behind.

    Raises:
        InvalidInput: as `sampled_notes`, or a format that cannot hold what is asked for.
        OutputError: something is there already, or cannot be written.
    """
    settings = settings or SamplerSettings()
    place = export_place(path, form)
    name = LETTERS.sub("-", place.stem if form == "sf2" else place.name).strip("-") or "sound"
    if form == "sf2":
        if settings.layers_by == ROBIN:
            raise InvalidInput(
                "A soundfont knows no sounds in turn. Received: robin. Let the velocity choose, or take another format.", rule="velocity-in-sf2"
            )
        with atomic_path(place) as temporary:
            count = write_soundfont(temporary, name, sampled_notes(instrument, points, settings, progress=progress), settings)
        return Exported(place, count)
    notes = sampled_notes(instrument, points, settings, progress=progress)
    with atomic_folder(place) as folder:
        samples = folder if form == "wavs" else folder / SAMPLES
        samples.mkdir(exist_ok=True)
        written = list(write_samples(samples, name, notes))
        opened = _index(folder, name, form, written, settings)
        for number, point in enumerate(points, start=1):
            write_json(folder / (f"{name}.json" if len(points) == 1 else f"{name}_{number}.json"), point.to_json())
    return Exported(place / opened, len(written))


def _index(folder: Path, name: str, form: str, notes: Sequence[SampledNote], settings: SamplerSettings) -> str:
    """Write what a sampler opens, and return its name; a folder of WAV files has none."""
    if form == "wavs":
        return ""
    ending, text = (".sfz", sfz_text) if form == "sfz" else (".dspreset", preset_text)
    (folder / f"{name}{ending}").write_text(text(name, notes, settings), encoding="utf-8", newline="\n")
    return f"{name}{ending}"
