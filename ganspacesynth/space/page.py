"""An atlas in, one HTML page out: pictures, curves and sounds are inside it, and it asks no network for anything."""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from ganspacesynth.point import Point
from ganspacesynth.space import thumbnail
from ganspacesynth.space.atlas import Atlas, Map, Strip
from ganspacesynth.space.descriptors import QUALITIES
from ganspacesynth.version import __version__

TEMPLATE = Path(__file__).with_name("atlas.html")
MOST_BARS = 64
CURVES = 4  # of a direction: those that move most
LEAST_STEPS = 1.0  # that a curve must move to be drawn
MAP = "The two strongest directions at once; the starting sound is in the middle."
EXPLANATION = "Below each strip is what changes most, counted in steps that are easily heard (such as a decibel, or a semitone of brightness)."
REPLACED = "Each starts from the mean of all sounds (mode replace)."
ADDED = "Each starts from the random sound of seed {seed} (mode {mode})."

Level = Callable[[np.ndarray, float | None, float], np.ndarray]  # (wave, gain, sample rate)


def write_page(atlas: Atlas, *, level: Level, title: str, command: str, note: str = "", sound_format: str | None = None) -> str:
    """Return the page.

    Args:
        atlas: what it shows.
        level: brings a wave to a gain, without a click: `sequence.recipe.levelled`.
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
    explanation = f"Amounts are standard deviations{', over the range that is usable' if directions.heard else ''}. {EXPLANATION}"
    parts = {
        "generator": html.escape(f"ganspacesynth {__version__}"),
        "title": html.escape(title),
        "lead": html.escape(lead),
        "note": f'<p class="note">{html.escape(note)}</p>' if note else "",
        "map": _map(atlas, atlas.map, cells) if atlas.map else "",
        "scree": _scree(directions.var_ratio.astype(float), len(atlas.strips)),
        "explanation": html.escape(explanation),
        "strips": "\n".join(_strip(atlas, strip, cells) for strip in atlas.strips),
    }
    data = json.dumps({"type": thumbnail.FORMATS[form][2], "data": cells.sounds}).replace("<", "\\u003c")
    return fill(TEMPLATE.read_text(encoding="utf-8"), {**parts, "sounds": data})


def fill(template: str, parts: Mapping[str, str]) -> str:
    """Put each part in the place of its {{name}}; what looks like a place inside a part stays as it is."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], template)


class _Cells:
    """Makes the buttons of sounds, and collects the sounds."""

    def __init__(self, atlas: Atlas, command: str, form: str, level: Level) -> None:
        self.sounds: list[str] = []
        self._atlas, self._command, self._form, self._level = atlas, command, form, level
        self._loudest = max(float(thumbnail.levels(wave, atlas.sample_rate).max()) for strip in atlas.strips for wave in strip.waves)

    def cell(self, wave: np.ndarray, point: Point, said: str) -> str:
        rate = self._atlas.sample_rate
        picture = thumbnail.picture_text(thumbnail.levels(wave, rate), self._loudest)
        self.sounds.append(thumbnail.sound_text(self._level(wave, self._atlas.gain, rate), rate, self._form))
        edits = ",".join(f"{amount:g}" for amount in point.edits)
        command = f"{self._command} --mode {point.mode} --pitch {point.pitch:g} --edits={edits}"
        attributes = {"data-sound": str(len(self.sounds) - 1), "data-command": command, "aria-label": said, "title": said}
        written = " ".join(f'{name}="{html.escape(value)}"' for name, value in attributes.items())
        return f'<button class="cell" type="button" aria-pressed="false" {written}><img alt="" src="{picture}"></button>'


def _map(atlas: Atlas, chart: Map, cells: _Cells) -> str:

    across, upwards = (html.escape(f"{i + 1} · {atlas.directions.name(i)} →") for i in (0, 1))
    rows = []
    for r, b in enumerate(chart.y):
        row = slice(r * len(chart.x), (r + 1) * len(chart.x))
        said = [f"Map: direction 1 at {signed(a)}, direction 2 at {signed(b)}" for a in chart.x]
        inside = "".join(cells.cell(*each) for each in zip(chart.waves[row], chart.points[row], said, strict=True))
        rows.append(f'<div class="row" role="group" aria-label="Map, direction 2 at {signed(b)}">{inside}</div>')
    inside = f'<div class="upwards">{upwards}</div><div class="rows">{"".join(rows)}</div><div class="across">{across}</div>'
    return _section("map", "Map", f'<p class="soft">{html.escape(MAP)}</p><div class="map">{inside}</div>')


def _scree(ratios: np.ndarray, shown: int) -> str:
    """How much each direction explains."""
    bars = ratios[:MOST_BARS]
    width, height, step = 680.0, 130.0, 680.0 / max(len(bars), 16)
    top = max(float(bars.max()), 1e-9)
    rects = "".join(
        f'<rect class="bar{" shown" if i < shown else ""}" x="{i * step:.1f}" y="{height - height * r / top:.1f}" width="{0.75 * step:.1f}" '
        f'height="{height * r / top:.1f}"><title>direction {i + 1}: {100 * r:.2g} %</title></rect>'
        for i, r in enumerate(bars.tolist())
    )
    held = [f"{100 * share:.2g} %" for share in (ratios[0], ratios[:shown].sum(), ratios.sum())]
    said = f"The first holds {held[0]} of all variance, the {shown} shown below {held[1]}, all {len(ratios)} {held[2]}."
    ticks = f'<text x="-6" y="8" text-anchor="end">{100 * top:.2g} %</text><text x="-6" y="{height:.0f}" text-anchor="end">0</text>'
    inside = f'{ticks}{rects}<path class="axis" d="M0 {height + 0.5}H{width:.0f}"/>'
    drawn = f'<svg viewBox="0 0 {width:.0f} {height + 8:.0f}" role="img" aria-label="{said}">{inside}</svg><figcaption>{said}</figcaption>'
    return _section("scree", "How much each direction explains", f'<figure class="scree">{drawn}</figure>')


def _section(name: str, title: str, inside: str) -> str:
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{title}</h2>{inside}</section>'


def _strip(atlas: Atlas, strip: Strip, cells: _Cells) -> str:
    directions, i = atlas.directions, strip.index
    name, low_high = directions.name(i), directions.range(i)
    label = directions.heard.labels[i] if directions.heard else ""
    facts = [f"{100 * float(directions.var_ratio[i]):.2g} % of the variance"]
    facts += (
        [f"usable from {signed(low_high[0])} to {signed(low_high[1])}" if directions.listened(i) else "not listened to"] if directions.heard else []
    )
    facts += [label] if label and label != name else []
    columns = "".join(
        f'<div>{cells.cell(wave, point, f"Direction {i + 1}, {name}, at {signed(amount)}")}<div class="amount">{signed(amount)}</div></div>'
        for wave, point, amount in zip(strip.waves, strip.points, strip.amounts, strict=True)
    )
    head = f'<h3 id="direction-{i + 1}"><span class="number">{i + 1}</span> {html.escape(name)}</h3>'
    head += _range(*low_high) if directions.listened(i) else ""
    head += f'<span class="soft">{html.escape(" · ".join(facts))}</span>'
    sounds = f'<div class="row" role="group" aria-label="Sounds along direction {i + 1}">{columns}</div>'
    curves = f'<div class="curves">{"".join(_curves(strip))}</div>'
    return f'<article class="direction" aria-labelledby="direction-{i + 1}"><div class="head">{head}</div>{sounds}{curves}</article>'


def _range(low: float, high: float) -> str:
    """A small ruler with the usable part thick."""
    reach = max(5.0, -low, high)

    def at(amount: float) -> str:
        return f"{60 + 56 * amount / reach:.1f}"

    said = html.escape(f"Usable from {signed(low)} to {signed(high)} standard deviations")
    lines = f'<path class="axis" d="M4 7H116M60 2V12"/><path class="usable" d="M{at(low)} 7H{at(high)}"/>'
    return f'<svg width="120" height="14" role="img" aria-label="{said}"><title>{said}</title>{lines}</svg>'


def _curves(strip: Strip) -> Iterator[str]:
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
        ends = f"{signed(round(float(values[there][0])))} … {signed(round(float(values[there][-1])))}"
        quality = QUALITIES[m]
        said = html.escape(f"{quality.name}: from {ends.replace('…', 'to')} steps")
        zero = 150 * (0.0 - low) / (high - low)
        yield (
            f'<figure><svg width="150" height="54" role="img" aria-label="{said}"><path class="axis" d="M0 27H150M{zero:.1f} 2V52"/>'
            f'<path class="curve" d="M{"L".join(spots)}"/></svg><figcaption>{quality.name} {ends}</figcaption></figure>'
        )


def signed(amount: float) -> str:
    """Return +1.5, −2 or 0."""
    return f"{amount:+.3g}".replace("-", "\N{MINUS SIGN}") if amount else "0"
