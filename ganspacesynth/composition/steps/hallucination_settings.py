"""HallucinationSettings: how a hallucination interpolates between steps, and how its sounds overlap."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from ganspacesynth.composition.mixing import FADES, Envelope, check_seconds
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.interpolation import BETWEEN

MAX_INTERP_STEPS = 1000


@dataclass(frozen=True)
class HallucinationSettings:
    """What is common to all steps of a hallucination. Times have the published defaults.

    Attributes:
        interp_steps: points between two steps, 0..1000. More make the change from one to the next slower and smoother.
        spacing_s: seconds from the start of one sound to the start of the next, 0..3600; 0 plays all at once.
        start_trim_s: seconds cut off the front of every sound.
        attack_s: seconds of rise of every sound.
        sustain_s: seconds at full level.
        release_s: seconds of fall.
        between: how z moves between steps: "spherical" (keeps its length) or "linear". Edits always move linearly.
        fade: shape of attack and release: "cosine", "linear" or "exponential".
        even: bring every sound of overlapping clips to one loudness first; off leaves each as loud as the model makes it.
        normalize: bring the clip to full level; off only keeps it from clipping.
    """

    interp_steps: int = 4
    spacing_s: float = 0.2
    start_trim_s: float = 0.0
    attack_s: float = 0.5
    sustain_s: float = 0.5
    release_s: float = 0.5
    between: str = "spherical"
    fade: str = "cosine"
    normalize: bool = True
    even: bool = False

    def __post_init__(self) -> None:
        try:
            self._check()
        except InvalidInput as e:
            raise SequenceError(f"settings.{e}", rule=e.rule) from e

    @property
    def envelope(self) -> Envelope:
        """The envelope of every sound."""
        return Envelope(self.attack_s, self.sustain_s, self.release_s, self.start_trim_s, self.fade)

    def to_json(self) -> dict:
        """Return a plain dict, without what older programs cannot read where it has its default."""
        return {name: value for name, value in dataclasses.asdict(self).items() if name != "even" or value}

    @classmethod
    def from_json(cls, value: object) -> "HallucinationSettings":
        """Read what `to_json` wrote, missing names taking their defaults; raises SequenceError for anything else."""
        known = {f.name for f in dataclasses.fields(cls)}
        if not isinstance(value, dict) or not set(value) <= known:
            raise SequenceError(
                f"settings must be a JSON object with some of {', '.join(sorted(known))}. Received: {brief(value)}.", rule="known-fields"
            )
        return cls(**value)

    def _check(self) -> None:
        if isinstance(self.interp_steps, bool) or not isinstance(self.interp_steps, int | np.integer):
            raise InvalidInput(f"interp_steps must be a whole number. Received: interp_steps={brief(self.interp_steps)}.", rule="interp-steps-range")
        if not 0 <= self.interp_steps <= MAX_INTERP_STEPS:
            raise InvalidInput(
                f"interp_steps must be in 0..{MAX_INTERP_STEPS}. Received: interp_steps={brief(self.interp_steps)}.", rule="interp-steps-range"
            )
        object.__setattr__(self, "interp_steps", int(self.interp_steps))
        for name in ("spacing_s", "start_trim_s", "attack_s", "sustain_s", "release_s"):
            object.__setattr__(self, name, check_seconds(name, getattr(self, name)))
        for name, allowed in (("between", tuple(BETWEEN)), ("fade", FADES), ("normalize", (True, False)), ("even", (True, False))):
            if getattr(self, name) not in allowed:
                raise InvalidInput(
                    f"{name} must be one of {', '.join(map(str, allowed))}. Received: {name}={brief(getattr(self, name))}.", rule="known-choice"
                )
        _ = self.envelope  # checks the rest
