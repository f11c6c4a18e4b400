"""What is listened to, by its kind and its name: words in, an open input that never stops out."""

from ganspacesynth.audio.live_input.device_input import DeviceInput
from ganspacesynth.audio.live_input.incoming import AudioInput, Say, SilentInput, UnbrokenInput, unsaid
from ganspacesynth.audio.live_input.played_file import PlayedFile
from ganspacesynth.core.errors import InvalidInput, brief

KINDS = ("device", "file", "nothing")


def open_input(kind: str, name: str | None = None, *, loop: bool = False, say: Say = unsaid) -> AudioInput:
    """Open what shall be listened to.

    Args:
        kind: "device" (a microphone or line in), "file" (played in real time) or "nothing" (silence).
        name: of the device, or its number; None: the one that the system has chosen. Of a file: its path.
        loop: a file begins anew behind its end.
        say: told in a sentence when a device goes away, and when it is back.

    Raises:
        InvalidInput: another kind, no such device, or a file without a path.
        AudioError: no device, no package that listens, or an unreadable file.
    """
    match kind:
        case "device":
            return UnbrokenInput(DeviceInput(name, say=say))
        case "file" if name:
            return UnbrokenInput(PlayedFile(name, loop=loop))
        case "nothing":
            return SilentInput()
    received = brief(kind) if kind != "file" else "file without a path"
    raise InvalidInput(f"What is listened to is one of {', '.join(KINDS)}. Received: {received}. Say for example device.", rule="known-source")
