"""The recipe of a hallucination: steps, and how it goes from one to the next."""

from dataclasses import dataclass, field
from typing import ClassVar

from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step_sequence import StepSequence, file_version
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.recipe import Recipe, check_duration, check_tail, entry

FORMS = ("clips", "continuous")


def check_form(form: object) -> str:
    """Return a form; raises SequenceError for anything else."""
    if not isinstance(form, str) or form not in FORMS:
        raise SequenceError(f"A hallucination's form is one of {', '.join(FORMS)}. Received: form={brief(form)}.", rule="known-form")
    return form


@dataclass(frozen=True, kw_only=True)
class HallucinationRecipe(Recipe):
    """A walk through steps.

    Attributes:
        sequence, settings: the steps, and how it goes from one to the next.
        form: "clips", which overlap, or "continuous": one unbroken sound.
        duration_s: seconds of the unbroken sound, its steps moved apart to fill it; None leaves them where they are.
        tail: as in a continuous recipe.
    """

    kind: ClassVar[str] = "hallucination"

    sequence: StepSequence = field(metadata=entry(StepSequence))
    settings: HallucinationSettings = field(metadata=entry(HallucinationSettings))
    form: str = field(default=FORMS[0], metadata=entry(check=check_form))
    duration_s: float | None = field(default=None, metadata=entry(check=check_duration))
    tail: float | None = field(default=None, metadata=entry(check=check_tail, short=True))

    @property
    def version(self) -> int:
        """The oldest version of recipes that can say all of it: 2 where steps have more than a point and a duration."""
        return max(super().version, 1 if file_version(self.sequence, self.settings) < 3 else 2)
