"""Points as arguments of a command: a seed, a WAV with its recipe, or a point in a JSON file."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_formats import FORMATS
from ganspacesynth.composition.recipes import check_recipe
from ganspacesynth.core.errors import DirectionsError, InvalidInput, SequenceError
from ganspacesynth.core.files import read_json
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe
from ganspacesynth.networks.prior import MAX_SEED

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument

MAX_MARKS = 10_000


def read_marks(words: Iterable[str], opened: "Instrument", pitch: float) -> list[Point]:
    """Return the points that words stand for.

    Args:
        words: each is a seed ("7"), several ("1,2,3"), or the name of a sound file of ours or of a .json file.
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
    """Return the point in a .json file, or in the recipe of a WAV.

    Args:
        path: the file.
        opened: when given, the WAV's directions must be these.

    Raises:
        AudioError, SequenceError: no such file, or none that holds one point.
        DirectionsError: the sound was made with other directions.
    """
    path = Path(path).expanduser()
    if path.suffix.lower() not in FORMATS:
        return Point.from_json(read_json(path, SequenceError))
    stored = read_recipe(path)
    if stored is None:
        raise SequenceError(
            f"The WAV must carry a recipe. Received: {path} without one. `ganspacesynth project` finds a point for it.", rule="wav-recipe"
        )
    recipe = check_recipe(stored, where=path)
    points = (recipe.point,) if isinstance(recipe, ClipRecipe) else recipe.path.points if isinstance(recipe, ContinuousRecipe) else ()
    if len(points) != 1:
        raise SequenceError(f"The sound must be one point. Received: {path}, a {recipe.kind} of several. Choose a single sound.", rule="single-point")
    point, named = points[0], recipe.directions
    if opened and named and (point.edits or point.z is None) and named.digest != getattr(opened.directions_artifact, "digest", None):
        raise DirectionsError(
            f"The edits of {path} count along directions with sha256 {named.digest}. Received: others. Name them by --directions.",
            rule="recorded-directions",
        )
    return point


def _points(word: str, opened: "Instrument", pitch: float) -> list[Point]:
    numbers = word.split(",")
    if all(number.strip().isascii() and number.strip().isdigit() and len(number) < 19 for number in numbers):
        if (largest := max(map(int, numbers))) > MAX_SEED:
            raise InvalidInput(
                f"A seed is a whole number in 0..{MAX_SEED}, which Pd and Max can hold as well. Received: {largest}. Give a smaller one.",
                rule="seed-range",
            )
        return [_seeded(opened, int(number), pitch) for number in numbers]
    if Path(word).suffix.lower() not in (*FORMATS, ".json"):
        raise InvalidInput(
            f"A sound is a seed, a WAV, FLAC or OGG with a recipe, or a point in .json. Received: {word!r}. Check the name.", rule="sound-argument"
        )
    return [read_point(word, opened)]


def _seeded(opened: "Instrument", seed: int, pitch: float) -> Point:
    return Point(pitch, z=tuple(opened.model.sample_z(1, seed=seed)[0].tolist()), model=opened.model.id)
