"""Messages of `ganspacesynth train --from`."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.sounds import options
from ganspacesynth.cli.training.train_progress import TerminalObserver
from ganspacesynth.training.from_sounds.sounds_observer import SoundsObserver

if TYPE_CHECKING:
    from ganspacesynth.data.sample_folder import FileReport
    from ganspacesynth.training.from_sounds.folder_look import FolderLook
    from ganspacesynth.training.from_sounds.train_on_sounds import SoundsModel
    from ganspacesynth.training.from_sounds.training_plan import TrainingPlan


class Spoken(TerminalObserver, SoundsObserver):
    """Draws bars, and prints what happens."""

    def looked(self, found: "FolderLook", sample_rate: int) -> None:
        """Print what lies in the folder."""
        say_look(found, sample_rate)

    def sampled(self, reports: "Sequence[FileReport]") -> None:
        """Print what was left out, and why."""
        for report in reports:
            if report.error:
                say(f"  {report.path.name}: left out, {report.error}")
            elif not report.written + report.kept:
                say(f"  {report.path.name}: left out, it is {'silent' if report.silent else 'without a pitch'}")
            for remark in report.remarks:
                say(f"  {report.path.name}: {remark}")

    def gathered(self, samples: int, duration_s: float, silent: int) -> None:
        """Print how many samples there are."""
        say(f"{samples} samples of {duration_s:g} s{f'; {silent} silent ones left out' if silent else ''}.")

    def planned(self, found: "FolderLook", samples: int, plan: "TrainingPlan", train_s: float) -> None:
        """Print what the time is enough for."""
        say_plan(found, samples, plan, train_s)

    def begun(self, work: Path) -> None:
        """Print where to look."""
        say(f"Training; states and auditions in {work}. Ctrl-C saves, and the same command goes on.")

    def time_is_up(self, images: int, planned: int) -> None:
        """Print how far training came."""
        say(f"The time to train is up after {images} of {planned} images.")

    def finding_directions(self) -> None:
        """Print what begins."""
        say("Finding directions.")

    def listening(self, directions: int) -> None:
        """Print what begins."""
        say(f"Listening to the first {directions} directions.")


def say_look(found: "FolderLook", rate: int) -> None:
    """Say what lies in the folder, what it is taken for, and what is left out."""
    taken = {
        "recordings": "long recordings: cut at their attacks, the most different cuts become codes in z",
        "notes": "notes, by their names: padded, their timbres become ways to go in z",
        "sounds": "short sounds: padded, the most different become codes in z",
    }
    rates = " and ".join(map(str, found.rates))
    mixed = "" if found.channels == (1,) else ", mixed to mono"
    turned = "" if found.rates == (rate,) else f", converted to {rate} Hz"
    files = f"{len(found.files)} file{'s' * (len(found.files) != 1)}, {found.seconds / 60:.1f} minutes at {rates} Hz{mixed}{turned}"
    short = f" {found.short} of less than {found.least_s:g} s: each is one sound, with silence behind it." if found.short else ""
    say(f"{found.folder}: {files}. Taken for {taken[found.kind]}.{short}")
    for path, why in found.refused:
        say(f"  {path.name}: left out, {why}")


def say_plan(found: "FolderLook", samples: int, plan: "TrainingPlan", train_s: float) -> None:
    """Say what the time is enough for, before it is spent."""
    from ganspacesynth.training.from_sounds.own_task import IMAGES_PER_SOUND

    notes = found.kind == "notes"
    learned = f"{samples} notes" if notes else f"{plan.sounds} of {samples} samples, the most different"
    each = plan.images // max(1, samples if notes else plan.sounds)
    ending = f", and about {_time(plan.ending_s)} are kept for directions and listening to them" if plan.timed else ""
    until = time.strftime("%H:%M", time.localtime(time.time() + train_s + plan.ending_s))
    enough = notes or each >= IMAGES_PER_SOUND
    few = "" if enough else f" A sound takes some {IMAGES_PER_SOUND} to be recognised: give it more time, or fewer --sounds."
    say(
        f"Configuration {plan.preset}: this machine trains {plan.images_per_second:.1f} images a second. {plan.images} images will take "
        f"{_time(train_s)}{ending}: until about {until} if nothing else runs. They teach {learned}, {each} images each.{few}"
    )


def say_model(made: "SoundsModel") -> None:
    """Say what became of it: there already, or made now."""
    if made.state == "there":
        say(f"{made.folder} is finished. Play it with `{play_line(made.folder)}`; --force begins anew.")
        return
    size = sum(file.stat().st_size for file in made.folder.iterdir()) / 1e6
    near, far = f"{made.near_db:.1f} dB from yours", f"{made.far_db:.1f} dB apart"
    say(f"{made.folder}: a model of {size:.1f} MB with directions and a card. Its sounds are {near}, which are {far}.")
    say(f"  {play_line(made.folder)}")


def play_line(output: Path) -> str:
    """Return the command that plays a model."""
    name = f'"{output}"' if " " in str(output) else str(output)
    return f"ganspacesynth hallucinate --model {name}"


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"


def say(line: str) -> None:
    """Print a line at once."""
    options.say(line)
    sys.stdout.flush()
