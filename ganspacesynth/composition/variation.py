"""Neighbours of a sound: its recipe in, the same recipe with every point moved a little out."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.bank.answering.continuation_recipe import ContinuationRecipe
from ganspacesynth.composition.midi.midi_recipe import MidiRecipe
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.recipes import HallucinationRecipe, LayersRecipe
from ganspacesynth.composition.timelines.placed_scene import PlacedScene
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.core.bends.bend import Bends, joined_bends
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.interpolation import slerp
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ClipRecipe, ContinuousRecipe, Recipe
from ganspacesynth.networks.generator import SoundGenerator

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument

MAX_COUNT = 1000
MAX_POINTS = 100_000
Move = Callable[[Point], Point]


def variations(recipe: Recipe, instrument: "Instrument", *, amount: float, count: int, seed: int) -> list[Recipe]:
    """Return neighbours of a sound.

    Every point of it goes the same share of the way to a random sound of the model, along the arc that keeps z as long as it was; points that
    were equal stay equal. Where nothing reads z, in mode replace, each edit moves instead, by `amount` standard deviations times a normal random
    number. All else stays: pitches, durations, edits of a z, bends, conditions.

    Args:
        recipe: of any kind.
        instrument: the one that it is played with.
        amount: 0..1: 0 is the sound itself, 1 another one.
        count: of neighbours, 1..1000; number i depends on (seed, i) alone.
        seed: a whole number.

    Raises:
        InvalidInput: an amount or a count outside of these.
        SequenceError: a sound of another model, or of too many points.
    """
    if not 0.0 <= amount <= 1.0:
        raise InvalidInput(
            f"An amount is a share of the way to another sound, 0..1. Received: {brief(amount)}. 0.2 is a near neighbour.", rule="amount-range"
        )
    if not 1 <= count <= MAX_COUNT:
        raise InvalidInput(f"There are 1 to {MAX_COUNT} neighbours. Received: {count}.", rule="neighbour-count")
    if amount == 0.0:
        return [recipe] * count
    model = instrument.model
    keys = dict.fromkeys(_key(model, point) for point in _points(recipe))
    if len(keys) * count > MAX_POINTS:
        raise SequenceError(
            f"At most {MAX_POINTS} points are moved at once. Received: {len(keys)} in each of {count} neighbours. Ask for fewer.", rule="point-count"
        )
    n_edits = 0 if instrument.directions is None else instrument.directions.n_components
    rows = {key: row for row, key in enumerate(keys)}
    return [with_points(recipe, _mover(model, rows, number, amount, seed, n_edits)) for number in range(count)]


def with_points(recipe: Recipe, move: Move) -> Recipe:
    """Return a recipe with each of its points replaced.

    Args:
        recipe: of any kind.
        move: a point in, the one in its place out.

    Raises:
        SequenceError: a kind that is not known.
    """
    match recipe:
        case ClipRecipe():
            return dataclasses.replace(recipe, point=move(recipe.point))
        case ContinuousRecipe() | ReactionRecipe():
            return dataclasses.replace(recipe, path=_moved_path(recipe.path, move))
        case HallucinationRecipe():
            return _moved_steps(recipe, move)
        case LayersRecipe():
            layers = tuple(dataclasses.replace(layer, recipe=_moved_steps(layer.recipe, move)) for layer in recipe.layers)
            return dataclasses.replace(recipe, layers=layers)
        case MidiRecipe():
            others = None if recipe.timbres is None else {channel: _moved_path(path, move) for channel, path in recipe.timbres.items()}
            return dataclasses.replace(recipe, timbre=_moved_path(recipe.timbre, move), timbres=others)
        case TimelineRecipe():
            return recipe.with_scenes(lambda scene: _moved_scene(scene, move))
        case ContinuationRecipe():
            raise SequenceError(
                "An answer is made of units and has no points. Received: a recipe of kind continuation. Answer again with another --seed.",
                rule="answer-by-bank",
            )
    raise SequenceError(
        f"A sound of a known kind has neighbours. Received: one of kind {recipe.kind}. Update this program.", rule="known-recipe-kind"
    )


def with_bends(recipe: Recipe, bends: Bends) -> Recipe:
    """Return a recipe whose points have some bends more, behind their own; raises SequenceError, see `with_points`."""
    return with_points(recipe, lambda point: point.replace(bends=joined_bends(point.bends, bends))) if bends else recipe


def _points(recipe: Recipe) -> Iterable[Point]:
    found: list[Point] = []

    def look(point: Point) -> Point:
        found.append(point)
        return point

    with_points(recipe, look)
    return found


def _moved_steps(recipe: HallucinationRecipe, move: Move) -> HallucinationRecipe:
    steps = tuple(dataclasses.replace(step, point=move(step.point)) for step in recipe.sequence.steps)
    return dataclasses.replace(recipe, sequence=dataclasses.replace(recipe.sequence, steps=steps))


def _moved_scene(scene: PlacedScene, move: Move) -> PlacedScene:
    return scene if scene.recipe is None else dataclasses.replace(scene, recipe=with_points(scene.recipe, move))


def _moved_path(path: PointPath, move: Move) -> PointPath:
    return PointPath(path.times_s, tuple(move(point) for point in path.points), path.between)


def _key(model: SoundGenerator, point: Point) -> tuple[float, ...]:
    """Return what two points share that sound the same but for pitch and the like."""
    return point.edits if point.mode == "replace" else _z(model, point)


def _z(model: SoundGenerator, point: Point) -> tuple[float, ...]:
    z = point.drawn_from(lambda seed: model.sample_z(1, seed=seed)[0]).z or ()
    if len(z) != model.config.latent_size:
        raise SequenceError(
            f"The sound's z must have the model's size, {model.config.latent_size}. Received: {len(z)}. Name its own model.", rule="latent-size"
        )
    return z


def _mover(model: SoundGenerator, rows: dict[tuple[float, ...], int], number: int, amount: float, seed: int, n_edits: int) -> Move:
    """Return what moves the points of one neighbour: each of them to a place that belongs to its row."""

    def move(point: Point) -> Point:
        key = _key(model, point)
        start = number * len(rows) + rows[key]
        if point.mode == "replace":
            return point.replace(edits=_moved_edits(point.edits, amount, (seed, start), n_edits))
        other = model.sample_z(1, seed=seed, start=start)[0]
        return point.replace(z=tuple(slerp(np.array(key), other, amount).tolist()), seed=None)

    return move


def _moved_edits(edits: tuple[float, ...], amount: float, seed: tuple[int, int], n_edits: int) -> tuple[float, ...]:
    """Move all edits, those too that are 0 because nobody touched them."""
    count = max(len(edits), n_edits)
    moved = np.zeros(count)
    moved[: len(edits)] = edits
    moved += amount * np.random.default_rng(seed).standard_normal(count)
    return tuple(float(np.float32(value)) for value in moved)
