"""Banks built: sound files, folders and models in, a bank on disk out; bad files are named and left out, and a stopped build goes on."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.audio.files.sound_files import read_audio, resample
from ganspacesynth.bank.bank import MAX_SAMPLES, MAX_UNITS, TAIL_S, Bank, Source
from ganspacesynth.bank.bank_files import save_bank
from ganspacesynth.bank.building.bank_part import Part, cut_part, joined, load_part, part_name, save_part
from ganspacesynth.bank.building.bank_sources import BankRecording, find_sources
from ganspacesynth.bank.building.model_sounds import ModelSounds, model_points, open_model, play_points
from ganspacesynth.bank.units.cutting import CutSettings
from ganspacesynth.core.errors import BankError, GanSpaceSynthError, InvalidInput
from ganspacesynth.core.files import check_output, named, sha256
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.progress import Track, untracked

LOWEST_RATE, HIGHEST_RATE = 8000, 48000
FORMAT = 1  # of parts: another number, and they are made anew


@dataclass(frozen=True)
class BankSettings:
    """How a bank is built.

    Attributes:
        cut: how recordings are cut; sounds of models and of NSynth-like sets are units as they are, their first `unit_s`.
        sample_rate: Hz; None is the highest among the sources, 48000 at most.
        model: which sounds of a model are taken.
        licence: of the recordings, kept with them.

    Raises:
        InvalidInput: a rate out of range.
    """

    cut: CutSettings = field(default_factory=CutSettings)
    sample_rate: int | None = None
    model: ModelSounds = field(default_factory=ModelSounds)
    licence: str = ""

    def __post_init__(self) -> None:
        if self.sample_rate is not None and not LOWEST_RATE <= self.sample_rate <= HIGHEST_RATE:
            raise InvalidInput(
                f"A bank's rate is {LOWEST_RATE} to {HIGHEST_RATE} Hz. Received: sample_rate={self.sample_rate}. Use for example 44100.",
                rule="bank-rate",
            )


@dataclass(frozen=True, eq=False)
class Built:
    """What became of a build.

    Attributes:
        bank: as it was written.
        refused: (name, why) of each file that was left out.
        kept: sources that an earlier, stopped build had done already.
    """

    bank: Bank
    refused: tuple[tuple[str, str], ...] = ()
    kept: int = 0


def build_bank(
    given: Sequence[str | os.PathLike[str]],
    path: str | os.PathLike[str],
    settings: BankSettings | None = None,
    *,
    force: bool = False,
    track: Track = untracked,
) -> Built:
    """Build a bank.

    Args:
        given: sound files, folders, NSynth-like sets, models; see `sources.find_sources`.
        path: the bank, a new folder. While it is built, what is done lies beside it in `.NAME.unfinished`; the same call goes on with it.
        settings: how.
        force: replace an existing bank.
        track: shows how far it is; when it raises, what was done is kept.

    Raises:
        BankError: nothing to build from, or nothing heard in it.
        ModelError: a model that cannot be opened.
        OutputError: the folder exists, or cannot be written.
    """
    target, settings = check_output(named(path), force=force), settings or BankSettings()
    recordings, models = find_sources(given)
    workshop = target.parent / f".{target.name}.unfinished"
    workshop.mkdir(parents=True, exist_ok=True)
    work = _Work(workshop, settings, track)
    opened = [open_model(model) for model in models]
    work.rate = settings.sample_rate or work.common_rate(recordings, [model.config.sample_rate for model in opened])
    for recording in track(recordings, "Cutting", len(recordings)):
        work.add_recording(recording)
    for name, model in zip(models, opened, strict=True):
        work.add_model(str(name), model)
    built = Built(save_bank(target, work.bank(), force=force), tuple(work.refused), work.kept)
    shutil.rmtree(workshop, ignore_errors=True)
    return built


class _Work:
    """Gathers parts."""

    def __init__(self, workshop: Path, settings: BankSettings, track: Track) -> None:
        self.rate, self.kept = 0, 0
        self.refused: list[tuple[str, str]] = []
        self._workshop, self._settings, self._track = workshop, settings, track
        self._parts: list[Part] = []
        self._sources: list[Source] = []
        self._points: dict[int, Point] = {}
        self._samples = self._units = 0

    def common_rate(self, recordings: Sequence[BankRecording], rates: Sequence[int]) -> int:
        """Return the highest rate among the sources, within what banks have."""
        found = list(rates)
        for recording in recordings:
            try:
                found.append(open_sound(recording.path).sample_rate)
            except GanSpaceSynthError:  # it is named when its turn comes
                continue
        return int(np.clip(max(found, default=HIGHEST_RATE), LOWEST_RATE, HIGHEST_RATE))

    def add_recording(self, recording: BankRecording) -> None:
        cut = replace(self._settings.cut, cut="whole") if recording.note else self._settings.cut
        try:
            digest = sha256(recording.path)
            part = self._made(digest, cut, lambda: read_audio(recording.path, sample_rate=self.rate)[0])
        except (GanSpaceSynthError, OSError) as e:
            self.refused.append((recording.path.name, str(e)))
            return
        if not len(part.lengths):
            self.refused.append((recording.path.name, f"Nothing in it is louder than {cut.silence_db:g} dB."))
            return
        self._add(part, Source("recording", digest, recording.path.name, self._settings.licence))

    def add_model(self, name: str, model: Any) -> None:
        points, cut, rate = model_points(model, self._settings.model), replace(self._settings.cut, cut="whole"), model.config.sample_rate
        source = Source("model", model.id, name)
        names = [f"{model.id} {point.to_json()}" for point in points]
        missing = [i for i, digest in enumerate(names) if not (self._workshop / part_name(digest, self._how(cut))).is_file()]
        waves = play_points(model, [points[i] for i in missing])
        for place, wave in self._track(waves, f"Playing {name}", len(missing)):
            save_part(self._workshop / part_name(names[missing[place]], self._how(cut)), cut_part(resample(wave, rate, self.rate), self.rate, cut))
        self.kept += len(points) - len(missing)
        for digest, point in zip(names, points, strict=True):
            part = load_part(self._workshop / part_name(digest, self._how(cut)))
            if part is not None and len(part.lengths):
                self._points[self._units] = point
                self._add(part, source)

    def bank(self) -> Bank:
        if not self._units:
            why = f" {self.refused[0][0]}: {self.refused[0][1]}" if self.refused else ""
            raise BankError(f"A bank needs units that are heard. Received: none.{why} Give other sounds, or a lower --silence.", rule="some-units")
        tail = round(TAIL_S * self.rate)
        arrays = joined(self._parts, tail)
        sources = list(dict.fromkeys(self._sources))
        arrays["source"] = np.array([sources.index(source) for source in self._sources])[arrays["source"]]
        asked = {"cut": self._settings.cut.to_json(), "rate": self.rate}
        return Bank(sample_rate=self.rate, tail=tail, sources=tuple(sources), points=self._points, settings=asked, **arrays)  # type: ignore[arg-type]

    def _how(self, cut: CutSettings) -> dict[str, Any]:
        return {"cut": cut.to_json(), "rate": self.rate, "format": FORMAT}

    def _made(self, digest: str, cut: CutSettings, read: Any) -> Part:
        file = self._workshop / part_name(digest, self._how(cut))
        part = load_part(file)
        if part is not None:
            self.kept += 1
            return part
        part = cut_part(read(), self.rate, cut)
        save_part(file, part)
        return part

    def _add(self, part: Part, source: Source) -> None:
        self._samples += len(part.sounds)
        self._units += len(part.lengths)
        if self._samples > MAX_SAMPLES or self._units > MAX_UNITS:
            raise BankError(
                f"A bank holds {MAX_UNITS} units and {MAX_SAMPLES / self.rate / 60:.0f} minutes at {self.rate} Hz. Received: more. "
                "Give fewer sounds, or a lower --rate.",
                rule="bank-size",
            )
        self._parts.append(part)
        self._sources.append(source)
