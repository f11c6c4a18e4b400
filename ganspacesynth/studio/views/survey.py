"""The map of a model's sounds: random ones laid out in the plane so that like is near like, each with what it sounds like."""

import logging
import threading
from typing import Any

import numpy as np

from ganspacesynth.audio.similarity import log_mel
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.library import OpenModel

COUNT = 160
BATCH = 4
PITCH = 60.0
FLOOR_DB, HELD_DB = -60.0, 20.0
SAID = ("brightness", "noisiness", "attack", "sustain")

log = logging.getLogger(__name__)


class Surveys:
    """Maps of the models that are open; each is made once, in a thread of its own, and may be looked at while it grows."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rows: dict[str, list[np.ndarray]] = {}  # of each model's id: what was heard of each sound
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._closed = threading.Event()

    def look(self, name: str | None) -> dict[str, Any]:
        """Return what there is of a model's map: {model, whole, sounds: [{seed, x, y, brightness, noisiness, attack, sustain}]}, all in 0..1.

        Raises:
            CommandError: no such model is open.
        """
        entry = self._engine.library.get(name)
        with self._lock:
            is_new = entry.preview.model.id not in self._rows
            rows = self._rows.setdefault(entry.preview.model.id, [])
        if is_new:
            self._threads.append(threading.Thread(target=self._run, args=(entry, rows), name="ganspacesynth survey", daemon=True))
            self._threads[-1].start()
        heard = np.array(rows[:])
        return {"model": entry.name, "whole": len(heard) == COUNT, "sounds": _placed(heard) if len(heard) > len(SAID) else []}

    def close(self) -> None:
        """Listen no further."""
        self._closed.set()
        for thread in self._threads:
            thread.join()

    def _run(self, entry: OpenModel, rows: list[np.ndarray]) -> None:
        try:
            self._listen(entry, rows)
        except Exception:
            log.exception("The map of a model could not be made; it is begun anew when somebody looks at it.")
            with self._lock:
                self._rows.pop(entry.preview.model.id, None)

    def _listen(self, entry: OpenModel, rows: list[np.ndarray]) -> None:
        model = entry.preview.model
        pitch = model.config.within(PITCH)
        for start in range(0, COUNT, BATCH):
            if self._closed.is_set():
                return
            z = np.concatenate([model.sample_z(1, seed=seed) for seed in range(start + 1, min(start + BATCH, COUNT) + 1)])
            rows.extend(heard_of(wave, model.config.sample_rate) for wave in model.synthesize(z, pitch))


def heard_of(wave: np.ndarray, sample_rate: int) -> np.ndarray:
    """Return brightness, noisiness, attack and sustain of a sound, then its bands: their means and deviations over time, float64 [4 + 2 * 64]."""
    bands = np.maximum(log_mel(wave, sample_rate), FLOOR_DB).astype(np.float64)  # [frames, 64]
    power = 10 ** (bands / 10)
    envelope = 10 * np.log10(power.sum(axis=1))
    loudest, spectrum = int(envelope.argmax()), power.mean(axis=0)
    brightness = float((spectrum * np.arange(len(spectrum))).sum() / spectrum.sum())
    flatness = float(np.log(spectrum).mean() - np.log(spectrum.mean()))
    sustain = float((envelope > envelope[loudest] - HELD_DB).sum())
    return np.concatenate([[brightness, flatness, loudest, sustain], bands.mean(axis=0), bands.std(axis=0)])


def _placed(rows: np.ndarray) -> list[dict[str, Any]]:
    places, figures = laid_out(rows[:, len(SAID) :]), ranks(rows[:, : len(SAID)])
    columns = np.concatenate([places, figures], axis=1).round(4).tolist()
    return [{"seed": seed} | dict(zip(("x", "y", *SAID), row, strict=True)) for seed, row in enumerate(columns, 1)]


def laid_out(features: np.ndarray) -> np.ndarray:
    """Lay rows out by their two leading principal components, float64 [n, 2] in 0..1: half by place, half by order, which fills the plane."""
    centred = features - features.mean(axis=0)
    _, _, turned = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign([row[np.abs(row).argmax()] for row in turned[:2]])  # no two machines mirror it differently
    leading = centred @ turned[:2].T * signs
    span = np.ptp(leading, axis=0)
    return 0.5 * (leading - leading.min(axis=0)) / np.where(span > 0, span, 1.0) + 0.5 * ranks(leading)


def ranks(columns: np.ndarray) -> np.ndarray:
    """Return where in its column's order each value is, float64 in 0..1."""
    return columns.argsort(axis=0, kind="stable").argsort(axis=0) / max(len(columns) - 1, 1)
