"""The atlas as one HTML page with its figures, curves and sounds inside; it loads nothing from a network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio import thumbnail
from ganspacesynth.audio.descriptors import QUALITIES
from ganspacesynth.core.point import Point
from ganspacesynth.core.template import render
from ganspacesynth.directions.describe.atlas_sounds import Atlas, Map, Strip
from ganspacesynth.version import __version__

TEMPLATE = Path(__file__).with_name("atlas.html")
MOST_BARS = 64
CURVES = 4  # of a direction: those that move most
LEAST_STEPS = 1.0  # that a curve must move to be drawn
SCREE_WIDTH, SCREE_HEIGHT = 680, 130
EXPLANATION = "Below each strip is what changes most, counted in steps that are easily heard (such as a decibel, or a semitone of brightness)."
REPLACED = "Each starts from the mean of all sounds (mode replace)."
ADDED = "Each starts from the random sound of seed {seed} (mode {mode})."

Level = Callable[[np.ndarray, float | None, float], np.ndarray]  # (wave, gain, sample rate)
Values = dict[str, Any]  # of the template


def write_page(atlas: Atlas, *, level: Level, title: str, command: str, note: str = "", sound_format: str | None = None) -> str:
    """Return the page.

    Args:
        atlas: what it shows.
        level: brings a wave to a gain, without a click: `audio.edges.levelled`.
        title: its heading, plain text.
        command: how the command line makes these sounds, without edits and pitch; it is shown beside each.
        note: a sentence above all, plain text.
        sound_format: one of `thumbnail.FORMATS`; None is the smallest there is.

    Raises:
        InvalidInput: this machine cannot write that format.
    """
    form = thumbnail.sound_format(sound_format)
    cells = _Cells(atlas, command, form, level)
    directions, plan = atlas.directions, atlas.plan
    start = REPLACED if plan.mode == "replace" else ADDED.format(seed=plan.seed, mode=plan.mode)
    lead = (
        f"{directions.n_components} directions of the layer {directions.layer} ({'×'.join(map(str, directions.shape))}), "
        f"found by {directions.estimator}. Everything sounds at MIDI pitch {atlas.pitch}. {start}"
    )
    return render(
        TEMPLATE,
        generator=f"ganspacesynth {__version__}",
        title=title,
        lead=lead,
        note=note,
        explanation=f"Amounts are standard deviations{', over the range that is usable' if directions.annotations else ''}. {EXPLANATION}",
        map=_map(atlas, atlas.map, cells) if atlas.map else None,
        scree=_scree(directions.var_ratio.astype(float), len(atlas.strips)),
        strips=[_strip(atlas, strip, cells) for strip in atlas.strips],
        sounds={"type": thumbnail.FORMATS[form][2], "data": cells.sounds},
    )


class _Cells:
    """Makes the buttons of sounds, and collects the sounds."""

    def __init__(self, atlas: Atlas, command: str, form: str, level: Level) -> None:
        self.sounds: list[str] = []
        self._atlas, self._command, self._form, self._level = atlas, command, form, level
        self._loudest = max(float(thumbnail.levels(wave, atlas.sample_rate).max()) for strip in atlas.strips for wave in strip.waves)

    def cell(self, wave: np.ndarray, point: Point, said: str) -> Values:
        rate = self._atlas.sample_rate
        picture = thumbnail.picture_text(thumbnail.levels(wave, rate), self._loudest)
        self.sounds.append(thumbnail.sound_text(self._level(wave, self._atlas.gain, rate), rate, self._form))
        edits = ",".join(f"{amount:g}" for amount in point.edits)
        command = f"{self._command} --mode {point.mode} --pitch {point.pitch:g} --edits={edits}"
        return {"sound": len(self.sounds) - 1, "command": command, "said": said, "picture": picture}


def _map(atlas: Atlas, chart: Map, cells: _Cells) -> Values:
    across, upwards = (f"{i + 1} · {atlas.directions.name(i)} →" for i in (0, 1))
    rows = []
    for r, b in enumerate(chart.y):
        row = slice(r * len(chart.x), (r + 1) * len(chart.x))
        said = [f"Map: direction 1 at {signed(a)}, direction 2 at {signed(b)}" for a in chart.x]
        inside = [cells.cell(*each) for each in zip(chart.waves[row], chart.points[row], said, strict=True)]
        rows.append({"said": f"Map, direction 2 at {signed(b)}", "cells": inside})
    return {"across": across, "upwards": upwards, "rows": rows}


def _scree(ratios: np.ndarray, shown: int) -> Values:
    """How much each direction explains."""
    kept = ratios[:MOST_BARS]
    step, top = SCREE_WIDTH / max(len(kept), 16), max(float(kept.max()), 1e-9)
    bars = [
        {
            "x": f"{i * step:.1f}",
            "y": f"{SCREE_HEIGHT - SCREE_HEIGHT * r / top:.1f}",
            "width": f"{0.75 * step:.1f}",
            "height": f"{SCREE_HEIGHT * r / top:.1f}",
            "shown": i < shown,
            "said": f"direction {i + 1}: {percent(r)}",
        }
        for i, r in enumerate(kept.tolist())
    ]
    held = [percent(float(share)) for share in (ratios[0], ratios[:shown].sum(), ratios.sum())]
    said = f"The first holds {held[0]} of all variance, the {shown} shown below {held[1]}, all {len(ratios)} {held[2]}."
    return {"width": SCREE_WIDTH, "height": SCREE_HEIGHT, "top": percent(top), "bars": bars, "said": said}


def _strip(atlas: Atlas, strip: Strip, cells: _Cells) -> Values:
    directions, i = atlas.directions, strip.index
    name, low_high = directions.name(i), directions.range(i)
    label = directions.annotations.labels[i] if directions.annotations else ""
    facts = [f"{percent(float(directions.var_ratio[i]))} of the variance"]
    if directions.annotations:
        facts += [f"usable from {signed(low_high[0])} to {signed(low_high[1])}" if directions.annotated(i) else "not listened to"]
    facts += [label] if label and label != name else []
    columns = [
        {**cells.cell(wave, point, f"Direction {i + 1}, {name}, at {signed(amount)}"), "amount": signed(amount)}
        for wave, point, amount in zip(strip.waves, strip.points, strip.amounts, strict=True)
    ]
    told = {"number": i + 1, "name": name, "facts": " · ".join(facts), "range": _range(*low_high) if directions.annotated(i) else None}
    return {**told, "cells": columns, "curves": list(_curves(strip))}


def _range(low: float, high: float) -> Values:
    """A small ruler with the usable part thick."""
    reach = max(5.0, -low, high)
    places = {name: f"{60 + 56 * amount / reach:.1f}" for name, amount in (("low", low), ("high", high))}
    return {**places, "said": f"Usable from {signed(low)} to {signed(high)} standard deviations"}


def _curves(strip: Strip) -> Iterator[Values]:
    """The descriptors that move most, on one scale."""
    extents = np.max(np.nan_to_num(np.abs(strip.steps)), axis=0)
    chosen = [m for m in np.argsort(-extents, kind="stable").tolist() if extents[m] >= LEAST_STEPS][:CURVES]
    top = max([float(extents[m]) for m in chosen], default=1.0)
    low, high = strip.amounts[0], strip.amounts[-1]
    for m in chosen:
        values = strip.steps[:, m]
        there = np.isfinite(values)
        spots = [
            f"{150 * (a - low) / (high - low):.1f} {27 - 22 * v / top:.1f}"
            for a, v in zip(np.array(strip.amounts)[there], values[there], strict=True)
        ]
        ends = [signed(round(float(value))) for value in (values[there][0], values[there][-1])]
        name, zero = QUALITIES[m].name, 150 * (0.0 - low) / (high - low)
        said, caption = f"{name}: from {' to '.join(ends)} steps", f"{name} {' … '.join(ends)}"
        yield {"said": said, "zero": f"{zero:.1f}", "line": f"M{'L'.join(spots)}", "caption": caption}


def signed(amount: float) -> str:
    """Return +1.5, −2 or 0."""
    return f"{amount:+.3g}".replace("-", "\N{MINUS SIGN}") if amount else "0"


def percent(share: float) -> str:
    """Return 0.25 %, 2.5 %, 25 % or 100 %: two digits, and never an exponent."""
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.2g} %"
