"""Nodes: what strangers say, cut short; keys; who and what a lineage holds."""

import pytest

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.lineage.node import LONGEST, MOST_PARENTS, Lineage, Node, said, texts
from tests.support.refused import refused


def test_strangers_words_are_short_and_in_one_line():
    assert said(" a\n\tb\u2028c ") == "a b c" and said(3) == "3" and said(0.5) == "0.5"
    assert said("x" * 10_000_000) == "x" * LONGEST + " …"
    assert said(10**5000) == "a very large number"
    assert said("\ud800x") == "?x"
    assert [said(odd) for odd in (None, True, [], {}, b"x")] == [""] * 5
    assert texts(["a", "a", None, "b"]) == ("a", "b") and texts("a") == ("a",) and texts(None) == () and texts({}) == ()


@pytest.mark.parametrize(("kind", "digest"), [("", "a"), ("model", ""), (None, "a"), ("model", {})])
def test_a_thing_has_a_kind_and_a_digest(kind, digest):
    with refused("lineage-thing", InvalidInput, says="has a kind and a digest"):
        Node(kind, digest)


def test_keys_are_of_the_content_or_else_of_the_description():
    assert Node("data set", "ab", "one").key == Node("data set", "ab", "another").key == "data-set:ab"
    described = [
        Node("song", name="a"),
        Node("song", name="b"),
        Node("song", name="a", people=("Ada",)),
        Node("song", name="a", parents=(Node("x", "y"),)),
    ]
    assert len({node.key for node in described}) == 4 and all(":~" in node.key for node in described)
    assert Node("song", name="a").key == described[0].key


def test_too_many_parents_are_counted_and_not_kept():
    node = Node("bank", "b", parents=tuple(Node("recording", str(i)) for i in range(MOST_PARENTS + 5)), known=True)
    assert len(node.parents) == MOST_PARENTS and not node.known and node.facts["more parents"] == "5, not listed"


def test_a_lineage_says_who_and_under_which_licence():
    nodes = {
        node.key: node for node in (Node("sound", "s"), Node("song", "a", "A", ("MIT",), ("Ada",)), Node("song", "b", "B", ("MIT",), known=True))
    }
    lineage = Lineage(("sound:s",), nodes, {"sound:s": ("song:a", "song:b"), "song:a": (), "song:b": ("sound:s",)})
    assert lineage.licences() == {"MIT": ["song A", "song B"]} and lineage.people() == {"Ada": ["song A"]}
    assert lineage.depths() == {"sound:s": 0, "song:a": 1, "song:b": 1}
    told = lineage.to_json()
    assert told["roots"] == ["sound:s"] and told["things"]["song:b"]["parents"] == ["sound:s"] and told["things"]["song:b"]["parents_known"]
