"""read_picture: a file or folder of any kind that is known in, a StoredPicture out; whatever else is refused by its name."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from ganspacesynth.core.errors import InvalidInput, ModelError, brief
from ganspacesynth.core.files import open_file, wrong_kind
from ganspacesynth.core.untrusted.pickled_arrays import PickleError
from ganspacesynth.core.untrusted.pickled_objects import Record
from ganspacesynth.core.untrusted.torch_files import read_objects
from ganspacesynth.networks.stylegan.files import others
from ganspacesynth.networks.stylegan.files.modules import ForeignNetwork
from ganspacesynth.networks.stylegan.files.native_picture import is_native, read_native
from ganspacesynth.networks.stylegan.files.persistent import read_generator
from ganspacesynth.networks.stylegan.files.rosinality import is_rosinality, read_rosinality
from ganspacesynth.networks.stylegan.files.tensorflow import is_tensorflow, read_tensorflow
from ganspacesynth.networks.stylegan.picture_config import PictureConfig
from ganspacesynth.networks.stylegan.stored_picture import StoredPicture, check_weights, picture_id

LARGEST = 8 << 30  # bytes; the largest that are known have about one
HEAD = 64
DAMAGE = (KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError, ArithmeticError)  # of parts that no network has
UNSAID = "as whoever published the file said; it does not say itself"
SUFFIXES = (".pkl", ".pickle", ".pt", ".pth")

Network = tuple[PictureConfig, dict[str, np.ndarray]]


def read_picture(path: str | os.PathLike[str]) -> StoredPicture:
    """Read a picture network; nothing that is in the file is run.

    Args:
        path: a pickle of stylegan2-ada-pytorch, stylegan3 or StyleGAN 2 of TensorFlow, a .pt of rosinality, or a native folder.

    Raises:
        ModelError: no file, damaged, hostile, or another network; the sentence says which.
    """
    path = Path(path)
    if is_native(path):
        return read_native(path)
    if path.is_dir():
        raise ModelError(
            f"A picture network is a file, or a folder with picture.json. Received: {path}, a folder without. {others.OPENED}.", rule="picture-file"
        )
    try:
        with open_file(path) as file:
            kind, (config, weights) = _read(file, os.fstat(file.fileno()).st_size)
    except OSError as e:
        raise ModelError(f"The picture network must be readable. Received: {path} ({e.strerror or e}). Check the path.", rule="readable-file") from e
    except ForeignNetwork as e:
        raise ModelError(f"A picture network is one that can be opened. Received: {path}, {e}. {others.OPENED}.", rule="known-picture-network") from e
    except (PickleError, MemoryError) as e:
        raise ModelError(
            f"The file must be a picture network and nothing else. Received: {path}{wrong_kind(path)} ({e}). Fetch it again from a source you trust.",
            rule="plain-pickle",
        ) from e
    except InvalidInput as e:
        raise ModelError(f"{e} (file {path})", rule=e.rule) from e
    except DAMAGE as e:
        raise ModelError(f"A picture network's parts fit each other. Received: {path} ({brief(e)}). Fetch it again.", rule="picture-parts") from e
    check_weights(config, weights, str(path))
    about = {"origin": {"kind": kind, "file": path.name}, "licence": UNSAID}
    return StoredPicture(config, weights, picture_id(config, weights), about)


def _read(file: BinaryIO, size: int) -> tuple[str, Network]:
    if size > LARGEST:
        raise PickleError(f"{size} bytes, at most {LARGEST} are read")
    head = file.read(HEAD)
    file.seek(0)
    known = others.by_head(head) or (others.by_members(file) if head[:4] == b"PK\x03\x04" else None)
    if known is not None:
        raise ForeignNetwork(f"which is {known}")
    file.seek(0)
    content = read_objects(file, size)
    for kind, is_kind, read in _KINDS:
        if is_kind(content):
            return kind, read(content, size)
    raise ForeignNetwork(f"which is {others.by_content(content)}")


def _is_persistent(content: Any) -> bool:
    return (isinstance(content, dict) and isinstance(content.get("G_ema"), Record)) or (isinstance(content, Record) and content.kind == "Generator")


def _read_persistent(content: Any, size: int) -> Network:
    return read_generator(content if isinstance(content, Record) else content["G_ema"], size)


_KINDS: tuple[tuple[str, Callable[[Any], bool], Callable[[Any, int], Network]], ...] = (
    ("a pickle of stylegan2-ada-pytorch or stylegan3", _is_persistent, _read_persistent),
    ("a TensorFlow pickle of StyleGAN 2", is_tensorflow, read_tensorflow),
    ("a file of rosinality's stylegan2-pytorch", is_rosinality, read_rosinality),
)
