"""The recipe of a timeline: layers of scenes at their places, with all that is needed to make the same samples again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from ganspacesynth.composition.timelines.placed_scene import (
    MAX_LAYERS,
    MAX_SCENES,
    SHORTEST_S,
    SLACK_S,
    PlacedScene,
    Rows,
    TimelineLayer,
    check_heard_after,
    check_name,
    read_rows,
    seconds,
    write_rows,
)
from ganspacesynth.composition.timelines.recording import MAX_BYTES, Recording
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.recipe import Recipe, entry

MAX_MARKERS = 1000


def _check_layers(layers: Iterable[TimelineLayer]) -> tuple[TimelineLayer, ...]:
    layers = tuple(layers)
    scenes = sum(len(layer.scenes) for layer in layers)
    if not 1 <= len(layers) <= MAX_LAYERS or not 1 <= scenes <= MAX_SCENES:
        raise SequenceError(
            f"A timeline has 1..{MAX_LAYERS} layers, and 1..{MAX_SCENES} scenes in all. Received: {len(layers)} layers, {scenes} scenes.",
            rule="scene-count",
        )
    return layers


def _check_rows(rows: Rows) -> Rows:
    check_heard_after(rows)
    return tuple(rows)


def _check_recordings(recordings: Mapping[str, Recording]) -> dict[str, Recording]:
    size = sum(each.size for each in recordings.values())
    if size > MAX_BYTES:
        raise SequenceError(
            f"The recordings of a timeline have {MAX_BYTES} bytes at most, as they go into its recipe. Received: {size}. Take shorter parts.",
            rule="recording-length",
        )
    return dict(recordings)


def _check_markers(markers: Mapping[str, float]) -> dict[str, float]:
    if len(markers) > MAX_MARKERS:
        raise SequenceError(f"A timeline has at most {MAX_MARKERS} markers. Received: {len(markers)}. Leave some out.", rule="marker-count")
    return {check_name(name): seconds("A marker", value) for name, value in markers.items()}


def _check_part(part: Iterable[float] | None) -> tuple[float, float] | None:
    if part is None:
        return None
    from_s, to_s = (seconds("A part's end", each) for each in part)
    if to_s - from_s < SHORTEST_S:
        raise SequenceError(
            f"A part lasts {SHORTEST_S:g} s at least. Received: {from_s:g}..{to_s:g} s. Say its end behind its beginning.", rule="timeline-part"
        )
    return from_s, to_s


def _check_stem(stem: int | None) -> int | None:
    if stem is not None and (isinstance(stem, bool) or not isinstance(stem, int) or not 0 <= stem < MAX_LAYERS):
        raise SequenceError(f"A recipe's stem is the number of a layer, from 0. Received: stem={brief(stem)}.", rule="stem-number")
    return stem


@dataclass(frozen=True, kw_only=True)
class TimelineRecipe(Recipe):
    """Scenes in layers, over time.

    With the level "loudness" each scene is brought to that by itself, and the mix stays as it comes, held under full scale by a limiter; so a part
    sounds as it does in the whole. With "peak" and LUFS the mix of the whole is brought there, with "model" nothing.

    Attributes:
        layers: see there.
        title: what it is called.
        duration_s: seconds of the whole.
        rows: signals of the timeline, and what of level and pan they move, of all layers.
        recordings: by the names that scenes call them by.
        markers: moments that have a name, in seconds; for people.
        stem: only this layer (from 0), as it is in the mix; None: the mix.
        part: seconds from and to that sound; None: all.
    """

    kind: ClassVar[str] = "timeline"

    layers: tuple[TimelineLayer, ...] = field(
        metadata=entry(
            check=_check_layers,
            since=2,
            read=lambda plain: tuple(TimelineLayer.from_json(each) for each in plain[: MAX_LAYERS + 1]),
            write=lambda layers: [layer.to_json() for layer in layers],
        )
    )
    duration_s: float = field(metadata=entry(check=lambda value: seconds("A timeline's length", value, SHORTEST_S), since=2))
    title: str = field(default="", metadata=entry(check=lambda title: title and check_name(title), short=True, since=2))
    rows: Rows = field(default=(), metadata=entry(check=_check_rows, read=read_rows, write=write_rows, short=True, since=2))
    recordings: Mapping[str, Recording] = field(
        default_factory=dict,
        metadata=entry(
            check=_check_recordings,
            read=lambda plain: {name: Recording.from_json(each) for name, each in plain.items()},
            write=lambda found: {name: each.to_json() for name, each in found.items()},
            since=2,
        ),
    )
    markers: Mapping[str, float] = field(default_factory=dict, metadata=entry(check=_check_markers, since=2))
    stem: int | None = field(default=None, metadata=entry(check=_check_stem, short=True, since=2))
    part: tuple[float, float] | None = field(
        default=None, metadata=entry(check=_check_part, write=lambda part: None if part is None else list(part), short=True, since=2)
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        lacking = [scene.recording for scene in self.scenes() if scene.recording is not None and scene.recording not in self.recordings]
        if lacking:
            raise SequenceError(
                f"Each recording of a scene is in the recipe. Received: none for {brief(lacking[0])}. Make the sound anew.", rule="scene-recording"
            )
        if self.stem is not None and self.stem >= len(self.layers):
            raise SequenceError(f"A recipe's stem is one of its {len(self.layers)} layers, from 0. Received: stem={self.stem}.", rule="stem-number")
        latest = max(scene.end_s for scene in self.scenes())
        if latest > self.duration_s + SLACK_S or (self.part is not None and self.part[1] > self.duration_s + SLACK_S):
            raise SequenceError(
                f"Scenes and parts lie within the timeline. Received: one up to {max(latest, self.part[1] if self.part else 0.0):g} s of "
                f"{self.duration_s:g} s. Choose an earlier end.",
                rule="within-timeline",
            )

    def scenes(self) -> list[PlacedScene]:
        """Return all scenes, layer by layer."""
        return [scene for layer in self.layers for scene in layer.scenes]

    def with_scenes(self, change: Any) -> "TimelineRecipe":
        """Return the recipe with a function of each scene in its place."""
        return replace(self, layers=tuple(replace(layer, scenes=tuple(change(scene) for scene in layer.scenes)) for layer in self.layers))
