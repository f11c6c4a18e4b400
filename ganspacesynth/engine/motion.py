"""Where a sounding voice is at each moment: its point, gliding to a new pitch, or wandering from z to z."""

import dataclasses
from collections.abc import Callable

import numpy as np

from ganspacesynth.core.conditions import Conditions, blend_conditions
from ganspacesynth.core.interpolation import slerp
from ganspacesynth.core.point import Point

Draw = Callable[[int], tuple[np.ndarray, Conditions]]  # number of a keypoint -> z [latent] and traits


@dataclasses.dataclass(frozen=True)
class Motion:
    """A function of time, made anew whenever a control moves; calling it gives the point at a moment of the sound.

    Attributes:
        point: what it comes to.
        from_pitch: pitch at the beginning of the glide.
        start_s: when the glide begins.
        glide_s: how long it takes.
        wander_s: from one random sound to the next; 0 stands still.
        draw: gives their z and, where a model has any, their traits.
    """

    point: Point
    from_pitch: float
    start_s: float = 0.0
    glide_s: float = 0.0
    wander_s: float = 0.0
    draw: Draw | None = None

    def __call__(self, time_s: float) -> Point:
        """Return the point at a moment."""
        share = 1.0 if self.glide_s <= 0.0 else min(1.0, max(0.0, (time_s - self.start_s) / self.glide_s))
        pitch = self.from_pitch + share * (self.point.pitch - self.from_pitch)
        z, traits = self.point.z, self.point.traits
        if self.wander_s > 0.0 and self.draw is not None and z is not None:
            where = max(0.0, time_s) / self.wander_s
            (from_z, from_traits), (to_z, to_traits) = self.draw(int(where)), self.draw(int(where) + 1)
            z = tuple(slerp(from_z, to_z, where % 1.0).tolist())
            traits = blend_conditions(from_traits, to_traits, where % 1.0)
        return dataclasses.replace(self.point, pitch=pitch, z=z, traits=traits)

    def towards(self, point: Point, now_s: float, glide_s: float) -> "Motion":
        """Return the motion from where this one is now to another point; a pitch that stays goes on with its glide."""
        if point.pitch == self.point.pitch:
            return dataclasses.replace(self, point=point)
        return dataclasses.replace(self, point=point, from_pitch=self(now_s).pitch, start_s=now_s, glide_s=glide_s)
