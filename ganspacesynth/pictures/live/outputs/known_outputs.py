"""The outputs by name: a word such as "ndi:stage" in, what opens it out."""

from collections.abc import Callable

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.pictures.live.outputs.browser import PORT, BrowserOutput
from ganspacesynth.pictures.live.outputs.ndi import NdiOutput
from ganspacesynth.pictures.live.outputs.output import FrameOutput, Opening
from ganspacesynth.pictures.live.outputs.spout import SpoutOutput
from ganspacesynth.pictures.live.outputs.syphon import SyphonOutput
from ganspacesynth.pictures.live.outputs.virtual_camera import VirtualCamera

OUTPUTS = {  # name -> what it is, and what it needs
    "http": "a page, MJPEG and a WebSocket on this machine; nothing more needed",
    "ndi": "NDI, for this and other machines: ganspacesynth[ndi]",
    "spout": "Spout, on Windows: ganspacesynth[spout]",
    "syphon": "Syphon, on macOS: ganspacesynth[syphon]",
    "camera": "a virtual camera: ganspacesynth[virtual-camera]",
}
NAME = "GANSpaceSynth"
LONGEST = 100


def opening(word: str) -> Opening:
    """Return what opens an output.

    Args:
        word: one of `OUTPUTS`, and behind a colon its name, or the port of http: "ndi:stage", "http:4268".

    Raises:
        InvalidInput: no such output, name or port.
    """
    kind, _, name = word.partition(":")
    if kind not in OUTPUTS or len(name) > LONGEST or not name.isprintable():
        raise InvalidInput(f"Live pictures go to {', '.join(OUTPUTS)}, with a name behind a colon. Received: {brief(word)}.", rule="known-output")
    if kind == "http":
        if name and not (name.isascii() and name.isdigit() and int(name) <= 65535):
            raise InvalidInput(f"A port is a number in 0..65535. Received: {brief(word)}. The usual one is {PORT}.", rule="port-range")
        return lambda width, height, fps: BrowserOutput(int(name or PORT))
    if kind == "camera":
        return lambda width, height, fps: VirtualCamera(name, width, height, fps)
    classes: dict[str, Callable[[str, int, int, float], FrameOutput]] = {"ndi": NdiOutput, "spout": SpoutOutput, "syphon": SyphonOutput}
    return lambda width, height, fps: classes[kind](name or NAME, width, height, fps)
