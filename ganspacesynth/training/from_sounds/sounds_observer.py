"""Whoever looks on while a folder of sounds becomes a model."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.training.observer import Observer

if TYPE_CHECKING:
    from ganspacesynth.data.sample_folder import FileReport
    from ganspacesynth.training.from_sounds.folder_look import FolderLook
    from ganspacesynth.training.from_sounds.training_plan import TrainingPlan


class SoundsObserver(Observer):
    """Looks on and says nothing; derive from it, and write the methods that are of use. They are called in this order."""

    def looked(self, found: "FolderLook", sample_rate: int) -> None:
        """Be told what lies in the folder; sounds will be converted to `sample_rate` Hz."""

    def sampled(self, reports: "Sequence[FileReport]") -> None:
        """Be told what became of each file, before it is decided whether that is enough."""

    def gathered(self, samples: int, duration_s: float, silent: int) -> None:
        """Be told how many samples there are, each of `duration_s` seconds, and how many silent ones were left out."""

    def planned(self, found: "FolderLook", samples: int, plan: "TrainingPlan", train_s: float) -> None:
        """Be told what the time is enough for, before it is spent; training will take about `train_s` seconds."""

    def begun(self, work: Path) -> None:
        """Be told that training begins, and where its states and auditions go."""

    def time_is_up(self, images: int, planned: int) -> None:
        """Be told that training ends early, after `images` of those planned."""

    def finding_directions(self) -> None:
        """Be told that directions are searched."""

    def listening(self, directions: int) -> None:
        """Be told how many directions are listened to."""
