"""The evaluation as one HTML page: figures with explanations, and sounds; it loads nothing from a network."""

from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio import thumbnail
from ganspacesynth.audio.files.sound_files import normalize
from ganspacesynth.core.template import render
from ganspacesynth.evaluation.comparison import Evaluation, NearestPair
from ganspacesynth.evaluation.listening.listener_table import LISTENER
from ganspacesynth.evaluation.metric_text import SHARE
from ganspacesynth.evaluation.metrics_table import FIGURES
from ganspacesynth.evaluation.statistics.interval import Estimate
from ganspacesynth.version import __version__

TEMPLATE = Path(__file__).with_name("report.html")
GROUPS = {
    "Does it play the note?": ("in_tune", "octave_off", "pitch_named", "pitch_entropy", "pitches_heard", "inception_pitch"),
    "Does it sound like the real thing?": ("frechet", "kernel", "different_kinds", "coherence"),
    "Is there more than one sound in it?": ("diversity", "inception_family", "nearest_real"),
    "What does a listener notice?": tuple(LISTENER),
}
BETTER = {"higher": "higher is better", "lower": "lower is better", "real": "best as real sounds"}
WIDTH = 150  # of the drawn intervals

Values = dict[str, Any]  # of the template


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
    return render(
        TEMPLATE,
        generator=f"ganspacesynth {__version__}",
        title=title,
        lead=lead,
        alarms=e.alarms,
        tables=[{"title": name, "rows": [_row(figure, *e.figures[figure]) for figure in group]} for name, group in GROUPS.items()],
        pairs=[_pair(pair, e, form) for pair in e.pairs],
        method=method,
    )


def number(value: float, unit: str) -> str:
    """Return a figure as it is read: 98 %, 9.6 dB, 0.034."""
    if not np.isfinite(value):
        return "\N{EN DASH}"
    text = f"{100.0 * value:.1f}" if unit == SHARE else f"{value:.3g}" if abs(value) < 100.0 else f"{value:.0f}"
    return text.replace("-", "\N{MINUS SIGN}") + (f" {unit}" if unit else "")


def _row(name: str, own: Estimate, real: Estimate) -> Values:
    about = FIGURES[name]
    words = {"title": about.title, "says": about.says, "better": BETTER[about.better]}
    return {**words, "model": _value(own, about.unit), "real": _value(real, about.unit), "strip": _strip(own, real)}


def _value(estimate: Estimate, unit: str) -> Values:
    if not np.isfinite(estimate.value):
        return {"text": "cannot be said", "range": ""}
    low, high = number(estimate.low, unit), number(estimate.high, unit)
    return {"text": number(estimate.value, unit), "range": f"{low.removesuffix(unit).rstrip()} to {high}"}


def _strip(own: Estimate, real: Estimate) -> Values:
    """Both intervals on one scale, which begins at nothing."""
    known = [value for e in (own, real) for value in (e.low, e.value, e.high) if np.isfinite(value)]
    low, high = min([0.0, *known]), max([0.0, *known])
    span = (high - low) or 1.0

    def at(value: float) -> str:
        return f"{6.0 + (WIDTH - 12.0) * (value - low) / span:.1f}"

    bars = [
        {"kind": kind, "y": y, "at": at(e.value), "line": f"M{at(e.low)} {y}H{at(e.high)}"}
        for y, kind, e in ((10, "model", own), (22, "real", real))
        if np.isfinite(e.value)
    ]
    return {"width": WIDTH, "axis": f"M{at(low)} 34H{at(high)}M{at(0.0)} 30V38", "bars": bars}


def _pair(pair: NearestPair, evaluation: Evaluation, form: str) -> Values:
    made = _sound(pair.wave, evaluation.sample_rate, form, f"generated, pitch {pair.pitch}")
    real = _sound(pair.real_wave, evaluation.real_rate, form, f"training sound {pair.name}")
    return {"apart": number(pair.apart_db, "dB"), "sounds": [made, real]}


def _sound(wave: np.ndarray, rate: int, form: str, said: str) -> Values:
    wave = normalize(np.asarray(wave, np.float32), peak=0.5)
    levels = thumbnail.levels(wave, rate)
    picture = thumbnail.picture_text(levels, float(levels.max()))
    address = f"data:{thumbnail.FORMATS[form][2]};base64,{thumbnail.sound_text(wave, rate, form)}"
    return {"said": said, "picture": picture, "address": address}
