"""A model fetched and made native: a published one by its name, or any zip, of the web or of one's own, in; a model that has a name, out."""

import contextlib
import dataclasses
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import ModelError, OutputError
from ganspacesynth.core.files import atomic_path, sha256
from ganspacesynth.core.untrusted.addresses import host_of, is_address, without_query
from ganspacesynth.core.untrusted.archive import Limits, unpack
from ganspacesynth.core.untrusted.download import MAX_BYTES, download, forget
from ganspacesynth.core.user_folder import check_name, same_name, user_folder
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.model_conversion import Converted, ConvertSettings, convert_model
from ganspacesynth.networks.known_models import fetched_place, is_model, known_models
from ganspacesynth.networks.published_models import PUBLISHED, PublishedModel

CARD, NATIVE = "README.md", "model.json"
UNPACKED = "unpacked-"  # how folders begin in which zips are unpacked; a kill leaves one
OLD_S = 86_400.0
FORGOTTEN_BY_MACS = "__MACOSX"
BROUGHT = ("README.md", "LICENSE*", "LICENCE*", "audition.png")  # of a native model's folder


@dataclass(frozen=True)
class GetSettings:
    """How a model is fetched.

    Attributes:
        name: that it shall have; None takes its own, or that of its file.
        dtype: of its weights, see `ConvertSettings`.
        max_bytes: that its zip may have.
        limits: of what the zip may hold.
    """

    name: str | None = None
    dtype: str = "float16"
    max_bytes: int = MAX_BYTES
    limits: Limits = dataclasses.field(default_factory=Limits)


def get_model(wanted: str, settings: GetSettings | None = None, *, track: Track = untracked) -> Converted:
    """Fetch a model, convert it, and put it where its name finds it.

    Args:
        wanted: a name of `PUBLISHED`, an https address of a zip, or a zip of one's own.
        settings: how.
        track: shows how far it is. Whatever ends a download early leaves what has come, and the same call goes on from there.

    Returns:
        What was made.

    Raises:
        DownloadError: it cannot be fetched.
        ModelError: the zip is damaged, could do harm, or holds no model; a downloaded one that is damaged is removed, one's own never.
        OutputError: there is a model of this name, or no room.
    """
    settings = settings or GetSettings()
    published = PUBLISHED.get(wanted) or PublishedModel("", wanted, "", "unknown: ask whoever made it", "")
    name = _free_name(published.name or _stem(wanted) if settings.name is None else settings.name)
    if not is_address(published.url):
        return _made(_own_zip(wanted), published, name, settings, track)
    key = f"{name}-{hashlib.sha256(published.url.encode()).hexdigest()[:12]}"
    zipped = download(published.url, _downloads(), key, max_bytes=settings.max_bytes, what=name, track=track)
    try:
        made = _made(zipped, published, name, settings, track)
    except ModelError as e:
        forget(zipped)
        raise ModelError(f"{e} What came from {host_of(published.url)} was removed; the same command fetches it anew.", rule=e.rule) from e
    forget(zipped)
    return made


def _free_name(wanted: str) -> str:
    name = check_name(wanted, "A model", ModelError)
    place = fetched_place()
    there = [*known_models(), *(path.name for path in (place.iterdir() if place.is_dir() else []))]
    if (taken := same_name(name, there)) is not None:
        where = known_models().get(taken, place / taken)
        raise OutputError(
            f"Nothing is overwritten unasked. Received: the name {taken}, which {where} has. Give another one with --name.",
            rule="nothing-overwritten",
        )
    return name


def _stem(wanted: str) -> str:
    """Return the name of a file or of what an address ends in, without what says its kind."""
    last = without_query(wanted).rstrip("/").rsplit("/", 1)[-1] if is_address(wanted) else Path(wanted).name
    return last[:-4] if last.lower().endswith(".zip") else last


def _own_zip(wanted: str) -> Path:
    path = Path(wanted).expanduser()
    if path.is_dir():
        raise ModelError(f"What is fetched is a zip. Received: {wanted}, a folder. Use `ganspacesynth convert {wanted} -o FOLDER`.", rule="model-zip")
    if not path.is_file():
        found = f"{wanted}, none of these. Names are {', '.join(PUBLISHED)}"
        raise ModelError(f"A model is fetched by name, by an https address, or from a zip of yours. Received: {found}.", rule="model-source")
    return path


def _downloads() -> Path:
    return user_folder() / "downloads"


def _made(zipped: Path, published: PublishedModel, name: str, settings: GetSettings, track: Track) -> Converted:
    """Unpack a zip, and convert the model in it."""
    with _workshop() as folder:
        unpack(zipped, folder, ModelError, limits=settings.limits, track=track)
        root = _model_in(folder, zipped)
        digest = sha256(zipped)
        source = without_query(published.url) if is_address(published.url) else zipped.name
        about: dict[str, Any] = {"fetched": {"from": source, "sha256": digest}}
        if not (root / NATIVE).is_file():
            about = {"title": published.title or name, "licence": published.licence, "paper": published.source, **about}
            _write_card(root / CARD, name, published, source, digest)
        beside = sorted({file for pattern in BROUGHT for file in root.glob(pattern) if file.is_file()})
        return convert_model(root, fetched_place() / name, ConvertSettings(settings.dtype, about), beside=beside)


@contextlib.contextmanager
def _workshop() -> Iterator[Path]:
    """Yield a folder to unpack into, and sweep what kills left of others."""
    place = _downloads()
    try:
        place.mkdir(parents=True, exist_ok=True)
        for old in place.glob(f"{UNPACKED}*"):
            if old.stat().st_mtime < time.time() - OLD_S:
                shutil.rmtree(old, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=UNPACKED, dir=place))
    except OSError as e:
        raise OutputError(
            f"A zip is unpacked in a folder of yours. Received: {place} ({e.strerror}). Name another one in GANSPACESYNTH_HOME.",
            rule="writable-output",
        ) from e
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _model_in(folder: Path, zipped: Path) -> Path:
    """Return the one folder of a model that was unpacked."""
    places = sorted(Path(place) for place, _, _ in os.walk(folder))
    found = [place for place in places if FORGOTTEN_BY_MACS not in place.parts and is_model(place)]
    if len(found) == 1:
        return found[0]
    what = ", ".join(str(path.relative_to(folder)) for path in found[:4]) or "none"
    raise ModelError(
        f"A zip holds one model: experiment.json and stage_… folders as they were published, or model.json and weights.npz. "
        f"Received: {zipped} with {what}. Take another one.",
        rule="one-model-a-zip",
    )


def _write_card(path: Path, name: str, published: PublishedModel, source: str, digest: str) -> None:
    rows = {"fetched from": source, "SHA-256 of the zip": digest, "licence": published.licence, "paper": published.source or "not said"}
    table = "\n".join(f"| {what} | {said.replace('|', ' ')} |" for what, said in rows.items())
    text = (
        f"# {published.title or name}\n\n| | |\n| --- | --- |\n{table}\n\n"
        "Converted to a native model by `ganspacesynth models --get`. Whoever passes it on keeps the names of its makers, and asks them where\n"
        "a licence is not said.\n"
    )
    path.unlink(missing_ok=True)
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
