"""VoiceMotion: the trajectory of a playing voice; it glides to a new pitch, or interpolates from z to z."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from ganspacesynth.core.conditions import Conditions, blend_conditions
from ganspacesynth.core.interpolation import slerp
from ganspacesynth.core.motion.curve import Curve
from ganspacesynth.core.point import Point

Draw = Callable[[int], tuple[np.ndarray, Conditions]]  # number of a keypoint -> z [latent] and conditions


@dataclasses.dataclass(frozen=True)
class VoiceMotion:
    """A trajectory without an end, made anew whenever a control moves.

    Attributes:
        point: what it comes to.
        pitch: over time: a glide that ends at the point's pitch.
        wander_s: from one random sound to the next; 0 stands still.
        draw: gives their z and, where a model has any, their conditions.
    """

    point: Point
    pitch: Curve
    wander_s: float = 0.0
    draw: Draw | None = None

    @classmethod
    def held(cls, point: Point) -> "VoiceMotion":
        """Return the motion that stands still."""
        return cls(point, Curve((0.0,), (point.pitch,)))

    @property
    def duration_s(self) -> None:
        """It has no end."""
        return None

    def at(self, time_s: float) -> Point:
        """Return the point at a moment."""
        changes: dict[str, Any] = {"pitch": self.pitch.at(time_s)}
        if self.wander_s > 0.0 and self.draw is not None and self.point.z is not None:
            where = max(0.0, time_s) / self.wander_s
            (from_z, from_conditions), (to_z, to_conditions) = self.draw(int(where)), self.draw(int(where) + 1)
            changes["z"] = tuple(slerp(from_z, to_z, where % 1.0).tolist())
            changes["conditions"] = blend_conditions(from_conditions, to_conditions, where % 1.0)
        return self.point.replace(**changes)

    def towards(self, point: Point, now_s: float, glide_s: float) -> "VoiceMotion":
        """Return the motion from where this one is now to another point; a pitch that stays goes on with its glide."""
        if point.pitch == self.point.pitch:
            return dataclasses.replace(self, point=point)
        if glide_s <= 0.0:  # at once, also for what is made of moments that have been
            return dataclasses.replace(self, point=point, pitch=Curve((now_s,), (point.pitch,)))
        return dataclasses.replace(self, point=point, pitch=Curve((now_s, now_s + glide_s), (self.pitch.at(now_s), point.pitch)))
