"""Points as arguments of a command: a seed, a WAV with its recipe, a point in a JSON file, or the name of a favourite."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_formats import FORMATS
from ganspacesynth.composition.favourite_files import is_favourite, read_favourite
from ganspacesynth.composition.recipes import check_recipe, clip_recipe
from ganspacesynth.core.errors import DirectionsError, InvalidInput, SequenceError
from ganspacesynth.core.files import read_json
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe, Recipe
from ganspacesynth.networks.prior import MAX_SEED

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument

MAX_MARKS = 10_000


def read_marks(words: Iterable[str], opened: "Instrument", pitch: float) -> list[Point]:
    """Return the points that words stand for.

    Args:
        words: each is a seed ("7"), several ("1,2,3"), the name of a sound file of ours or of a .json file, or that of a favourite.
        opened: the model on which they were made, and the directions their edits count along.
        pitch: MIDI number of seeds.

    Raises:
        InvalidInput: a word that is none of these, or no words.
        AudioError, SequenceError, DirectionsError: a file that holds no such point.
    """
    points = [point for word in words for point in _points(word, opened, pitch)]
    if not 0 < len(points) <= MAX_MARKS:
        raise InvalidInput(
            f"There must be 1 to {MAX_MARKS} sounds. Received: {len(points)}. Give seeds, WAVs of ours, or points.", rule="sound-count"
        )
    return points


def read_point(path: str | Path, opened: "Instrument | None" = None) -> Point:
    """Return the point in a .json file, in the recipe of a WAV, or in a favourite.

    Args:
        path: the file, or the favourite's name.
        opened: when given, the sound's directions must be these.

    Raises:
        AudioError, SequenceError: no such file, or none that holds one point.
        DirectionsError: the sound was made with other directions.
    """
    recipe, _ = find_recipe(path)
    point, named = one_point(recipe, path), recipe.directions
    if opened and named and (point.edits or point.z is None) and named.digest != getattr(opened.directions_artifact, "digest", None):
        raise DirectionsError(
            f"The edits of {path} count along directions with sha256 {named.digest}. Received: others. Name them by --directions.",
            rule="recorded-directions",
        )
    return point


def find_recipe(word: str | Path) -> tuple[Recipe, str]:
    """Return what a file or a favourite sounds like.

    Args:
        word: a sound file of ours, a point in .json, or a favourite's name. A file comes before a favourite.

    Returns:
        Its recipe (that of a point alone names no model), and the file that it is in.

    Raises:
        AudioError, SequenceError: no such file and no such favourite, or none with a recipe.
    """
    path = Path(word).expanduser()
    if path.suffix.lower() in FORMATS:
        stored = read_recipe(path)
        if stored is None:
            raise SequenceError(
                f"The WAV must carry a recipe. Received: {path} without one. `ganspacesynth project` finds a point for it.", rule="wav-recipe"
            )
        return check_recipe(stored, where=path), str(path)
    if path.suffix.lower() != ".json" and not path.exists():
        return read_favourite(str(word))
    return clip_recipe(Point.from_json(read_json(path, SequenceError))), str(path)


def one_point(recipe: Recipe, what: object) -> Point:
    """Return the point of a sound that is made of one.

    Args:
        recipe: of the sound.
        what: how it was named, for the message.

    Raises:
        SequenceError: a hallucination, a melody, or a way through several points.
    """
    points = (recipe.point,) if isinstance(recipe, ClipRecipe) else recipe.path.points if isinstance(recipe, ContinuousRecipe) else ()
    if len(points) != 1:
        raise SequenceError(f"The sound must be one point. Received: {what}, a {recipe.kind} of several. Choose a single sound.", rule="single-point")
    return points[0]


def _points(word: str, opened: "Instrument", pitch: float) -> list[Point]:
    numbers = word.split(",")
    if all(number.strip().isascii() and number.strip().isdigit() and len(number) < 19 for number in numbers):
        if (largest := max(map(int, numbers))) > MAX_SEED:
            raise InvalidInput(
                f"A seed is a whole number in 0..{MAX_SEED}, which Pd and Max can hold as well. Received: {largest}. Give a smaller one.",
                rule="seed-range",
            )
        return [_seeded(opened, int(number), pitch) for number in numbers]
    if Path(word).suffix.lower() not in (*FORMATS, ".json") and not is_favourite(word):
        raise InvalidInput(
            f"A sound is a seed, a WAV, FLAC or OGG with a recipe, a point in .json, or a favourite. Received: {word!r}. Check the name.",
            rule="sound-argument",
        )
    return [read_point(word, opened)]


def _seeded(opened: "Instrument", seed: int, pitch: float) -> Point:
    return Point(pitch, z=tuple(opened.model.sample_z(1, seed=seed)[0].tolist()), model=opened.model.id)
