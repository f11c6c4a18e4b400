"""Artifacts: what was made, by its digest, and of what."""

import pytest

from ganspacesynth.core import artifact
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import InvalidInput, SequenceError
from tests.support.refused import refused

MODEL, DIRECTIONS = Artifact("model", "f4fb", "Modell é"), Artifact("directions", "72bc")
SOUND = Artifact("sound", "dd43", "a.wav", {"kind": "clip"}, (MODEL, DIRECTIONS))


def test_it_says_itself():
    for each in (MODEL, DIRECTIONS, SOUND, Artifact("clip", "1", parents=(SOUND, SOUND))):
        assert Artifact.from_json(each.to_json()) == each
    assert DIRECTIONS.to_json() == {"format": "ganspacesynth-artifact", "version": 1, "kind": "directions", "digest": "72bc"}


def test_recipes_name_it_as_they_always_did():
    assert MODEL.named() == {"id": "f4fb", "path": "Modell é"} and DIRECTIONS.named() == {"sha256": "72bc", "path": None}
    for each in (MODEL, DIRECTIONS):
        assert Artifact.from_name(each.kind, each.named()) == each
    assert Artifact.from_name("model", {"id": "a"}) == Artifact("model", "a")


@pytest.mark.parametrize("name", [None, 3, [], {}, {"id": 3, "path": None}, {"id": "", "path": None}, {"id": "a", "path": 3}, {"path": "x"}])
def test_names_that_are_none(name):
    with refused("recipe-sources", SequenceError):
        Artifact.from_name("model", name)
    with refused("recipe-sources", SequenceError):
        Artifact.from_name("directions", name)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"format": "other"}, "document-format: An artifact says format='ganspacesynth-artifact'"),
        ({"version": 2}, "document-version"),
        ({"kind": None}, "artifact-form: a kind, a digest and a path in text"),
        ({"digest": ""}, "artifact-form"),
        ({"path": 3}, "artifact-form"),
        ({"recipe": []}, "artifact-recipe: An artifact's recipe is a JSON object, or None"),
        ({"what": 1}, "known-fields: is a JSON object with kind, digest and some of path, recipe, parents"),
        ({"parents": {}}, "artifact-parents: up to 1000 parents"),
        ({"parents": [3]}, "known-fields"),
        ({"parents": [{"kind": "model"}]}, "known-fields"),
    ],
)
def test_what_is_none(changes, rule):
    with refused(rule, InvalidInput):
        Artifact.from_json({**SOUND.to_json(), **changes})


def test_it_is_bounded():
    with refused("artifact-parents", InvalidInput, says="up to 1000 parents"):
        Artifact("sound", "a", parents=(MODEL,) * 1001)
    with refused("artifact-parents", InvalidInput):
        Artifact("sound", "a", parents=("model",))
    deep = {"kind": "sound", "digest": "a"}
    for _ in range(artifact.MAX_DEPTH):
        deep = {"kind": "sound", "digest": "a", "parents": [deep]}
    with refused("known-fields", InvalidInput):
        Artifact.from_json({"format": "ganspacesynth-artifact", "version": 1, **deep})
