"""An evaluation in, one HTML page out: figures with words, and sounds to hear; it asks no network for anything."""

import html
from pathlib import Path

import numpy as np

from ganspacesynth.audio import normalize
from ganspacesynth.evaluation.evaluate import Evaluation, Pair
from ganspacesynth.evaluation.interval import Estimate
from ganspacesynth.evaluation.table import FIGURES, SHARE
from ganspacesynth.space import thumbnail
from ganspacesynth.space.page import fill
from ganspacesynth.version import __version__

TEMPLATE = Path(__file__).with_name("report.html")
GROUPS = {
    "Does it play the note?": ("in_tune", "octave_off", "pitch_named", "pitch_entropy", "pitches_heard", "inception_pitch"),
    "Does it sound like the real thing?": ("frechet", "kernel", "different_kinds", "coherence"),
    "Is there more than one sound in it?": ("diversity", "inception_family", "nearest_real"),
}
BETTER = {"higher": "higher is better", "lower": "lower is better", "real": "best as real sounds"}
WIDTH = 150.0  # of the drawn intervals


def write_report(evaluation: Evaluation, *, title: str, dataset: str, sound_format: str | None = None) -> str:
    """Return the page.

    Args:
        evaluation: what it shows.
        title: its heading, plain text.
        dataset: name of the data set, plain text.
        sound_format: one of `thumbnail.FORMATS`; None is the smallest there is.

    Raises:
        InvalidInput: this machine cannot write that format.
    """
    form = thumbnail.sound_format(sound_format)
    e = evaluation
    lead = f"{e.sounds} sounds of random z, compared with {e.training} sounds of {dataset}. Real sounds here are {e.compared} others: {e.held_out}."
    method = (
        f"Figures of whole sets compare {e.compared} generated sounds, at just the pitches of the {e.compared} real ones. Model {e.model}, "
        f"seed {e.seed}. docs/evaluation.md says how each figure is computed, and how good the classifier is."
    )
    parts = {
        "generator": html.escape(f"ganspacesynth {__version__}"),
        "title": html.escape(title),
        "lead": html.escape(lead),
        "alarms": "".join(f'<p class="note alarm">{html.escape(text)}</p>' for text in e.alarms) or '<p class="note">Nothing alarming.</p>',
        "tables": "\n".join(_table(name, group, e) for name, group in GROUPS.items()),
        "pairs": "\n".join(_pair(pair, e, form) for pair in e.pairs) or '<p class="soft">There is nothing to hear.</p>',
        "method": html.escape(method),
    }
    return fill(TEMPLATE.read_text(encoding="utf-8"), parts)


def number(value: float, unit: str) -> str:
    """Return a figure as it is read: 98 %, 9.6 dB, 0.034."""
    if not np.isfinite(value):
        return "\N{EN DASH}"
    text = f"{100.0 * value:.1f}" if unit == SHARE else f"{value:.3g}" if abs(value) < 100.0 else f"{value:.0f}"
    return text.replace("-", "\N{MINUS SIGN}") + (f" {unit}" if unit else "")


def _table(name: str, group: tuple[str, ...], evaluation: Evaluation) -> str:
    rows = "\n".join(_row(figure, *evaluation.figures[figure]) for figure in group)
    head = '<tr><th></th><th class="model">model</th><th class="real">real sounds</th><th class="strip"></th></tr>'
    return f"<section><h2>{html.escape(name)}</h2><table><thead>{head}</thead><tbody>{rows}</tbody></table></section>"


def _row(name: str, own: Estimate, real: Estimate) -> str:
    about = FIGURES[name]
    words = f"<strong>{html.escape(about.title)}</strong><span>{html.escape(about.says)} <em>{BETTER[about.better]}</em></span>"
    cells = "".join(f'<td class="{kind}">{_value(estimate, about.unit)}</td>' for kind, estimate in (("model", own), ("real", real)))
    return f'<tr><th scope="row">{words}</th>{cells}<td class="strip">{_strip(own, real)}</td></tr>'


def _value(estimate: Estimate, unit: str) -> str:
    if not np.isfinite(estimate.value):
        return "cannot be said"
    low, high = number(estimate.low, unit), number(estimate.high, unit)
    return f"{number(estimate.value, unit)}<small>{low.removesuffix(unit).rstrip()} to {high}</small>"


def _strip(own: Estimate, real: Estimate) -> str:
    """Both intervals on one scale, which begins at nothing."""
    known = [value for e in (own, real) for value in (e.low, e.value, e.high) if np.isfinite(value)]
    low, high = min([0.0, *known]), max([0.0, *known])
    span = (high - low) or 1.0

    def at(value: float) -> float:
        return 6.0 + (WIDTH - 12.0) * (value - low) / span

    lines = [f'<path class="axis" d="M{at(low):.1f} 34H{at(high):.1f}M{at(0.0):.1f} 30V38"/>']
    for y, kind, e in ((10, "model", own), (22, "real", real)):
        if np.isfinite(e.value):
            bar = f'<path d="M{at(e.low):.1f} {y}H{at(e.high):.1f}" stroke="currentColor" stroke-width="3" stroke-linecap="round" opacity=".4"/>'
            lines.append(f'<g class="{kind}">{bar}<circle cx="{at(e.value):.1f}" cy="{y}" r="4.5" fill="currentColor"/></g>')
    return f'<svg width="{WIDTH:.0f}" height="40" aria-hidden="true">{"".join(lines)}</svg>'


def _pair(pair: Pair, evaluation: Evaluation, form: str) -> str:
    sounds = "".join(
        _sound(wave, rate, form, said)
        for wave, rate, said in (
            (pair.wave, evaluation.sample_rate, f"generated, pitch {pair.pitch}"),
            (pair.real_wave, evaluation.real_rate, f"training sound {pair.name}"),
        )
    )
    return f'<article class="pair"><h3>{number(pair.apart_db, "dB")} apart</h3>{sounds}</article>'


def _sound(wave: np.ndarray, rate: int, form: str, said: str) -> str:
    wave = normalize(np.asarray(wave, np.float32), peak=0.5)
    levels = thumbnail.levels(wave, rate)
    picture = thumbnail.picture_text(levels, float(levels.max()))
    address = f"data:{thumbnail.FORMATS[form][2]};base64,{thumbnail.sound_text(wave, rate, form)}"
    said = html.escape(said)
    audio = f'<audio controls preload="metadata" aria-label="{said}" src="{address}"></audio>'
    return f'<figure><img alt="" src="{picture}"><figcaption>{said}</figcaption>{audio}</figure>'
