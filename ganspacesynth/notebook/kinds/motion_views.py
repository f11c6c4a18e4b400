"""What moves over time, and single points, in; lines and numbers out."""

import numpy as np

from ganspacesynth.core.errors import brief
from ganspacesynth.core.motion.curve import Curve
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.notebook.kinds.hearing_views import lines, signal_part
from ganspacesynth.notebook.view import BarsPart, FactsPart, LinePart, SpansPart, TablePart, TimeSpan, View, ViewPart

MOMENTS = 400  # at which a path is looked at
EDITS = 8  # that are drawn
NUMBERS = 64  # of z that are drawn


def signal_view(signal: Signal) -> View:
    """Show a signal."""
    facts = (
        ("frames", f"{len(signal)}, {signal.rate:g} a second"),
        ("range", f"{signal.low:g} to {signal.high:g}"),
        ("values", f"{float(signal.values.min()):.4g} to {float(signal.values.max()):.4g}, {float(signal.values.mean()):.4g} on average"),
        *((("loop", "begins anew behind its end"),) if signal.loop else ()),
    )
    return View(signal.name, (FactsPart(facts), signal_part(signal)))


def curve_view(curve: Curve) -> View:
    """Show a curve from its first breakpoint to its last."""
    first, last = curve.times_s[0], curve.times_s[-1]
    span = max(last - first, 1e-3)
    values = curve.sampled(first + span * np.arange(MOMENTS) / MOMENTS)
    low, high = float(values.min()), float(values.max())
    high = high if high > low else low + 1.0
    marks = [moment - first for moment in curve.times_s]
    return View(f"a {curve.shape} curve", (LinePart.of("values", values, span, low=low, high=high, marks=marks),))


def point_view(point: Point) -> View:
    """Show a point: its conditions, its edits, its z."""
    facts = [(kind, f"{value:g}" if isinstance(value, int | float) else str(value)) for kind, value in point.conditions.items()]
    facts += [("mode", point.mode), ("seed", "none" if point.seed is None else str(point.seed)), ("model", point.model or "any")]
    facts += [(f"bends of {layer}", ", ".join(map(brief, bends))) for layer, bends in point.bends.items()]
    parts: list[ViewPart] = [FactsPart(tuple(facts))]
    if point.edits:
        parts.append(TablePart.of(("direction", "edit"), [(str(i + 1), f"{amount:+.3g}") for i, amount in enumerate(point.edits)]))
    if point.z:
        parts.append(BarsPart("z, sizes of its numbers", tuple((str(i + 1), abs(value)) for i, value in enumerate(point.z[:NUMBERS]))))
    return View("a point", tuple(parts))


def path_view(path: PointPath) -> View:
    """Show a path: its keypoints, and what moves between them."""
    end = max(path.duration_s, 1e-3)
    stays = [*path.times_s[1:], end]
    keypoints = tuple(TimeSpan(str(i + 1), begin, max(stop, begin)) for i, (begin, stop) in enumerate(zip(path.times_s, stays, strict=True)))
    parts: list[ViewPart] = [
        FactsPart((("keypoints", str(len(path.points))), ("length", f"{path.duration_s:g} s"), ("between", path.between))),
        SpansPart("keypoints", end, rows=(("from keypoint to keypoint", keypoints),)),
    ]
    return View("a path", (*parts, *path_lines(path, end)))


def path_lines(path: PointPath, duration_s: float) -> list[ViewPart]:
    """Return what moves along a path: pitch, edits, and how far z is from where it began."""
    points = [path.at(moment) for moment in np.linspace(0.0, duration_s, MOMENTS)]
    moving: dict[str, np.ndarray] = {}
    if all("pitch" in point.conditions for point in points):
        moving["pitch"] = np.array([point.pitch for point in points])
    for i in range(min(EDITS, max(len(point.edits) for point in points))):
        moving[f"edit {i + 1}"] = np.array([point.edits[i] if i < len(point.edits) else 0.0 for point in points])
    if all(point.z is not None for point in points):
        z = np.array([point.z for point in points], np.float64)
        moving["distance of z from the first keypoint"] = np.linalg.norm(z - z[0], axis=1)
    return lines(moving, duration_s)
