"""Messages of `ganspacesynth train --from`."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ganspacesynth.training.from_sounds.own_task import Look


def say_look(found: "Look", rate: int) -> None:
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


def say_plan(found: "Look", samples: int, plan: dict[str, Any], train_s: float) -> None:
    """Say what the time is enough for, before it is spent."""
    from ganspacesynth.training.from_sounds.own_task import IMAGES_PER_SOUND

    notes = found.kind == "notes"
    learned = f"{samples} notes" if notes else f"{plan['sounds']} of {samples} samples, the most different"
    each = plan["images"] // max(1, samples if notes else plan["sounds"])
    ending = f", and about {_time(plan['ending_s'])} are kept for directions and listening to them" if plan["timed"] else ""
    until = time.strftime("%H:%M", time.localtime(time.time() + train_s + plan["ending_s"]))
    enough = notes or each >= IMAGES_PER_SOUND
    few = "" if enough else f" A sound takes some {IMAGES_PER_SOUND} to be recognised: give it more time, or fewer --sounds."
    say(
        f"Configuration {plan['preset']}: this machine trains {plan['images_per_second']:.1f} images a second. {plan['images']} images will take "
        f"{_time(train_s)}{ending}: until about {until} if nothing else runs. They teach {learned}, {each} images each.{few}"
    )


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
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
