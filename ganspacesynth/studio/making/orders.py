"""What a page asks to be made: JSON in, checked values out; names of the project become whole paths for the process that does it."""

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import InvalidInput, ModelError, brief
from ganspacesynth.core.untrusted.addresses import is_address
from ganspacesynth.core.user_folder import check_name
from ganspacesynth.networks.known_models import is_model, known_models
from ganspacesynth.networks.published_models import PUBLISHED
from ganspacesynth.studio.making.cut_files import unticked
from ganspacesynth.studio.project import KEPT, MADE_IN, Project
from ganspacesynth.training.from_sounds.sounds_settings import SoundsTraining

MODELS, EVALUATIONS, DIRECTIONS = "models", "evaluations", "directions"
DIRECTIONS_FILE = "directions_conv0.npz"
NUMBERS = {"minutes": float, "images": int, "sounds": int, "labels": int, "seed": int, "audition": int, "duration_s": float, "sample_rate": int}
WORDS = ("preset", "licence", "title")
JUDGED = 200  # sounds of an evaluation, unless somebody says how many
LONGEST = 500  # letters of a word
MOST_AUDITIONED = 64


@dataclass(frozen=True)
class Order:
    """What shall be made.

    Attributes:
        kind: "cut", "train", "fetch", "judge" or "find".
        about: what of: a folder of sounds, or a model; of one kind there is one work about one thing.
        said: the rest, checked, as JSON.
    """

    kind: str
    about: str
    said: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Names the work in addresses and files."""
        return work_id(self.kind, self.about)

    def request(self, project: Project) -> dict[str, Any]:
        """Return what the process that does it is told; raises InvalidInput or ModelError where something is no longer there."""
        return {"kind": self.kind, **REQUESTS[self.kind](self, project)}


def work_id(kind: str, about: str) -> str:
    """Return the name of the one work of a kind about a thing."""
    return f"{kind}-{hashlib.sha256(about.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def cut_place(project: Project, sounds: str) -> Path:
    """Return where the pieces of a folder of sounds are."""
    return project.folder / KEPT / "cuts" / work_id("cut", sounds)


def read_order(value: object, project: Project) -> Order:
    """Return what a page asks for.

    Raises:
        InvalidInput: it is no order, names something outside the project, or has a setting out of range.
        ModelError: no such model.
        OutputError: the name is taken.
    """
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str) or value["kind"] not in READERS:
        raise InvalidInput(f"An order has a kind: {', '.join(READERS)}. Received: {brief(value)}.", rule="order-kind")
    return READERS[value["kind"]](value, project)


def model_place(project: Project, name: str) -> Path:
    """Return the folder of a model: one of the project by its path there, or one that has a name.

    Raises:
        ModelError: no such model.
        InvalidInput: it leads out of the project.
    """
    known = known_models()
    folder = known[name] if name in known else project.inside(name)
    if not is_model(folder):
        raise ModelError(f"A model is one of the list. Received: {brief(name)}, which is none. Choose another.", rule="known-model")
    return folder


def directions_place(project: Project, name: str) -> tuple[Path, Path]:
    """Return where a model's directions are read, and where a change of them is written: in the project, whosever model it is.

    Raises:
        ModelError, InvalidInput: as `model_place`.
    """
    folder = model_place(project, name)
    if project.name_of(folder) is not None:
        return folder / DIRECTIONS_FILE, folder / DIRECTIONS_FILE
    own = project.inside(f"{DIRECTIONS}/{folder.name}.npz")
    return (own if own.is_file() else folder / DIRECTIONS_FILE), own


def _word(value: Mapping[str, Any], key: str, *, default: str | None = None) -> str:
    word = value.get(key, default)
    if not isinstance(word, str) or len(word) > LONGEST or not word.isprintable():
        raise InvalidInput(f"{key} is a word. Received: {brief(word)}.", rule="order-word")
    return word


def _sounds(value: Mapping[str, Any], project: Project) -> str:
    name = _word(value, "sounds")
    if not project.inside(name).is_dir():
        raise InvalidInput(f"Sounds lie in a folder of the project. Received: {brief(name)}, which is none. Choose another.", rule="sounds-folder")
    return name


def settings_of(value: object) -> dict[str, Any]:
    """Return settings of training by their names in `SoundsTraining`, all checked.

    Raises:
        InvalidInput: no settings, or one out of range.
    """
    if not isinstance(value, dict) or not set(value) <= {*NUMBERS, *WORDS}:
        raise InvalidInput(f"Settings are {', '.join((*NUMBERS, *WORDS))}. Received: {brief(value)}.", rule="order-settings")
    found: dict[str, Any] = {}
    for name, said in value.items():
        if said is None or said == "":
            continue
        if name in WORDS:
            found[name] = _word(value, name)
        elif isinstance(said, bool) or not isinstance(said, int | float) or not math.isfinite(said) or (NUMBERS[name] is int and said != round(said)):
            raise InvalidInput(f"{name} is a {'whole ' if NUMBERS[name] is int else ''}number. Received: {brief(said)}.", rule="order-settings")
        else:
            found[name] = NUMBERS[name](said)
    SoundsTraining(**found)
    if not 0 <= found.get("audition", 0) <= MOST_AUDITIONED:
        raise InvalidInput(f"At each look 0 to {MOST_AUDITIONED} sounds are made. Received: {brief(found['audition'])}.", rule="order-settings")
    return found


def _cut(value: Mapping[str, Any], project: Project) -> Order:
    settings = SoundsTraining(**settings_of({key: value.get(key) for key in ("duration_s", "sample_rate")}))
    sounds = _sounds(value, project)
    return Order("cut", sounds, {"sounds": sounds, "duration": settings.duration_s, "rate": settings.sample_rate})


def _train(value: Mapping[str, Any], project: Project) -> Order:
    sounds, settings = _sounds(value, project), settings_of(value.get("settings", {}))
    name = check_name(_word(value, "name"), "A model")
    left_out = value.get("left_out", sorted(unticked(cut_place(project, sounds))))
    if not isinstance(left_out, list) or not all(isinstance(each, str) and len(each) <= LONGEST for each in left_out):
        raise InvalidInput(f"Pieces are left out by their names. Received: {brief(left_out)}.", rule="order-word")
    model = project.inside(f"{MODELS}/{name}")
    for there in (model, model.with_name(model.name + MADE_IN)):
        if there.exists():
            begun = "which is begun: go on with that" if there.name.endswith(MADE_IN) else "which is there"
            raise InvalidInput(f"A new model has a name of its own. Received: {brief(name)}, {begun}. Choose another.", rule="free-model-name")
    return Order("train", f"{MODELS}/{name}", {"sounds": sounds, "settings": settings, "left_out": left_out})


def _fetch(value: Mapping[str, Any], project: Project) -> Order:
    wanted = _word(value, "wanted").strip()
    name = _word(value, "name", default="").strip()
    if wanted not in PUBLISHED and not is_address(wanted):
        project.open(wanted)  # a zip of one's own
    return Order("fetch", name or wanted, {"wanted": wanted, "name": check_name(name, "A model") if name else None})


def _judge(value: Mapping[str, Any], project: Project) -> Order:
    model, sounds, count = _word(value, "model"), _sounds(value, project), value.get("count", JUDGED)
    model_place(project, model)
    if isinstance(count, bool) or not isinstance(count, int) or not 20 <= count <= 2000:
        raise InvalidInput(f"An evaluation listens to 20 to 2000 sounds. Received: {brief(count)}.", rule="sound-count")
    title = model.rsplit("/", 1)[-1]
    taken = (project.inside(f"{EVALUATIONS}/{title}{'' if number == 1 else f' {number}'}.html") for number in range(1, 1000))
    page = next(path for path in taken if not path.exists() and not path.with_suffix(".json").exists())
    return Order("judge", model, {"sounds": sounds, "count": count, "page": project.name_of(page)})


def _find(value: Mapping[str, Any], project: Project) -> Order:
    model = _word(value, "model")
    model_place(project, model)
    return Order("find", model, {})


READERS: Mapping[str, Callable[[Mapping[str, Any], Project], Order]] = {
    "cut": _cut,
    "train": _train,
    "fetch": _fetch,
    "judge": _judge,
    "find": _find,
}


def _cut_request(order: Order, project: Project) -> dict[str, Any]:
    return {**order.said, "sounds": str(project.inside(order.about)), "place": str(cut_place(project, order.about))}


def _train_request(order: Order, project: Project) -> dict[str, Any]:
    return {**order.said, "sounds": str(project.inside(order.said["sounds"])), "model": str(project.inside(order.about))}


def _fetch_request(order: Order, project: Project) -> dict[str, Any]:
    wanted = order.said["wanted"]
    return {**order.said, "wanted": wanted if wanted in PUBLISHED or is_address(wanted) else str(project.open(wanted))}


def _judge_request(order: Order, project: Project) -> dict[str, Any]:
    paths = {"sounds": str(project.inside(order.said["sounds"])), "page": str(project.inside(order.said["page"]))}
    return {**order.said, **paths, "model": str(model_place(project, order.about)), "title": f"How good is {order.about.rsplit('/', 1)[-1]}?"}


def _find_request(order: Order, project: Project) -> dict[str, Any]:
    _, path = directions_place(project, order.about)
    return {"model": str(model_place(project, order.about)), "path": str(path)}


REQUESTS: Mapping[str, Callable[[Order, Project], dict[str, Any]]] = {
    "cut": _cut_request,
    "train": _train_request,
    "fetch": _fetch_request,
    "judge": _judge_request,
    "find": _find_request,
}
