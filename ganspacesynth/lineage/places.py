"""Where parents are looked for, by their digests: known models, what lies beside them, and the file's own folder; never where a recipe says.

A stranger's file names paths and digests. Paths are not opened; digests are compared with what lies in these few folders, which is bounded.
"""

import itertools
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ganspacesynth.bank.bank_files import is_bank
from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.files import sha256
from ganspacesynth.lineage.folders import MODELS, bank_node, directions_node, model_identity, model_node
from ganspacesynth.lineage.node import BANK, CONTINUATION, DIRECTIONS, MIDI, MODEL, PICTURE_MODEL, RECORDING, SONG, SOUNDFONT, Node
from ganspacesynth.lineage.origins import read_origins
from ganspacesynth.lineage.sounds import sound_node
from ganspacesynth.networks.known_models import known_models, shipped_place

MOST_ENTRIES = 4096  # of a folder
MOST_OPENED = 64  # files of directions, or banks
MOST_JSON = 4 << 20  # bytes of a model's JSON
MOST_BYTES = 4 << 30  # of files that are read for their digest
OURS = (".wav", ".flac", ".ogg")
SEARCHED = (*OURS, ".mp3", ".m4a", ".aac", ".wma", ".opus", ".aif", ".aiff", ".au", ".mid", ".midi", ".sf2", ".sf3")

Read = TypeVar("Read")


@dataclass
class Places:
    """Folders that are searched; what was read in them is kept.

    Attributes:
        own: the folder of the file that is asked about, and others that the user names.
    """

    own: Sequence[Path]
    _models: dict[str, tuple[Path, str]] | None = None
    _digests: dict[str, Path] = field(default_factory=dict)
    _unread: list[Path] | None = None
    _bytes: int = 0
    _directions: dict[str, Node] = field(default_factory=dict)
    _opened: set[Path] = field(default_factory=set)
    _banks: dict[str, Node] | None = None
    _origins: dict[str | None, Node] | None = None

    def told(self, digest: str | None) -> Node | None:
        """Return what an `origins.json` says of a thing with this digest; None where none does."""
        if self._origins is None:
            self._origins = {}
            for folder in dict.fromkeys(self._folders()):
                for node in _quietly(lambda at=folder: read_origins(at)) or ():  # type: ignore[misc]
                    self._origins.setdefault(node.digest, node)
        return self._origins.get(digest) if digest else None

    def find(self, node: Node) -> Node | None:
        """Return what a node names, as it was read here; None where it does not lie here."""
        if node.digest is None:
            return None
        if node.kind in (MODEL, PICTURE_MODEL, CONTINUATION):
            return self._model(node.digest)
        readers: dict[str, Callable[[Node], Node | None]] = {DIRECTIONS: self._own_directions, BANK: self._bank}
        readers |= dict.fromkeys((RECORDING, SONG, SOUNDFONT, MIDI), self._file)
        return readers[node.kind](node) if node.kind in readers else None

    def _folders(self) -> Iterator[Path]:
        """Yield folders that may be a model or a bank."""
        for place in self.own:
            yield place
            yield from (path for path in _entries(place) if path.is_dir())
        yield from known_models().values()
        try:
            yield from (path for path in _entries(shipped_place()) if path.is_dir())
        except GanSpaceSynthError:  # a package without its models
            return

    def _model(self, digest: str) -> Node | None:
        if self._models is None:
            self._models = {}
            for folder in self._folders():
                for name in MODELS:
                    if (folder / name).is_file() and (identity := _quietly(lambda at=folder, by=name: model_identity(at, by, MOST_JSON))):  # type: ignore[misc]
                        self._models.setdefault(identity, (folder, name))
        found = self._models.get(digest)
        return None if found is None else _quietly(lambda: model_node(*found))

    def _own_directions(self, node: Node) -> Node | None:
        """Look beside known models and in the own folders: first those files that are called as the recipe says, or as one beside a model is."""
        folders = dict.fromkeys([*self.own, *known_models().values()])
        files = [
            path for folder in folders for path in _entries(folder) if path.suffix.lower() == ".npz" and path.name not in ("weights.npz", "bank.npz")
        ]
        for path in sorted(files, key=lambda path: path.name != (node.name or "directions_conv0.npz")):
            if node.digest in self._directions or len(self._opened) >= MOST_OPENED:
                break
            if path not in self._opened:
                self._opened.add(path)
                if (found := _quietly(lambda at=path: directions_node(at))) is not None and found.digest:  # type: ignore[misc]
                    self._directions.setdefault(found.digest, found)
        return self._directions.get(node.digest or "")

    def _bank(self, node: Node) -> Node | None:
        if self._banks is None:
            banks = itertools.islice((folder for folder in dict.fromkeys(self._folders()) if is_bank(folder)), MOST_OPENED)
            found = [_quietly(lambda at=folder: bank_node(at)) for folder in banks]  # type: ignore[misc]
            self._banks = {each.digest: each for each in found if each is not None and each.digest}
        return self._banks.get(node.digest or "")

    def _file(self, node: Node) -> Node | None:
        path = self._by_bytes(node)
        if path is None:
            return None
        read = _quietly(lambda: sound_node(path)) if path.suffix.lower() in OURS and node.kind in (RECORDING, SONG) else None
        if read is not None and read.parents:  # made by this program before it was listened to
            return read
        return Node(node.kind, node.digest, path.name, node.licences, node.people, node.facts, node.parents, node.known, True)

    def _by_bytes(self, node: Node) -> Path | None:
        """Return the file whose bytes have a node's digest; those of its name are read first."""
        if self._unread is None:
            self._unread = [path for place in self.own for path in _entries(place) if path.suffix.lower() in SEARCHED]
        self._unread.sort(key=lambda path: path.name != node.name, reverse=True)  # taken from the end
        while node.digest not in self._digests and self._unread:
            path = self._unread.pop()
            size = path.stat().st_size if path.is_file() else MOST_BYTES
            if self._bytes + size < MOST_BYTES and (digest := _quietly(lambda at=path: sha256(at))):  # type: ignore[misc]
                self._bytes += size
                self._digests.setdefault(digest, path)
        return self._digests.get(node.digest or "")


def places_of(path: Path, others: Iterable[Path] = ()) -> Places:
    """Return where the parents of a file or a folder are looked for."""
    own = [path, path.parent] if path.is_dir() else [path.parent]
    return Places(tuple(dict.fromkeys(place.resolve() for place in (*own, *others))))


def _entries(folder: Path) -> list[Path]:
    """Return what lies in a folder, by name, but for links: an archive of a stranger's can hold some that lead anywhere."""
    try:
        found = sorted(itertools.islice(folder.iterdir(), MOST_ENTRIES))
        return [path for path in found if stat.S_IFMT(path.lstat().st_mode) in (stat.S_IFREG, stat.S_IFDIR)]
    except OSError:
        return []


def _quietly(read: Callable[[], Read]) -> Read | None:
    """Return what is read; nothing where it is damaged, which is no reason to stop: it was not what was asked about."""
    try:
        return read()
    except (GanSpaceSynthError, OSError):
        return None
