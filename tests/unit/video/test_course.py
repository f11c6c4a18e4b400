import numpy as np
import pytest

from ganspacesynth.composition.hallucination import HallucinationSettings, Step, StepSequence
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.recipes import Layer, clip_recipe, continuous_recipe, hallucination_recipe, layers_recipe, midi_recipe
from ganspacesynth.core.motion.modulation import Modulation
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.video.course import courses_of


def draw(seed):
    return np.full(4, float(seed), np.float32)


def walk(*seeds, **settings):
    return hallucination_recipe(StepSequence(tuple(Step(Point(60, seed=seed)) for seed in seeds)), HallucinationSettings(**settings))


def test_no_recipe_has_no_course():
    assert courses_of(None, draw) == []


def test_a_clip_stands_still():
    (course,) = courses_of(clip_recipe(Point(60, seed=3)).to_json(), draw)
    assert course.path.at(0.0) == course.path.at(9.0) and course.path.at(0.0).z == (3.0,) * 4
    assert not course.moves and not courses_of(walk(1), draw)[0].moves and courses_of(walk(1, 2), draw)[0].moves


def test_keypoints_of_a_hallucination_are_where_they_sound():
    (course,) = courses_of(walk(1, 2, 3, spacing_s=0.5, interp_steps=1, between="linear"), draw)
    assert course.keypoints_s == (0.0, 1.0, 2.0)
    assert [course.path.at(time).z[0] for time in (0.0, 0.5, 1.0, 2.0, 9.0)] == pytest.approx([1.0, 1.5, 2.0, 3.0, 3.0])


def test_steps_of_several_modes_lie_on_one_way():
    steps = (Step(Point(60, z=[1.0] * 4)), Step(Point(62, edits=[2.0], mode="replace")), Step(Point(64, seed=2)))
    recipe = hallucination_recipe(StepSequence(steps), HallucinationSettings(spacing_s=1.0, interp_steps=0, between="linear"))
    (course,) = courses_of(recipe, draw)
    assert course.path.at(1.0).edits == (2.0,) and course.path.at(1.0).z == (0.0,) * 4


def test_steps_at_one_moment_are_one_keypoint():
    (course,) = courses_of(walk(1, 2, spacing_s=0.0, interp_steps=0), draw)
    assert course.path.at(0.0).z == (1.0,) * 4


def test_layers_have_a_course_each_and_a_stem_its_own():
    recipe = layers_recipe([Layer(name="drone", recipe=walk(1, 2)), Layer(name="bells", recipe=walk(3, 4))])
    assert [course.name for course in courses_of(recipe, draw)] == ["1 drone", "2 bells"]


def test_notes_have_the_timbres_way_at_their_own_pitches():
    notes = [MidiNote(1.0, 1.5, 64, 90, 0), MidiNote(0.0, 0.5, 60, 90, 0)]
    timbre = PointPath((0.0, 2.0), (Point(50, seed=1), Point(50, seed=2)), "linear")
    (course,) = courses_of(midi_recipe(notes, timbre, attack_s=0.0, release_s=0.1, legato=False), draw)
    assert course.keypoints_s == (0.0, 1.0)
    assert [(course.path.at(time).pitch, course.path.at(time).z[0]) for time in (0.2, 1.0)] == [
        (60.0, pytest.approx(1.1)),
        (64.0, pytest.approx(1.5)),
    ]


def test_one_unbroken_sound_and_one_that_follows_a_song():
    path = PointPath((0.0, 2.0), (Point(60, seed=1), Point(60, seed=2)), "linear")
    (course,) = courses_of(continuous_recipe(path), draw)
    assert course.path.at(1.0).z[0] == pytest.approx(1.5)
    signal = Signal("x", np.array([0.0, 1.0, 1.0], np.float32), 1.0, 0.0, 1.0)
    recipe = ReactionRecipe(path=path, duration_s=2.0, signals={"x": signal}, modulations=(Modulation("x", "edits", "0"),))
    (course,) = courses_of(recipe, draw)
    assert course.path.at(0.0).edits[0] < course.path.at(1.5).edits[0]
