"""A lineage as lines, as a graph, as PROV and as a page; whatever strangers called their things."""

import json
import re
from html.parser import HTMLParser

import pytest

from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.lineage.dot import dot
from ganspacesynth.lineage.lineage_page import MOST_BOXES, save_page
from ganspacesynth.lineage.node import Lineage, Node
from ganspacesynth.lineage.places import places_of
from ganspacesynth.lineage.prov import prov_json
from ganspacesynth.lineage.text import DEEPEST, MANY, lines
from ganspacesynth.lineage.trace import closure
from tests.support.refused import refused

EVIL = '</title><script>alert(1)</script>"\\\n\x1b[31m'


def of(node, tmp_path):
    return closure([node], places_of(tmp_path))


@pytest.fixture
def small(tmp_path):
    song = Node("song", "b", "B", ("MIT",), ("Ada", "Bea"), known=True)
    return of(
        Node(
            "sound",
            "a",
            "A",
            facts={"made by": "ganspacesynth 0.1.0"},
            parents=(song, Node("model", "c", parents=(song,)), Node("song", name="D")),
            known=True,
            found=True,
        ),
        tmp_path,
    )


def test_lines_are_a_tree_and_then_who_and_what(small):
    assert list(lines(small)) == [
        "sound A (a); made by: ganspacesynth 0.1.0",
        "├─ song B (b); licence: MIT; by Ada, Bea; not here",
        "├─ model (c); not here",
        "│  ├─ song B (b); licence: MIT; by Ada, Bea; not here",
        "│  └─ unknown: what else it was made of",
        "└─ song D; made of: unknown",
        "",
        "song (2): B, D",
        "model (1): c",
        "licence: MIT: song B",
        "people: Ada: song B",
        "people: Bea: song B",
        "made of what is not known: model (c), song D",
    ]


def test_what_is_all_known_and_what_is_not_at_all(tmp_path):
    assert list(lines(of(Node("song", "a", known=True), tmp_path)))[-1] == "all that it was made of is known"
    told = list(lines(of(Node("song", "a"), tmp_path)))
    assert "licence: unknown" in told and "people: unknown" in told and told[0].endswith("made of: unknown; not here") is False


def test_cycles_and_deep_and_wide_trees_end(tmp_path):
    around = Lineage(("song:a",), {"song:a": Node("song", "a")}, {"song:a": ("song:a",)}, whole=False)
    told = list(lines(around))
    assert told[1] == "├─ song (a), as above" and told[-1].startswith("there is more than 1 things")
    keys = [f"song:{i}" for i in range(5000)]
    deep = Lineage(
        (keys[0],),
        {key: Node("song", key[5:]) for key in keys},
        {key: (after,) for key, after in zip(keys, [*keys[1:], ""], strict=True)} | {keys[-1]: ()},
    )
    assert len(list(lines(deep))) < 3 * DEEPEST + 20
    wide = of(Node("bank", "b", parents=tuple(Node("song", str(i)) for i in range(40)), known=True, found=True), tmp_path)
    assert f"└─ … and {40 - MANY} more" in list(lines(wide))


def test_a_graph_is_quoted(small, tmp_path):
    text = dot(small)
    assert text.startswith("digraph lineage {") and text.count("->") == 4 and text.count("dashed") == 2 and text.count("bold") == 1
    text = dot(of(Node("song", EVIL, EVIL, (EVIL,), (EVIL,)), tmp_path))
    assert "\x1b" not in text and re.fullmatch(r'  n0 \[label="([^"\\]|\\["\\n])*", style="dashed,bold"\];', text.splitlines()[3])


def test_prov_is_read_by_its_library(small, tmp_path):
    model = pytest.importorskip("prov.model")
    document = model.ProvDocument.deserialize(content=json.dumps(prov_json(small)), format="json")
    count = {kind: len(list(document.get_records(kind))) for kind in (model.ProvEntity, model.ProvAgent, model.ProvDerivation, model.ProvAttribution)}
    assert list(count.values()) == [4, 3, 4, 3]
    assert 'dct:license="MIT"' in document.get_provn() and "prov:type='prov:Person'" in document.get_provn()
    again = model.ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert again == document
    evil = prov_json(of(Node(EVIL, EVIL, EVIL, (EVIL, "MIT"), (EVIL,), parents=(Node("song", "é ü"),)), tmp_path))
    assert len(list(model.ProvDocument.deserialize(content=json.dumps(evil), format="json").get_records(model.ProvEntity))) == 2


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.addresses, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data):
        self.text += data


def seen(path):
    parser = Seen()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser


def test_a_page_works_offline_and_escapes(small, tmp_path):
    page = seen(save_page(tmp_path / "a.html", small, title="A"))
    assert page.tags.count("rect") == 4 and page.tags.count("path") == 4 and page.tags.count("tr") == 5
    assert page.addresses == ["data:,"] and "script" not in page.tags and "Ada" in page.text
    page = seen(save_page(tmp_path / "b.html", of(Node(EVIL, EVIL, EVIL, (EVIL,), (EVIL,), {EVIL: EVIL}), tmp_path), title=EVIL))
    assert "script" not in page.tags and "alert(1)" in page.text


def test_a_page_of_many_things_draws_some_and_lists_all(tmp_path):
    many = of(Node("bank", "b", parents=tuple(Node("song", str(i)) for i in range(MOST_BOXES + 20)), found=True), tmp_path)
    page = seen(save_page(tmp_path / "a.html", many, title="A"))
    assert page.tags.count("rect") == MOST_BOXES and page.tags.count("tr") == MOST_BOXES + 22 and "21 more are in the table" in page.text


def test_pages_end_in_html_and_are_not_overwritten(small, tmp_path):
    with refused("file-ending", InvalidInput, says="ends in .html"):
        save_page(tmp_path / "a.txt", small, title="A")
    save_page(tmp_path / "a.html", small, title="A")
    with refused("nothing-overwritten", OutputError):
        save_page(tmp_path / "a.html", small, title="A")
    save_page(tmp_path / "a.html", small, title="A", force=True)
