"""What is asked of a network of sounds is what a GANSynth answers; types are for mypy, names and options are seen here."""

import inspect

import pytest

from ganspacesynth.directions.directions import Directions
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.generator import Edits, Generator, Network, PictureGenerator, Sizes, SoundGenerator, SoundSizes, Vocabulary
from ganspacesynth.networks.stylegan.picture_config import PictureConfig
from ganspacesynth.networks.stylegan.picture_model import PictureModel


def members(protocol):
    """{name: what the protocol says of it}, its bases' included."""
    return {name: value for base in reversed(protocol.__mro__) for name, value in vars(base).items() if callable(value) and not name.startswith("_")}


def properties(protocol):
    return {name for base in protocol.__mro__ for name, value in vars(base).items() if isinstance(value, property)}


@pytest.mark.parametrize(
    ("protocol", "kind"),
    [
        (SoundGenerator, GANSynth),
        (Generator, GANSynth),
        (Edits, Directions),
        (SoundSizes, ModelConfig),
        (PictureGenerator, PictureModel),
        (Sizes, PictureConfig),
    ],
)
def test_every_question_has_an_answer_with_the_same_options(protocol, kind):
    asked = members(protocol)
    assert asked
    for name, question in asked.items():
        answer = inspect.signature(getattr(kind, name)).parameters
        for option, parameter in inspect.signature(question).parameters.items():
            if parameter.kind is not inspect.Parameter.POSITIONAL_ONLY:
                assert option in answer or any(p.kind is inspect.Parameter.VAR_KEYWORD for p in answer.values()), f"{name}({option})"


def test_sizes_are_known():
    config = ModelConfig()
    for name in properties(SoundSizes) | properties(Sizes):
        assert getattr(config, name) is not None, name
    assert properties(Vocabulary) <= set(dir(config.conditions)) and not config.conditions
    assert config.check_layer("conv0") == "conv0" and config.label(config.pitches[3]) == 3 and config.nearest_pitch(0.0) == config.pitches[0]


def test_the_narrow_ones_are_parts_of_the_wide_one():
    assert members(Network).keys() <= members(Generator).keys() < members(SoundGenerator).keys()
    assert properties(Sizes) < properties(SoundSizes)
