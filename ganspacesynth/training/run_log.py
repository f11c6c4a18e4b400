"""Logs of a training run: a line of JSON for each checkpoint, with the number of images that it had seen."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.core.files import atomic_path, open_file


def read_log(path: Path, what: str) -> list[dict[str, Any]]:
    """Return the lines of a log, oldest first; none where it is not there.

    Args:
        path: of the log.
        what: it tells of, for the message, such as "figures".

    Raises:
        TrainingError: it is damaged.
    """
    if not path.exists():
        return []
    try:
        with open_file(path) as file:
            lines = [json.loads(line) for line in file.read().decode("utf-8").splitlines()]
        return [{**line, "images": int(line["images"])} for line in lines]
    except (OSError, ValueError, TypeError, KeyError) as e:
        raise TrainingError(f"The log of {what} must be whole. Received: {path} ({e}). Remove it to go on.", rule="whole-log") from e


def add_line(path: Path, line: Mapping[str, Any]) -> None:
    """Add the line of a checkpoint, in place of what is there from its images on."""
    trim_log(path, line["images"] - 1)
    with open(path, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def trim_log(path: Path, images: int) -> None:
    """Drop the lines of a log behind `images`: they tell of steps that will be made again."""
    if not path.is_file():
        return
    with open_file(path) as file:
        lines = file.read().decode("utf-8").splitlines()
    kept = [line for line in lines if (at := _line_images(line)) is not None and at <= images]
    if kept != lines:
        with atomic_path(path, force=True) as temporary:
            temporary.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")


def _line_images(line: str) -> int | None:
    """Return the images of a log's line, None for one that was cut off."""
    try:
        return int(json.loads(line)["images"])
    except (ValueError, KeyError, TypeError):
        return None
