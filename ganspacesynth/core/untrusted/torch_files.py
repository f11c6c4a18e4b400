"""What torch.save and the StyleGAN projects pickled, read without PyTorch: records, dicts and tensors; no source in a file is ever run.

legacy      five things in a row: a magic number, 1001, the system, the object, the keys; then each storage's length and numbers
zip         one folder with data.pkl, a member data/KEY for each storage, and byteorder
pickle      tensors whose storages are legacy files of their own, inside
"""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any, BinaryIO

from ganspacesynth.core.untrusted.archive import Limits, UnsafeArchive, check_table
from ganspacesynth.core.untrusted.pickled_arrays import Dialect, PickleError
from ganspacesynth.core.untrusted.pickled_objects import Record
from ganspacesynth.core.untrusted.pickles import read_pickle
from ganspacesynth.core.untrusted.torch_tensors import DTYPES, Storage, StorageKind, parameter, rebuilt, storage_of

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
LEGACY_HEAD = b"\x80\x02\x8a\x0a" + MAGIC.to_bytes(10, "little")
OPERATIONS = 2_000_000  # a generator, its average and a critic take about a hundred thousand
DEPTH = 40  # a layer of a block of a network of a dict lies fifteen deep
LARGEST_INDEX = 64 << 20  # bytes of the pickle in a zip
ZIP_LIMITS = Limits(members=100_000)
PERSISTENT_FIELDS = ("type", "version", "class_name", "state")
PERSISTENT_VERSIONS = range(1, 7)


def read_objects(file: BinaryIO, size: int) -> Any:
    """Read what one pickle holds, in one of three containers; tensors are read when they are asked for, so keep the file open.

    Args:
        file: binary, at its start.
        size: bytes in it.

    Returns:
        plain data, `Record` for each object and `Tensor` for each tensor.

    Raises:
        PickleError: damaged, or something in it that networks never need.
    """
    head = file.read(len(LEGACY_HEAD))
    file.seek(0)
    if head[:4] == b"PK\x03\x04":
        return _read_zip(file, size)
    if head == LEGACY_HEAD:
        return _read_legacy(file, size)
    return read_pickle(file, size, _dialect(None, _load_from_bytes))


def _read_legacy(file: BinaryIO, size: int) -> Any:
    storages: dict[str, Storage] = {}

    def refer(reference: object) -> Storage:
        key, storage = storage_of(reference)
        return storages.setdefault(key, storage)

    dialect = _dialect(refer, None)
    if read_pickle(file, size, dialect) != MAGIC or read_pickle(file, size, dialect) != PROTOCOL:
        raise PickleError("it is no file of torch.save")
    system = read_pickle(file, size, dialect)
    if not isinstance(system, dict) or system.get("little_endian") is not True:
        raise PickleError("it was written on a machine of the other byte order")
    content = read_pickle(file, size, dialect)
    keys = read_pickle(file, size, dialect)
    if not isinstance(keys, list) or set(map(_text, keys)) != set(storages) or len(keys) != len(storages):
        raise PickleError("a tensor whose numbers are missing")
    for key in keys:
        _place(file, size, storages[key])
    return content


def _place(file: BinaryIO, size: int, storage: Storage) -> None:
    """Note where a storage of a legacy file lies, and go behind it."""
    told = file.read(8)
    at, length = file.tell(), storage.count * storage.dtype.itemsize
    if len(told) < 8 or struct.unpack("<q", told)[0] != storage.count or length > size - at:
        raise PickleError("it ends too early")

    def read() -> bytes:
        file.seek(at)
        return file.read(length)

    storage.found(read)
    file.seek(at + length)


def _read_zip(file: BinaryIO, size: int) -> Any:
    try:
        check_table(file, ZIP_LIMITS)
        archive = zipfile.ZipFile(file)
        members = {member.filename: member for member in archive.infolist()}
        index = next((name for name in members if name.count("/") == 1 and name.endswith("/data.pkl")), None)
        if index is None:
            raise PickleError("it is a zip without a data.pkl, which torch.save would have written")
        top = index.removesuffix("data.pkl")
        order = archive.read(members[f"{top}byteorder"]) if members.get(f"{top}byteorder", members[index]).file_size <= 8 else b"little"
        storages: dict[str, Storage] = {}

        def refer(reference: object) -> Storage:
            key, storage = storage_of(reference)
            if key not in storages:
                dtype = storage.dtype.newbyteorder(">" if order == b"big" else "<")
                storage.found(_member(archive, members.get(f"{top}data/{key}"), storage, size), dtype)
                storages[key] = storage
            return storages[key]

        if members[index].file_size > LARGEST_INDEX or members[index].compress_type != zipfile.ZIP_STORED:
            raise PickleError("its data.pkl is packed, or too large")
        data = archive.read(members[index])
        return read_pickle(io.BytesIO(data), len(data), _dialect(refer, None))
    except UnsafeArchive as e:
        raise PickleError(str(e)) from e
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, KeyError, ValueError) as e:
        raise e if isinstance(e, PickleError) else PickleError(f"its zip is damaged: {e}") from e


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo | None, storage: Storage, size: int) -> Callable[[], bytes]:
    """Return what reads a storage of a zip: of its exact length, and not packed."""
    length = storage.count * storage.dtype.itemsize
    if member is None or member.file_size != length or member.header_offset + length > size or member.compress_type != zipfile.ZIP_STORED:
        raise PickleError("a tensor whose numbers are missing")

    def read() -> bytes:
        try:
            return archive.read(member)
        except (zipfile.BadZipFile, EOFError, ValueError) as e:
            raise PickleError(f"its zip is damaged: {e}") from e

    return read


def _load_from_bytes(data: object) -> Storage:
    """torch.storage._load_from_bytes(bytes): a legacy file that holds one storage and nothing else."""
    if not isinstance(data, bytes | bytearray) or not data.startswith(LEGACY_HEAD):
        raise PickleError("a storage in an unknown form")
    content = _read_legacy(io.BytesIO(data), len(data))
    if not isinstance(content, Storage):
        raise PickleError("a storage in an unknown form")
    return content


def _persistent(meta: object) -> Record:
    """torch_utils.persistence._reconstruct_persistent_obj(meta): what it says of the object; the source of its class is not even kept."""
    if not isinstance(meta, dict) or meta.get("type") != "class" or meta.get("version") not in PERSISTENT_VERSIONS:
        raise PickleError("an object in an unknown form")
    name, state = meta.get("class_name"), meta.get("state")
    if not isinstance(name, str) or not isinstance(state, dict):
        raise PickleError("an object in an unknown form")
    return Record(name[:80], state)


def _dict(items: object = ()) -> dict[Any, Any]:
    """collections.OrderedDict() or dnnlib's EasyDict(), filled later, or with the pairs that protocol 1 and Python 2 wrote."""
    pairs = list(items.items()) if isinstance(items, dict) else items
    if not isinstance(pairs, list | tuple) or not all(
        isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str) for pair in pairs
    ):
        raise PickleError("a dict in an unknown form")
    return dict(pairs)


def _set(items: object = ()) -> set[str]:
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise PickleError("a set of something else than texts")
    return set(items)


def _size(sizes: object = ()) -> tuple[Any, ...]:
    """torch.Size(sizes)."""
    if not isinstance(sizes, list | tuple):
        raise PickleError("a size that is none")
    return tuple(sizes)


def _device(name: object, number: object = None) -> str:
    """torch.device(name[, number]): where something was, which nobody needs."""
    return str(name)[:40] if isinstance(name, str) else ""


def _class(kind: str) -> Callable[..., Record]:
    """Return what makes a record of a class's name."""

    def build(*_: object) -> Record:
        return Record(kind)

    return build


def _text(key: object) -> str:
    if not isinstance(key, str):
        raise PickleError("a tensor whose numbers are missing")
    return key


_BUILTINS = ("builtins", "__builtin__")
_NAMES: dict[tuple[str, str], Callable[..., Any]] = {
    ("torch_utils.persistence", "_reconstruct_persistent_obj"): _persistent,
    ("collections", "OrderedDict"): _dict,
    ("dnnlib.util", "EasyDict"): _dict,
    ("dnnlib", "EasyDict"): _dict,
    **{(module, "set"): _set for module in _BUILTINS},
    ("torch._utils", "_rebuild_tensor"): rebuilt,
    ("torch._utils", "_rebuild_tensor_v2"): rebuilt,
    ("torch._utils", "_rebuild_parameter"): parameter,
    ("torch.nn.parameter", "Parameter"): parameter,
    ("torch", "Size"): _size,
    ("torch", "device"): _device,
    ("argparse", "Namespace"): _class("Namespace"),
    ("dnnlib.tflib.network", "Network"): _class("Network"),
}
_VALUES: dict[tuple[str, str], Any] = {
    **{("torch", name): StorageKind(dtype) for name, dtype in DTYPES.items()},
    **{("torch", name): name for name in ("float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "bool")},
    **{("torch", name): name for name in ("contiguous_format", "channels_last", "preserve_format")},
}


def _dialect(refer: Callable[[object], Storage] | None, load: Callable[[object], Storage] | None) -> Dialect:
    names = _NAMES if load is None else {**_NAMES, ("torch.storage", "_load_from_bytes"): load}
    families = {"torch.nn.modules.": _class}  # of networks that are refused by name, once they can be told
    return Dialect("networks", names, _VALUES, families, refer, OPERATIONS, DEPTH, objects=True)
