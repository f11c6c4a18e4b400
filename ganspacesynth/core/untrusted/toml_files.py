"""TOML files of strangers: a path in, plain values out, read with bounds."""

import os
from pathlib import Path

from ganspacesynth.core.errors import GanSpaceSynthError, brief
from ganspacesynth.core.files import open_file

MAX_BYTES = 1 << 20
ENDING = ".toml"


def is_toml(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file's name says that it is TOML."""
    return Path(path).suffix.lower() == ENDING


def read_toml(path: str | os.PathLike[str], error: type[GanSpaceSynthError], *, largest: int | None = None) -> object:
    """Read a TOML file of at most so many bytes (1 MiB where nobody says); every failure becomes `error` and names the file."""
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib  # type: ignore[no-redef, import-not-found]
    largest = MAX_BYTES if largest is None else largest
    try:
        with open_file(path) as file:
            data = file.read(largest + 1)
        if len(data) > largest:
            raise error(f"A TOML file may hold at most {largest} bytes. Received: {path} with more. Take a smaller one.", rule="file-size")
        return tomllib.loads(data.decode("utf-8"))
    except OSError as e:
        raise error(f"The file must be readable. Received: {path} ({e.strerror or brief(str(e))}). Check the path.", rule="readable-file") from e
    except (ValueError, RecursionError) as e:
        raise error(f"The file must be valid TOML. Received: {path} ({brief(str(e))}). Write name = value in lines.", rule="valid-toml") from e
