"""A run without a musician: recordings in, what a model expected of each unit and what came out, beside what it would have answered."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.answering.continuing import BankPlayer
from ganspacesynth.bank.answering.hearing import hear, key_mask
from ganspacesynth.bank.answering.joins import Ending
from ganspacesynth.bank.search import searching
from ganspacesynth.bank.units.unit_features import COLUMN, RATE
from ganspacesynth.core.files import atomic_path, check_output
from ganspacesynth.core.work.progress import Track, untracked


@dataclass(frozen=True)
class Moment:
    """One unit of a recording, as if it had been played just now.

    Attributes:
        at_s: when it began.
        nearest: the bank's unit that sounds most like it.
        rank: of that unit among those that were expected, 1 the likeliest; 0 for the first of a recording.
        nats: minus the log likelihood of that unit.
        chosen: what would have been answered behind it.
        step_ms: how long choosing took.
    """

    recording: str
    at_s: float
    pitch: float | None
    nearest: int
    rank: int
    nats: float
    chosen: int
    step_ms: float


def try_recordings(
    player: BankPlayer, recordings: Sequence[str | os.PathLike[str]], settings: ContinueSettings, *, track: Track = untracked
) -> Iterator[Moment]:
    """Play recordings to a model, unit by unit, and yield what it made of each.

    Raises:
        AudioError: a recording that cannot be read, or in which nothing is heard.
    """
    search, rng = searching(player.units), np.random.default_rng(settings.seed)
    for path in track(recordings, "Listening", len(recordings)):
        heard = hear(*read_audio(path), player.bank)
        embeddings, context = player.model.embedding(heard.features), player.model.begin()
        allowed = key_mask(player.bank, heard.key) if settings.stay_in_key else np.ones(len(player.bank), bool)
        nearest = search.nearest(embeddings, 1)[0][:, 0].tolist()
        logs = None
        for span, features, embedding, unit in zip(heard.spans, heard.features, embeddings, nearest, strict=True):
            rank, nats = (0, 0.0) if logs is None else (1 + int(np.count_nonzero(logs > logs[unit])), float(-logs[unit]))
            began = time.perf_counter()
            context = context.hear(embedding)
            chosen, _, _ = player.step(context, Ending.heard(features, float("nan")), allowed, settings, rng)
            took = 1000.0 * (time.perf_counter() - began)
            logs = context.log_likelihoods(player.units)
            pitch = float(features[COLUMN["pitch"]]) if features[COLUMN["pitched"]] > 0.5 else None
            yield Moment(Path(path).name, round(span.start / RATE, 4), pitch, unit, rank, nats, chosen, round(took, 3))


def summary(moments: Sequence[Moment], units: int) -> dict[str, Any]:
    """Return figures over moments: medians of rank and time, and mean nats beside those of who knows nothing."""
    told = [moment for moment in moments if moment.rank]
    if not told:
        return {"moments": len(moments)}
    return {
        "moments": len(moments),
        "nats": float(np.mean([moment.nats for moment in told])),
        "nats_of_chance": float(np.log(units)),
        "median_rank": float(np.median([moment.rank for moment in told])),
        "median_rank_of_chance": (units + 1) / 2,
        "step_ms": float(np.median([moment.step_ms for moment in moments])),
    }


def save_moments(path: str | os.PathLike[str], moments: Sequence[Moment], *, force: bool = False) -> None:
    """Write moments, a line of JSON each; raises OutputError when the file exists or cannot be written."""
    check_output(path, force=force)
    with atomic_path(path, force=force) as temporary:
        temporary.write_text("".join(json.dumps(vars(moment)) + "\n" for moment in moments), encoding="utf-8")
