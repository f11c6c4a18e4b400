"""Documents: one scheme of tags and versions; what old programs wrote is read, and what they can read is written as they did."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.core import documents
from ganspacesynth.core.documents import (
    DIRECTIONS,
    DOCUMENTS,
    POINT,
    RECIPE,
    RUN,
    SAMPLES,
    SEQUENCE,
    UNFINISHED_DIRECTIONS,
    read_document,
    write_document,
)
from ganspacesynth.core.errors import DirectionsError, InvalidInput, OutputError, SequenceError, TrainingError
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from tests.support.refused import refused

FORMATS = Path(__file__).parents[3] / "docs" / "formats.md"
plain = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5)
bodies = st.dictionaries(st.text(min_size=1).filter(lambda name: name not in ("format", "version", "magic")), plain, max_size=4)
kinds = st.sampled_from(DOCUMENTS)


@given(kind=kinds, body=bodies, data=st.data())
def test_what_is_said_is_read_again(kind, body, data):
    version = data.draw(st.integers(1, kind.newest))
    assert kind.unpack({**kind.head(version), **body}) == (version if "version" in kind.head(version) else 1, body)
    assert kind.unpack({"format": kind.tag, "version": version, **body}) == (version, body)  # spelled as all are, whatever the version
    assert kind.unpack_text(kind.text(body)) == kind.unpack({**kind.head(), **body})


@given(kind=kinds, version=plain | st.floats() | st.integers(min_value=3))
def test_other_versions_are_refused(kind, version):
    if version in range(1, kind.newest + 1) and not isinstance(version, bool):
        return
    with refused("document-version", kind.error, says=f"This program reads {kind.many} of version 1"):
        kind.unpack({"format": kind.tag, "version": version})


@pytest.mark.parametrize("kind", DOCUMENTS, ids=lambda kind: kind.name)
def test_something_else_is_refused_in_one_sentence_that_names_the_file(kind, tmp_path):
    path = tmp_path / "Ton ö.json"
    for value in ([], None, 3, "x", {"format": "ganspacesynth-other", "version": 1}, {"format": 3}, {"format": [kind.tag]}):
        path.write_text(json.dumps(value), encoding="utf-8")
        with refused("document-format", kind.error, says=f"^{kind.one} says format='{kind.tag}'. Received: .*Ton ö.json with .*") as caught:
            read_document(path, kind)
        assert "\n" not in str(caught.value) and str(caught.value).endswith(kind.advice)
    for text in ("{", "[" * 100_000):
        with refused("valid-json", kind.error, says=f"^{kind.one} is valid JSON. Received: x.npz "):
            kind.unpack_text(text, where="x.npz")


def test_tags_are_one_scheme():
    assert [kind.tag for kind in DOCUMENTS] == [f"ganspacesynth-{kind.name}" for kind in DOCUMENTS]
    assert len({kind.tag for kind in DOCUMENTS}) == len(DOCUMENTS)
    assert all(re.fullmatch(r"ganspacesynth-[a-z]+(-[a-z]+)*", kind.tag) for kind in DOCUMENTS)
    assert {kind for kind in vars(documents).values() if isinstance(kind, documents.DocumentKind)} == set(DOCUMENTS)


def test_no_other_file_of_the_package_spells_a_tag():
    tags = {*(kind.tag for kind in DOCUMENTS), *(kind.old.tag for kind in DOCUMENTS if kind.old)} - {None}
    package = Path(documents.__file__).parents[1]
    texts = {path.name: path.read_text(encoding="utf-8").partition('"""')[2].partition('"""')[2] for path in package.rglob("*.py")}
    spelled = {(name, tag) for name, text in texts.items() for tag in tags if f'"{tag}"' in text}
    shown = {("hallucinate.py", "ganspacesynth sequence")}  # in the help of the command
    assert {each for each in spelled if each[0] != "documents.py"} <= shown


def test_old_versions_say_what_they_always_said():
    assert SEQUENCE.head(1) == {"format": "ganspacesynth sequence", "version": 1}
    assert SEQUENCE.head(2) == {"format": "ganspacesynth-sequence", "version": 2}
    assert DIRECTIONS.head() == {"magic": "ganspacesynth-directions", "version": 1}
    assert UNFINISHED_DIRECTIONS.head() == {"magic": "ganspacesynth-unfinished-directions"}
    assert POINT.head(1) == SAMPLES.head() == {} and POINT.head(2) == {"format": "ganspacesynth-point", "version": 2}
    assert RECIPE.head() == {"format": "ganspacesynth-recipe", "version": 1}


def test_both_spellings_are_read():
    for said in ({"format": "ganspacesynth sequence"}, {"format": "ganspacesynth-sequence"}):
        for version in (1, 2):
            assert SEQUENCE.unpack({**said, "version": version, "steps": []}) == (version, {"steps": []})
    for said in ({"magic": "ganspacesynth-directions"}, {"format": "ganspacesynth-directions"}):
        assert DIRECTIONS.unpack({**said, "version": 1, "layer": "a"}) == (1, {"layer": "a"})
    with refused("document-format", DirectionsError):
        DIRECTIONS.unpack({"magic": "other", "version": 1})
    with refused("document-version", DirectionsError):
        DIRECTIONS.unpack({"magic": "ganspacesynth-directions"})


def test_points_and_paths_with_a_tag_and_without():
    point = Point(60, z=(1.0, 2.0))
    for said in (
        {},
        {"format": "ganspacesynth-point", "version": 1},
        {"format": "ganspacesynth-point", "version": 2},
        {"version": 2},
        {"version": 3},
    ):
        assert Point.from_json({**said, **point.to_json()}) == point
    path = PointPath((0.0,), (point,))
    for said in ({}, {"format": "ganspacesynth-path", "version": 1}):
        assert PointPath.from_json({**said, **path.to_json()}) == path
    with refused("document-format", SequenceError):
        Point.from_json({"format": "ganspacesynth-path", **point.to_json()})
    with refused("document-version", SequenceError):
        Point.from_json({"version": 4, **point.to_json()})
    with refused("document-format", SequenceError):
        PointPath.from_json({"format": "ganspacesynth-point", **path.to_json()})


def test_files_are_whole_regular_and_bounded(tmp_path, monkeypatch):
    path = tmp_path / "run.json"
    write_document(path, RUN, {"settings": {"a": 1}})
    assert json.loads(path.read_text()) == {"format": "ganspacesynth-run", "version": 1, "settings": {"a": 1}}
    assert read_document(path, RUN) == (1, {"settings": {"a": 1}})
    with refused("nothing-overwritten", OutputError):
        write_document(path, RUN, {})
    with refused("json-values", InvalidInput, says="JSON holds finite numbers"):
        write_document(path, RUN, {"settings": float("nan")}, force=True)
    for wrong, rule in ((tmp_path, "regular-file"), (tmp_path / "none.json", "readable-file")):
        with refused(rule, TrainingError, says=re.escape(str(wrong))):
            read_document(wrong, RUN)
    monkeypatch.setattr("ganspacesynth.core.files.MAX_JSON_BYTES", 10)
    with refused("file-size", TrainingError, says="may hold at most 10 bytes"):
        read_document(path, RUN)


@pytest.mark.parametrize("value", [float("nan"), object()])
def test_what_json_cannot_say_is_not_put_into_other_files(value):
    with refused("json-values", InvalidInput, says="A recipe holds what JSON can say"):
        RECIPE.text({"a": value})


def test_the_page_lists_every_kind():
    page = FORMATS.read_text(encoding="utf-8")
    for kind in DOCUMENTS:
        row = next((line for line in page.splitlines() if line.startswith(f"| `{kind.tag}` |")), "")
        assert f"| {kind.newest} |" in row, kind.tag
        if kind.old and kind.old.tag:
            assert f'"{kind.old.key}": "{kind.old.tag}"' in row, kind.tag
