"""Styles in, hallucinations that fit over one another out, and the recipe of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ganspacesynth.composition.recipes import MAX_LAYERS, HallucinationRecipe, Layer, LayersRecipe, hallucination_recipe, layers_recipe
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step_sequence import MAX_STEPS, StepSequence
from ganspacesynth.composition.styles.compose import compose, keypoint_count
from ganspacesynth.composition.styles.style import Style
from ganspacesynth.composition.styles.style_files import load_style, style_title
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.output.levels import Level
from ganspacesynth.networks.generator import SoundGenerator
from ganspacesynth.networks.prior import MAX_SEED


@dataclass(frozen=True)
class Composed:
    """One layer.

    Attributes:
        name: what it is called.
        sequence, settings: its steps, and how they are joined.
        level_db: decibels against the other layers.
    """

    name: str
    sequence: StepSequence
    settings: HallucinationSettings
    level_db: float = 0.0


def layer_styles(names: Sequence[str], layers: int | None, change: Callable[[Style], Style]) -> list[tuple[str, Style]]:
    """Return the style of each layer, with its title; each is in the key and the time of the one before.

    Args:
        names: of styles, or .json files; the layers take them in turn.
        layers: how many; None: one for each name.
        change: what is asked for instead of what a style says.

    Raises:
        SequenceError: no such style, or a file that is none.
        InvalidInput: fewer layers than styles, or too many.
    """
    count = len(names) if layers is None else layers
    if not len(names) <= count <= MAX_LAYERS:
        raise InvalidInput(
            f"There must be {len(names)}..{MAX_LAYERS} layers, one for each style at least. Received: {count}.", rule="layer-count-range"
        )
    styles = [change(load_style(name)) for name in names]
    fitting = list(accumulate(styles, lambda before, style: style.beside(before)))
    return [(style_title(names[i % len(names)]), fitting[i % len(names)]) for i in range(count)]


def compose_layers(styles: Sequence[tuple[str, Style]], model: SoundGenerator, seed: int, *, notes: int | None = None) -> list[Composed]:
    """Compose each layer with a seed of its own: what the second one is with a seed, it is alone with the next seed; see `compose`."""
    if notes is not None and notes * len(styles) > MAX_STEPS:
        raise InvalidInput(
            f"All layers together may have {MAX_STEPS} keypoints. Received: {len(styles)} layers of {notes}. Ask for fewer.", rule="keypoint-count"
        )
    made = [compose(style, model, _layer_seed(seed, number), notes=notes) for number, (_, style) in enumerate(styles)]
    alone = len(styles) == 1
    return [Composed(name, *each, 0.0 if alone else style.layer_db) for (name, style), each in zip(styles, made, strict=True)]


def count_keypoints(styles: Sequence[tuple[str, Style]], seed: int, *, notes: int | None = None) -> int:
    """Return how many keypoints `compose_layers` would make in all."""
    return sum(keypoint_count(style, _layer_seed(seed, number), notes=notes) for number, (_, style) in enumerate(styles))


def _layer_seed(seed: int, number: int) -> int:
    return (seed + number) % (MAX_SEED + 1)


def composed_recipe(
    layers: Sequence[Composed], *, form: str = "clips", duration_s: float | None = None, level: Level | None = None
) -> HallucinationRecipe | LayersRecipe:
    """Return the recipe of one hallucination, or of several over one another; see `hallucination_recipe`."""
    recipes = [hallucination_recipe(layer.sequence, layer.settings, form=form, duration_s=duration_s) for layer in layers]
    if len(layers) == 1:
        return hallucination_recipe(layers[0].sequence, layers[0].settings, form=form, duration_s=duration_s, level=level)
    named = (Layer(name=layer.name, recipe=recipe, level_db=layer.level_db) for layer, recipe in zip(layers, recipes, strict=True))
    return layers_recipe(named, level=level)
