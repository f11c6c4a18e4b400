"""A film's file in, what made it out, as its comment says it; nothing of it is decoded."""

import json
import os
from typing import Any

from ganspacesynth.core.documents import VIDEO
from ganspacesynth.core.files import open_file

CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"  # none that name other files, or places in the network
COMMENT = "comment"
LARGEST = 1 << 20  # bytes of a comment that is read


def read_film_recipe(path: str | os.PathLike[str]) -> dict[str, Any] | None:
    """Return what made a film of ours; None for any other file, and where PyAV is not installed.

    Raises:
        InvalidInput: it says that it is one of ours, and cannot be read: of a later version, for one.
    """
    try:
        import av
    except ImportError:
        return None
    try:
        with open_file(path) as file, av.open(file, format=None, options={"format_whitelist": CONTAINERS, "protocol_whitelist": ""}) as container:
            told = {name.lower(): text for name, text in container.metadata.items()}.get(COMMENT, "")
        value = json.loads(told) if 0 < len(told) <= LARGEST else None
    except (av.error.FFmpegError, OSError, ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or value.get("format") != VIDEO.tag:
        return None
    return VIDEO.unpack(value, where=path)[1]
