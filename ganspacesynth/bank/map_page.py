"""The map of a bank: units laid out so that like is near like, as one HTML page to click on with the sounds inside."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio import thumbnail
from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.units.unit_features import MELODY, TIMBRE
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_path, check_output
from ganspacesynth.core.template import render
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.version import __version__

TEMPLATE = Path(__file__).with_name("map.html")
MOST = 2000  # units of a page
WIDTH, HEIGHT, EDGE = 1000.0, 640.0, 24.0
KEPT_STDEVS = 4.0  # what is further out is no better told apart
MELODY_WEIGHT = 4.0  # four numbers beside 166 of timbre
FADE_S = 0.005


def map_places(features: np.ndarray, *, method: str = "tsne", seed: int = 0) -> np.ndarray:
    """Lay rows of features out in the plane, float32 [units, 2], each coordinate in 0..1.

    Args:
        features: float [units, 176], as `Bank` has them.
        method: "tsne": neighbours stay neighbours; "pca": distances far apart mean something, and more falls together.
        seed: of the one.

    Raises:
        InvalidInput: no such method.

    Source: van der Maaten & Hinton, "Visualizing data using t-SNE", JMLR 9, 2008.
    """
    if method not in ("tsne", "pca"):
        raise InvalidInput(f"A map is laid out by tsne or pca. Received: method={method!r}.", rule="known-layout")
    rows = standardized(features)
    centred = rows - rows.mean(axis=0)
    _, _, turned = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign(turned[np.arange(len(turned)), np.abs(turned).argmax(axis=1)])  # no two machines mirror it differently
    leading = (centred @ (turned * signs[:, None]).T)[:, :30]
    places = np.pad(leading, ((0, 0), (0, max(0, 2 - leading.shape[1]))))[:, :2]
    if method == "tsne" and len(rows) > 8:
        from sklearn.manifold import TSNE
        from threadpoolctl import threadpool_limits

        start = places / max(float(places.std()), 1e-12) * 1e-4
        perplexity = min(30.0, (len(rows) - 1) / 3)
        with threadpool_limits(1):  # threads that wait for each other take longer than one
            places = TSNE(init=start, perplexity=perplexity, random_state=seed, n_jobs=1).fit_transform(leading)
    low, high = places.min(axis=0), places.max(axis=0)
    return ((places - low) / np.where(high > low, high - low, 1.0)).astype(np.float32)


def standardized(features: np.ndarray) -> np.ndarray:
    """Return timbre and melody of rows in standard deviations, float64 [units, 170]."""
    chosen = np.concatenate([features[:, TIMBRE], features[:, list(MELODY)]], axis=1).astype(np.float64)
    deviations = chosen.std(axis=0)
    rows = np.clip((chosen - chosen.mean(axis=0)) / np.where(deviations > 1e-9, deviations, 1.0), -KEPT_STDEVS, KEPT_STDEVS)
    rows[:, -len(MELODY) :] *= MELODY_WEIGHT
    return rows


def save_map(
    path: str | os.PathLike[str],
    bank: Bank,
    *,
    title: str = "Map of a bank",
    count: int = 600,
    method: str = "tsne",
    audio: str | None = None,
    seed: int = 0,
    force: bool = False,
    track: Track = untracked,
) -> int:
    """Write the map of a bank.

    Args:
        path: the page, .html.
        bank: what it shows.
        title: its heading.
        count: units shown, evenly chosen; all of them are laid out.
        method, seed: see `map_places`.
        audio: how sounds are kept in the page, "mp3", "flac" or "wav"; None is the smallest there is.
        force: overwrite the page.
        track: shows how far it is.

    Returns:
        How many units it shows.

    Raises:
        InvalidInput: another suffix, no such method, or more units than a page bears.
        OutputError: the page exists, or cannot be written.
    """
    if Path(path).suffix.lower() not in (".html", ".htm"):
        raise InvalidInput(f"A page ends in .html. Received: {path}.", rule="file-ending")
    if not 1 <= count <= MOST:
        raise InvalidInput(f"A page shows 1 to {MOST} units. Received: count={count}.", rule="map-count")
    target, form = check_output(path, force=force), thumbnail.sound_format(audio)
    shown = np.unique(np.round(np.linspace(0, len(bank) - 1, min(count, len(bank)))).astype(int))
    places = map_places(bank.features[shown], method=method, seed=seed)
    units = list(track(_units(bank, shown.tolist(), places, form), "Drawing", len(shown)))
    sounds = [unit.pop("sound") for unit in units]
    text = render(
        TEMPLATE,
        generator=f"ganspacesynth {__version__}",
        title=title,
        lead=_lead(bank, len(shown)),
        width=WIDTH,
        height=HEIGHT,
        units=units,
        sounds={"type": thumbnail.FORMATS[form][2], "data": sounds},
    )
    with atomic_path(target, force=force) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return len(shown)


def _lead(bank: Bank, shown: int) -> str:
    part = f"{shown} of {len(bank)}" if shown < len(bank) else str(shown)
    return f"{part} units, {bank.duration_s:.0f} s at {bank.sample_rate} Hz, from {len(bank.sources)} source{'' if len(bank.sources) == 1 else 's'}."


def _units(bank: Bank, shown: Sequence[int], places: np.ndarray, form: str) -> Any:
    loudness = bank.column("loudness")[shown]
    span = max(float(np.ptp(loudness)), 1e-9)
    for order, unit in enumerate(shown):
        pitched = bank.column("pitched")[unit] > 0.5
        hue = round(float(bank.column("pitch")[unit]) % 12.0 * 30.0)
        wave = bank.wave(unit)[: int(bank.lengths[unit])]
        fade = min(len(wave) // 2, round(FADE_S * bank.sample_rate)) or 1
        ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
        wave[:fade] *= ramp
        wave[len(wave) - fade :] *= ramp[::-1]
        yield {
            "x": f"{EDGE + (WIDTH - 2 * EDGE) * places[order, 0]:.1f}",
            "y": f"{EDGE + (HEIGHT - 2 * EDGE) * (1 - places[order, 1]):.1f}",
            "radius": f"{5.0 + 6.0 * (float(bank.column('loudness')[unit]) - float(loudness.min())) / span:.1f}",
            "colour": f"hsl({hue} 70% 55%)" if pitched else "var(--soft)",
            "said": bank.told(unit),
            "sound": thumbnail.sound_text(wave, bank.sample_rate, form),
        }
