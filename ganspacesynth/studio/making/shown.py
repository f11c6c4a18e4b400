"""What a page shows of what is made: pieces of recordings, auditions of a training, models with their cards, directions, evaluations."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from ganspacesynth.core.documents import EVALUATION, read_document
from ganspacesynth.core.errors import DatasetError, GanSpaceSynthError, InvalidInput, brief
from ganspacesynth.core.files import read_json
from ganspacesynth.directions.directions_files import load_directions
from ganspacesynth.evaluation.metrics_table import FIGURES
from ganspacesynth.evaluation.report import BETTER, GROUPS, number
from ganspacesynth.networks.gansynth.model_facts import model_card, model_facts
from ganspacesynth.networks.known_models import is_model, known_models, shipped_place
from ganspacesynth.networks.published_models import PUBLISHED
from ganspacesynth.studio.making.cut_files import REPORT, SAMPLES, folder_state, is_piece, keep_unticked, unticked
from ganspacesynth.studio.making.orders import MODELS, cut_place, directions_place, model_place
from ganspacesynth.studio.project import MADE_IN, Project

AT_ONCE = 60  # pieces that a page is sent
LISTED = 24  # directions


def pieces(project: Project, sounds: str, start: int) -> dict[str, Any]:
    """Return what was cut of a folder, and AT_ONCE of its pieces from one on; {"cut": False} where nothing was.

    Raises:
        InvalidInput: it leads out of the project.
        DatasetError: what was written of it is damaged.
    """
    folder, place = project.inside(sounds), cut_place(project, sounds)
    if not (place / REPORT).is_file():
        return {"cut": False}
    report = read_json(place / REPORT, DatasetError)
    try:
        if not isinstance(report, dict):
            raise TypeError("no object")
        rows, state = report.pop("pieces"), report.pop("state")
        left = unticked(place)
        shown = [{**row, "learn": row["name"] not in left} for row in rows[start : start + AT_ONCE]]
        facts = {"cut": True, "changed": state != folder_state(folder), "count": len(rows), "from": start, "pieces": shown}
        return {**report, **facts, "pauses": sum(row["pause"] for row in rows), "unticked": len(left)}
    except (KeyError, TypeError, ValueError) as e:
        raise DatasetError(f"What was cut must be whole. Received: {sounds} ({brief(e)}). Cut it again.", rule="whole-cut") from e


def piece_file(project: Project, sounds: str, name: str) -> Path:
    """Return the file of a piece; raises InvalidInput for none."""
    place = cut_place(project, sounds)
    if not is_piece(place, name):
        raise InvalidInput(f"A piece has a name on the list. Received: {brief(name)}. Cut the sounds again.", rule="known-piece")
    return place / SAMPLES / f"{name}.wav"


def tick(project: Project, sounds: str, name: str, learn: bool) -> int:
    """Keep whether a piece shall be learned, and return how many shall not; raises InvalidInput for no piece."""
    piece_file(project, sounds, name)
    names = unticked(cut_place(project, sounds))
    (names.discard if learn else names.add)(name)
    keep_unticked(cut_place(project, sounds), names)
    return len(names)


def auditions(project: Project, model: str) -> list[dict[str, Any]]:
    """Return what a model in the making sounded like, the newest first: {looked, sounds: [name in the project]}."""
    folder = project.inside(model)
    places = sorted((folder.with_name(folder.name + MADE_IN) / "auditions").glob("[0-9]*"), reverse=True)
    return [{"looked": int(place.name), "sounds": [project.name_of(path) for path in sorted(place.glob("*.wav"))]} for place in places[:12]]


def models(project: Project) -> dict[str, Any]:
    """Return the models there are, and the names of those that can be fetched: {models: [{name, from, what, licence, …}], published}."""
    shipped = shipped_place()
    found = [(name, folder, "comes along" if shipped in folder.parents else "your own") for name, folder in known_models().items()]
    own = project.folder / MODELS
    for folder in sorted(own.iterdir()) if own.is_dir() else []:
        if is_model(folder) and not folder.name.endswith(MADE_IN) and project.name_of(folder) is not None:
            found.insert(0, (f"{MODELS}/{folder.name}", folder, "this project"))
    rows = [{**_facts(name, folder, _stamp(folder)), "from": place} for name, folder, place in found]
    return {"models": rows, "published": [{"name": each.name, "title": each.title, "licence": each.licence} for each in PUBLISHED.values()]}


def card(project: Project, name: str) -> dict[str, Any]:
    """Return the text of a model's card; raises as `model_place`."""
    return {"text": model_card(model_place(project, name))}


def directions(project: Project, name: str) -> dict[str, Any]:
    """Return a model's directions: {found, listened, kept, count, rows: [{number, name, given, low, high, rating}]}, numbers from 1.

    Raises:
        ModelError, InvalidInput: no such model.
        DirectionsError: a damaged file.
    """
    path, own = directions_place(project, name)
    if not path.is_file():
        return {"found": False, "rows": []}
    found = load_directions(path)
    listened = sum(found.annotated(i) for i in range(found.n_components))
    rows = []
    for i in range(min(found.n_components, max(LISTED, len(found.names), len(found.ratings)))):
        low, high = found.range(i)
        rows.append({"number": i + 1, "name": found.name(i), "given": found.named(i), "low": low, "high": high, "rating": found.rating(i)})
    kept = project.name_of(own)
    return {"found": True, "listened": listened, "kept": kept, "own": own.is_file(), "count": found.n_components, "rows": rows}


def evaluation(project: Project, name: str) -> dict[str, Any]:
    """Return the figures of an evaluation of the project: {dataset, sounds, alarms, groups: [{title, rows: [{title, says, better, model, real}]}]}.

    Raises:
        InvalidInput: no such file.
        ModelError: it is no evaluation.
    """
    _, said = read_document(project.open(name), EVALUATION)
    figures = said["figures"] if isinstance(said.get("figures"), dict) else {}
    try:
        groups = [{"title": title, "rows": [_figure(key, figures[key]) for key in keys if key in figures]} for title, keys in GROUPS.items()]
    except (KeyError, TypeError) as e:
        raise InvalidInput(f"An evaluation must be whole. Received: {name} ({brief(e)}). Make it again.", rule="whole-evaluation") from e
    return {"dataset": str(said.get("dataset", "")), "sounds": said.get("sounds"), "alarms": said.get("alarms", []), "groups": groups}


def _figure(name: str, row: dict[str, Any]) -> dict[str, str]:
    about = FIGURES[name]
    told = {key: _said(value, about.unit) for key, value in (("model", row["value"]), ("real", row["real"]["value"]))}
    return {"title": about.title, "says": about.says, "better": BETTER[about.better], **told}


def _said(value: Any, unit: str) -> str:
    return "cannot be said" if value is None else number(float(value), unit)


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    """What changes when a model, or what lies beside it, does."""
    return tuple(sorted((file.name, file.stat().st_mtime_ns) for file in folder.iterdir() if file.is_file()))


@lru_cache(maxsize=64)
def _facts(name: str, folder: Path, stamp: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    try:
        facts = model_facts(name, folder)
    except (GanSpaceSynthError, OSError) as e:
        facts = {"name": name, "error": str(e)}
    facts.pop("folder", None)
    return facts
