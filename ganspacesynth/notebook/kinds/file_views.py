"""A file or a folder in, what is seen of what it holds out; what kind it is, `lineage` says."""

import os
from collections.abc import Callable
from pathlib import Path

from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.songs.song import open_song
from ganspacesynth.audio.songs.song_part import read_part
from ganspacesynth.bank.bank_files import load_bank
from ganspacesynth.composition.arranging.timeline import load_timeline
from ganspacesynth.composition.recipes import check_recipe
from ganspacesynth.composition.sound import Sound
from ganspacesynth.core.documents import TIMELINE
from ganspacesynth.core.errors import AudioError, GanSpaceSynthError, InvalidInput
from ganspacesynth.core.files import open_file, read_json
from ganspacesynth.core.point import Point
from ganspacesynth.directions.directions_files import load_directions
from ganspacesynth.lineage import node as kinds
from ganspacesynth.lineage.file import file_nodes, located
from ganspacesynth.lineage.node import Node
from ganspacesynth.lineage.places import places_of
from ganspacesynth.lineage.trace import closure
from ganspacesynth.networks.gansynth.gansynth import load_model
from ganspacesynth.networks.stylegan.picture_model import load_picture_model
from ganspacesynth.notebook.kinds.hearing_views import MOST_S, wave_parts
from ganspacesynth.notebook.kinds.instrument_views import bank_view, directions_view, model_view, picture_model_view
from ganspacesynth.notebook.kinds.lineage_views import lineage_view
from ganspacesynth.notebook.kinds.motion_views import point_view
from ganspacesynth.notebook.kinds.recipe_views import timeline_view
from ganspacesynth.notebook.kinds.sound_views import song_view, sound_view
from ganspacesynth.notebook.recipe_outline import recipe_lines
from ganspacesynth.notebook.view import OutlinePart, PicturePart, View

SONG_S = 8.0  # from which a recording has beats and sections
MOST_BYTES = 64 << 20  # of a picture that goes into a page
SCENES = ".toml"


def path_view(path: str | os.PathLike[str]) -> View:
    """Show what lies at a path.

    Raises:
        InvalidInput: nothing there, or a folder that is none of ours.
        GanSpaceSynthError: it is damaged; of the class of its kind.
    """
    place = located(path)
    if place.suffix.lower() == SCENES:
        return _named(timeline_view(load_timeline(place)), place)
    nodes = file_nodes(place)
    reader = _READERS.get(nodes[0].kind)
    if reader is None:  # what has no face of its own: what it is, and where from
        return _named(_made_of(nodes, place), place)
    found = reader(place)
    with_lineage = nodes[0].parents or nodes[0].kind == kinds.MODEL
    return _named(View(found.title, found.parts, (*found.inside, _made_of(nodes, place))) if with_lineage else found, place)


def _made_of(nodes: list[Node], place: Path) -> View:
    """Show what was read of a file, and of what it was made of; `trace` would read the file once more."""
    return lineage_view(closure(nodes, places_of(place.absolute())))


def _named(view: View, place: Path) -> View:
    return View(place.name if view.title == place.name else f"{place.name}: {view.title}", view.parts, view.inside)


def _sound(place: Path) -> View:
    """A sound file of ours, or of anybody."""
    stored, sound = _recipe(place), open_sound(place)
    seconds = None if sound.frames is None else sound.frames / sound.sample_rate
    if stored is None and (seconds is None or seconds >= SONG_S):
        song = open_song(place)
        return song_view(song if seconds is None or seconds <= MOST_S else song.cut(0, MOST_S))
    stop = MOST_S if seconds is None or seconds > MOST_S else None
    wave = read_part(sound, sound.sample_rate, 0.0, stop, ears=2 if sound.channels == 2 else 1)
    if stored is None:
        return View("a recording", tuple(wave_parts(wave, sound.sample_rate, said=place.name)))
    try:
        return sound_view(Sound(wave, sound.sample_rate, check_recipe(stored, where=place)))
    except GanSpaceSynthError:  # of a later version: it can be heard all the same
        title, *outline = recipe_lines(stored)
        return View(title, (*wave_parts(wave, sound.sample_rate, said=title), OutlinePart("recipe", tuple(outline))))


def _recipe(place: Path) -> object | None:
    try:
        return read_recipe(place)
    except AudioError:  # a container that has none
        return None


def _picture(place: Path) -> View:
    with open_file(place) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InvalidInput(f"A picture that is shown has {MOST_BYTES >> 20} MB at most. Received: {place}. Open it by itself.", rule="shown-picture")
    return View("a picture", (PicturePart(data, place.name),))


def _bank(place: Path) -> View:
    return bank_view(load_bank(place if place.is_dir() else place.parent))


def _model(place: Path) -> View:
    return model_view(load_model(place if place.is_dir() else place.parent))


def _network(place: Path) -> View:
    return picture_model_view(load_picture_model(place if place.is_dir() else place.parent))


def _point(place: Path) -> View:
    return point_view(Point.from_json(read_json(place, InvalidInput)))


def _directions(place: Path) -> View:
    return directions_view(load_directions(place))


def _timeline(place: Path) -> View:
    return timeline_view(load_timeline(place))


_READERS: dict[str, Callable[[Path], View]] = {
    kinds.SOUND: _sound,
    kinds.RECORDING: _sound,
    kinds.SONG: _sound,
    kinds.PICTURE: _picture,
    kinds.MODEL: _model,
    kinds.PICTURE_MODEL: _network,
    kinds.DIRECTIONS: _directions,
    kinds.BANK: _bank,
    kinds.POINT: _point,
    TIMELINE.tag.removeprefix("ganspacesynth-"): _timeline,
}
