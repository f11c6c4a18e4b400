"""Sounds and scenes made by several processes: the same samples as by one, also when some of them are killed."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.composition.arranging.arrange import arrange
from ganspacesynth.composition.arranging.timeline import Timeline
from ganspacesynth.composition.finishing.spread_work import SpreadScenes
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.composition.sound import make_layers, make_sound, make_sounds
from ganspacesynth.composition.timelines.timeline_sound import scenes_of
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import AudioError, GanSpaceSynthError, InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.crew import Crew
from ganspacesynth.core.work.progress import quiet
from tests.conftest import GOLDEN
from tests.support.mortal import Half
from tests.support.refused import refused

SCENES = [
    {"kind": "walk", "lasts": 0.6, "modulations": ["lfo 2 -> scale.conv0"]},
    {"kind": "interpolation", "seeds": [1, 2], "lasts": 0.5, "layer": "high"},
    {"kind": "silence", "lasts": 0.2},
    {"kind": "walk", "name": "last", "seed": 7, "lasts": 0.4, "layer": "high", "modulations": ["lfo 1 -> pan"]},
]


class Dying:
    """A model that kills the first process that it travels to."""

    def __init__(self, model, path):
        self._model, self._path = model, path

    def __getattr__(self, name):
        return getattr(self._model, name)

    def __reduce__(self):
        return _arrive, (str(self._path), os.getpid())


def _arrive(path, home):
    if os.getpid() != home and not Path(path).exists():
        Path(path).write_text("killed")
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return load_model(GOLDEN / "tiny_mel")


def instrument(model):
    return Instrument(model, None, Artifact("model", model.id, "tiny"), None)


def test_one_process_needs_no_other():
    assert list(Crew().results(lambda number: number + 1, [1, 2, 3], name="Adding")) == [2, 3, 4] and Crew().alone


@pytest.mark.slow
def test_results_come_in_order_and_a_killed_process_is_replaced(tmp_path):
    crew = Crew(workers=2)
    assert list(crew.results(Half(tmp_path / "once"), range(8), name="Halving")) == [n / 2 for n in range(8)]
    assert (tmp_path / "once").exists(), "nobody was killed"
    with refused("wav-recipe", AudioError):
        list(crew.results(Half(tmp_path / "once"), [1, 13], name="Halving"))


@pytest.mark.slow
def test_processes_that_always_die_are_told_of(tmp_path):
    with refused("workers-alive", GanSpaceSynthError, says=r"at sounds 0 to 0\. Memory may be short: take fewer --workers\."):
        list(Crew(workers=1).results(Half(tmp_path / "always", always=True), [3], name="Halving"))


def test_who_cannot_work():
    with refused("workers-or-ray", InvalidInput):
        Crew(workers=2, ray="auto")
    with refused("worker-count", InvalidInput):
        list(Crew(workers=-1).results(str, [1], name="Writing"))


@pytest.mark.slow
def test_sounds_are_the_same_to_the_last_bit(tiny, tmp_path):
    recipes = [clip_recipe(Point(60 + seed, seed=seed)) for seed in range(3)]
    alone = [sound.wave for sound in make_sounds(instrument(tiny), recipes)]
    spread = list(make_sounds(instrument(Dying(tiny, tmp_path / "once")), recipes, crew=Crew(workers=2)))
    assert (tmp_path / "once").exists(), "nobody was killed"
    assert all(np.array_equal(one, other.wave) for one, other in zip(alone, spread, strict=True))
    assert [sound.recipe.point.seed for sound in spread] == [0, 1, 2]


@pytest.mark.slow
def test_a_timelines_scenes_are_the_same_to_the_last_bit(tiny, tmp_path):
    recipe = arrange(Timeline.read({"scenes": SCENES, "crossfade": 0.05, "loop": {"from": 0, "to": 0.6}}), instrument(tiny))
    alone = make_sound(instrument(tiny), recipe)
    spread, stems = make_layers(instrument(Dying(tiny, tmp_path / "once")), recipe, crew=Crew(workers=2))
    assert (tmp_path / "once").exists(), "nobody was killed"
    assert np.array_equal(alone.wave, spread.wave) and len(stems) == 2
    assert spread.recipe == alone.recipe


class Fewer:
    """A crew of this process that counts what it has made."""

    def __init__(self):
        self.made = []

    def results(self, work, items, *, name):
        for item in items:
            self.made.append(item)
            yield np.full(3, len(self.made), np.float32)


def test_scenes_are_held_no_longer_than_they_are_needed(tiny):
    """Those of a loop are made once, and kept for the last of them."""
    recipe, crew = arrange(Timeline.read({"scenes": SCENES, "crossfade": 0.05, "loop": {"from": 0, "to": 0.6}}), instrument(tiny)), Fewer()
    spread = SpreadScenes(recipe, tiny, None, crew)
    asked = [scene.recipe for scene in scenes_of(recipe) if scene.recipe is not None]
    got = [spread.make(each, quiet)[0] for each in asked]
    assert len(crew.made) < len(asked) and [crew.made[int(number) - 1] for number in got] == asked
    assert not spread._made
    spread.close()
