"""What models say of their making."""

from ganspacesynth.lineage.described import DEEPEST, described_node, part, parts


def test_free_words_name_data_and_beginning():
    node = described_node(
        "model", "m", "mine", {"data": "notes", "data_digest": "d", "notes": 12, "init": "i", "licence": "MIT", "recordings": [["a.wav", "1"]]}
    )
    begun, data = node.parents
    assert (begun.kind, begun.digest, begun.known) == ("model", "i", False)
    assert (data.kind, data.digest, data.name, data.facts, data.known) == ("data set", "d", "notes", {"notes": "12"}, True)
    assert [(each.kind, each.digest, each.name) for each in data.parents] == [("recording", "1", "a.wav")]
    assert node.known and node.found and node.licences == ("MIT",)


def test_a_model_that_does_not_name_its_data_is_not_known():
    assert not described_node("model", "m", "mine", {}).known
    assert not described_node("model", "m", "mine", {"init": "i"}).known
    fetched = described_node("model", "m", "mine", {"fetched": {"from": "https://x/y.zip", "sha256": "ab"}})
    assert fetched.facts == {"fetched from": "https://x/y.zip", "sha256 of what was fetched": "ab"}


def test_structured_words_come_before_free_ones():
    about = {
        "data": "free",
        "licence": "free",
        "init": "i",
        "lineage": {"licence": "MIT", "people": ["Ada"], "made_of": [{"kind": "song", "name": "a", "made_of": []}]},
    }
    node = described_node("model", "m", "mine", about)
    assert [each.title for each in node.parents] == ["model (i)", "song a"] and node.parents[1].known
    assert (node.licences, node.people) == (("MIT",), ("Ada",))


def test_nothing_said_is_unknown_and_an_empty_list_is_an_original():
    assert not part({"kind": "song"}).known and part({"kind": "song", "made_of": []}).known
    assert part({}).kind == "thing"


def test_odd_and_endless_words_are_left_out():
    assert parts({"made_of": [1, None, "x", []]}) == [] and parts({}) == [] and parts({"made_of": "x"}) == []
    for about in (
        {"recordings": [["a"], [1, []], 3], "data": "x"},
        {"lineage": 3},
        {"lineage": {"made_of": {}}},
        {"init": {}, "data": [], "fetched": 1},
    ):
        described_node("model", "m", "mine", about)
    deep: dict = {"made_of": []}
    for _ in range(500):
        deep = {"kind": "song", "made_of": [deep]}
    node, depth = part(deep), 0
    while node.parents:
        node, depth = node.parents[0], depth + 1
    assert depth <= DEEPEST and not node.known
