"""The folder in which a musician's own things are kept, by name: models that were fetched, favourites."""

import os
import re
import sys
import unicodedata
from pathlib import Path

from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, brief

PLACE = "GANSPACESYNTH_HOME"  # environment: another folder than the system's usual one
LONGEST_NAME = 64
_TAKEN = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # names that Windows keeps for devices
_LETTERS = " _-.+#'()"  # beside letters and digits of any script


def user_folder() -> Path:
    """Return where a musician's own things lie on this system; it need not be there yet.

    Raises:
        InvalidInput: nobody knows where, since this user has no home.
    """
    if named := os.environ.get(PLACE):
        return Path(os.path.abspath(os.path.expanduser(named)))
    try:
        home = Path.home()
    except RuntimeError as e:
        raise InvalidInput(
            f"Your own models and favourites lie in your home. Received: none ({e}). Name a folder in {PLACE}.", rule="user-home"
        ) from e
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "GANSpaceSynth"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "GANSpaceSynth"
    data = os.environ.get("XDG_DATA_HOME", "")
    return (Path(data) if os.path.isabs(data) else home / ".local" / "share") / "ganspacesynth"


def check_name(name: str, what: str, error: type[GanSpaceSynthError] = InvalidInput) -> str:
    """Return a name that is one file on every system, and composed as most keyboards write it.

    Args:
        name: as it was typed.
        what: for the message, such as "A favourite".
        error: what is raised.

    Raises:
        GanSpaceSynthError: of the class `error`: too long, a path, or letters that some system does not take in a name.
    """
    composed = unicodedata.normalize("NFC", name)
    fits = 0 < len(composed) <= LONGEST_NAME and all(letter.isalnum() or letter in _LETTERS for letter in composed)
    if not fits or composed[0] in " ." or composed[-1] in " ." or is_device_name(composed):
        raise error(
            f"{what}'s name has 1 to {LONGEST_NAME} letters, digits and {' '.join(_LETTERS.strip())}, as any system takes them. "
            f"Received: {brief(name)}. Choose another name.",
            rule="portable-name",
        )
    return composed


def is_device_name(name: str) -> bool:
    """Whether Windows takes a name for a device, such as `con` or `aux.json`."""
    return _TAKEN.fullmatch(name.rstrip(" ")) is not None


def same_name(name: str, others: list[str]) -> str | None:
    """Return which of other names is the same on a system that does not tell capitals apart; None when there is none."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return next((other for other in others if unicodedata.normalize("NFC", other).casefold() == folded), None)
