"""The inputs by name: a word such as "camera:0" in, what opens it out."""

from collections.abc import Callable

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.pictures.live.inputs.film_input import CameraInput, FilmInput
from ganspacesynth.pictures.live.inputs.input import FrameInput
from ganspacesynth.pictures.live.inputs.opencv_camera import NumberedCamera
from ganspacesynth.pictures.live.inputs.shared import NdiInput, SpoutInput, SyphonInput

INPUTS = {  # name -> what it is, and what it needs
    "camera": "a camera: its number by ganspacesynth[camera], or its system's name for it by ganspacesynth[av]",
    "film": "a film that plays again and again: ganspacesynth[av]",
    "ndi": "a source of NDI: ganspacesynth[ndi]",
    "spout": "a sender of Spout, on Windows: ganspacesynth[spout]",
    "syphon": "a server of Syphon, on macOS: ganspacesynth[syphon]",
}
LONGEST = 1024


def watched(word: str) -> Callable[[], FrameInput]:
    """Return what opens an input.

    Args:
        word: one of `INPUTS`, and behind a colon its name: "camera:0", "camera:/dev/video0", "film:dance.mp4", "ndi:stage".

    Raises:
        InvalidInput: no such input or name.
    """
    kind, _, name = word.partition(":")
    if kind not in INPUTS or len(name) > LONGEST or not name.isprintable() or (kind == "film" and not name):
        raise InvalidInput(
            f"Pictures come from {', '.join(INPUTS)}, with a name behind a colon, such as film:dance.mp4. Received: {brief(word)}.",
            rule="known-input",
        )
    if kind == "camera":
        numbered = not name or (name.isascii() and name.isdigit() and len(name) < 4)
        return (lambda: NumberedCamera(int(name or 0))) if numbered else (lambda: CameraInput(name))
    classes: dict[str, Callable[[str], FrameInput]] = {"film": FilmInput, "ndi": NdiInput, "spout": SpoutInput, "syphon": SyphonInput}
    return lambda: classes[kind](name)
