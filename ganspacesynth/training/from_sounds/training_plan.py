"""What was decided when a run on a folder of sounds began, kept in its folder: whoever goes on does the same."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.core.files import read_json, write_json
from ganspacesynth.training.from_sounds.budget import SAVES

PLAN = "plan.json"


@dataclass(frozen=True)
class TrainingPlan:
    """What to do in a run.

    Attributes:
        preset: of the network.
        start: model to go on from, "default" for the one that comes along.
        batch: images a step.
        replace: take the place of an older model.
        images: to train with.
        sounds: to learn, the most different ones.
        images_per_second: what was measured of the machine.
        timed: the time decides how many images are trained with.
        saves: checkpoints.
        ending_s: seconds kept for directions and listening.
        spent_s: seconds that it took so far.
        data: digest of the samples, None until they are known.
    """

    preset: str
    start: str
    batch: int
    replace: bool
    images: int
    sounds: int
    images_per_second: float = 0.0
    timed: bool = False
    saves: int = SAVES
    ending_s: float = 0.0
    spent_s: float = 0.0
    data: str | None = None

    def write(self, work: Path) -> None:
        """Write it into the folder of its run."""
        write_json(work / PLAN, {name: value for name, value in dataclasses.asdict(self).items() if value is not None}, force=True)


def read_plan(work: Path) -> TrainingPlan | None:
    """Return what was decided in a run's folder, or None where nothing is yet.

    Raises:
        TrainingError: it is not as it was written.
    """
    if not (work / PLAN).is_file():
        return None
    value = read_json(work / PLAN, TrainingError)
    try:
        return _plan(value)
    except (TypeError, ValueError) as e:
        raise TrainingError(f"{PLAN} must be as it was written. Received: {work / PLAN}. Begin anew with --force.", rule="whole-plan") from e


def _plan(value: Any) -> TrainingPlan:
    if not isinstance(value, dict):
        raise TypeError("a plan is an object")
    plan = TrainingPlan(**{field.name: value[field.name] for field in dataclasses.fields(TrainingPlan) if field.name in value})
    for name, kind in (("preset", str), ("start", str), ("batch", int), ("images", int), ("sounds", int), ("saves", int)):
        if type(getattr(plan, name)) is not kind or not getattr(plan, name):
            raise ValueError(name)
    return dataclasses.replace(plan, spent_s=float(plan.spent_s), ending_s=float(plan.ending_s), images_per_second=float(plan.images_per_second))
