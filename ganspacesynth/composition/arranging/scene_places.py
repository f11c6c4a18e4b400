"""A timeline in, its scenes at their places in seconds out: one behind the other, cross-faded where they overlap, the loop unrolled."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ganspacesynth.composition.arranging.timeline import Scene, Timeline
from ganspacesynth.composition.arranging.timeline_words import within
from ganspacesynth.composition.timelines.placed_scene import MAX_S, MAX_SCENES, SHORTEST_S, SLACK_S
from ganspacesynth.core.errors import SequenceError, brief

Length = Callable[[Scene, float], float | None]  # of a scene that does not say how long it lasts, from its start (seconds) on


@dataclass(frozen=True)
class Place:
    """Where a scene sounds.

    Attributes:
        scene: what.
        start_s, duration_s: seconds of the timeline.
        fade_in_s, fade_out_s: seconds, at its ends.
    """

    scene: Scene
    start_s: float
    duration_s: float
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0

    @property
    def end_s(self) -> float:
        """Where it ends."""
        return self.start_s + self.duration_s


@dataclass(frozen=True)
class Unrolled:
    """A loop that has become one part behind the other.

    Attributes:
        begin_s, end_s: of the part, the first time.
        times: how often it sounds.
    """

    begin_s: float = 0.0
    end_s: float = 0.0
    times: int = 1

    def later(self, time_s: float) -> float:
        """Return when a moment comes for the first time: what lies behind the loop comes later."""
        behind = time_s >= self.end_s - SLACK_S and self.times > 1
        return time_s + (self.times - 1) * (self.end_s - self.begin_s) if behind else time_s


@dataclass(frozen=True)
class Laid:
    """A timeline whose times are known.

    Attributes:
        places: by layer, each in order of time.
        markers: in seconds, and where each scene begins for the first time.
        unrolled: the loop.
        timeline: what was written.
    """

    places: Mapping[str, tuple[Place, ...]]
    markers: Mapping[str, float]
    unrolled: Unrolled
    timeline: Timeline

    @property
    def duration_s(self) -> float:
        """Seconds of the whole."""
        return max(place.end_s for places in self.places.values() for place in places)

    def moment_s(self, value: Any) -> float:
        """Return a moment that somebody asks for: bars and names as they come for the first time, seconds as they pass.

        Raises:
            SequenceError: it is none.
        """
        first: dict[str, float] = {}
        for place in (place for places in self.places.values() for place in places):
            first.setdefault(place.scene.name, place.start_s)
        names = {**first, **self.markers}
        found = self.timeline.tempo.moment_s(value, names)
        bar = isinstance(value, str) and value not in names and value.strip().lower().startswith("bar")
        return self.unrolled.later(found) if bar else found


def lay_out(timeline: Timeline, length: Length) -> Laid:
    """Return the scenes of a timeline at their places.

    Args:
        timeline: what was written.
        length: of scenes that do not say how long they last.

    Raises:
        SequenceError: no length, a moment that is none, more scenes or seconds than a timeline has, or an overlap that is too long.
    """
    tempo = timeline.tempo
    markers: dict[str, float] = {}
    for name, value in timeline.markers.items():
        with within(f"markers.{name}"):
            markers[name] = tempo.moment_s(value, markers)
    places: dict[str, list[Place]] = {name: [] for name in timeline.layer_names()}
    for scene in timeline.scenes:
        before = places[scene.layer][-1] if places[scene.layer] else None
        with within(scene.where):
            places[scene.layer].append(_placed(scene, before, timeline, markers, length))
    with within("loop"):
        unrolled = _loop(timeline, markers)
    laid = {name: tuple(_faded(_unroll(each, unrolled), timeline)) for name, each in places.items()}
    count, end_s = sum(map(len, laid.values())), max(place.end_s for each in laid.values() for place in each)
    if count > MAX_SCENES or end_s > MAX_S:
        raise SequenceError(
            f"A timeline has {MAX_SCENES} scenes and {MAX_S:g} s at most, its loop unrolled. Received: {count} scenes, {end_s:g} s. Loop less often.",
            rule="timeline-length",
        )
    return Laid(laid, {name: unrolled.later(value) for name, value in markers.items()}, unrolled, timeline)


def _placed(scene: Scene, before: Place | None, timeline: Timeline, markers: Mapping[str, float], length: Length) -> Place:
    tempo, end_s = timeline.tempo, before.end_s if before else 0.0
    if scene.at is not None:
        start_s = tempo.moment_s(scene.at, markers)
    else:
        written = timeline.crossfade if scene.crossfade is None else scene.crossfade
        overlap_s = tempo.length_s(written, end_s, what="A cross-fade") if before else 0.0
        start_s = max(0.0, end_s - overlap_s)
    lasts_s = length(scene, start_s) if scene.lasts is None else tempo.length_s(scene.lasts, start_s, what="lasts")
    if lasts_s is None:
        raise SequenceError(
            f'A scene of kind {scene.kind} says how long it lasts. Received: nothing. Write lasts = 8, or "4 bars".', rule="scene-length"
        )
    if lasts_s < SHORTEST_S:
        raise SequenceError(f"A scene lasts {SHORTEST_S:g} s at least. Received: {brief(lasts_s)} s. Let it last longer.", rule="scene-length")
    return Place(scene, start_s, lasts_s)


def _loop(timeline: Timeline, markers: Mapping[str, float]) -> Unrolled:
    if timeline.loop is None:
        return Unrolled()
    begin_s, end_s = (timeline.tempo.moment_s(moment, markers) for moment in (timeline.loop.begin, timeline.loop.end))
    if end_s - begin_s < SHORTEST_S:
        raise SequenceError(f"A loop ends behind its beginning. Received: {begin_s:g}..{end_s:g} s. Say a later end.", rule="loop-ends")
    return Unrolled(begin_s, end_s, timeline.loop.times)


def _unroll(places: list[Place], loop: Unrolled) -> list[Place]:
    """Return the scenes of a layer with those that begin in the loop as often as it sounds, in order of time."""
    length_s, found = loop.end_s - loop.begin_s, []
    for place in places:
        inside = loop.times > 1 and loop.begin_s - SLACK_S <= place.start_s < loop.end_s - SLACK_S
        starts = [place.start_s + turn * length_s for turn in range(loop.times)] if inside else [loop.later(place.start_s)]
        found += [replace(place, start_s=start) for start in starts]
        if len(found) > MAX_SCENES:
            break
    return sorted(found, key=lambda place: place.start_s)


def _faded(places: list[Place], timeline: Timeline) -> list[Place]:
    """Return scenes with their fades: those that were asked for, and where two overlap as long as that."""
    overlaps = [max(0.0, a.end_s - b.start_s) for a, b in itertools.pairwise(places)]
    faded = []
    for place, before_s, behind_s in zip(places, [0.0, *overlaps], [*overlaps, 0.0], strict=True):
        scene, tempo = place.scene, timeline.tempo
        own = [0.0 if value is None else tempo.length_s(value, place.start_s, what="A fade") for value in (scene.fade_in, scene.fade_out)]
        fade_in_s, fade_out_s = before_s if before_s > SLACK_S else own[0], behind_s if behind_s > SLACK_S else own[1]
        if fade_in_s + fade_out_s > place.duration_s + SLACK_S:
            raise SequenceError(
                f"{scene.where}: A scene is as long as its fades together at least. Received: {fade_in_s:g} s and {fade_out_s:g} s of "
                f"{place.duration_s:g} s. Overlap less, or put it on another layer.",
                rule="fades-in-scene",
            )
        faded.append(replace(place, fade_in_s=fade_in_s, fade_out_s=fade_out_s))
    return faded
