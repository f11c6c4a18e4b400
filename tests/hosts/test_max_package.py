"""The Max package beside its patches: what the package manager reads, reference pages in Cycling '74's form, icon, licence, examples, clippings."""

import json
import re
import struct
from xml.etree import ElementTree

import pytest

from ganspacesynth.engine.commands.table import COMMANDS, OTHERS
from ganspacesynth.version import __version__
from tests.support.max_machine import PACKAGE

PAGES = sorted(PACKAGE.glob("docs/*.maxref.xml"))
HELPED = {path.stem for path in PACKAGE.glob("help/*.maxhelp")}
# Children of the root, in the order of Cycling '74's own pages; <misc> need not be there.
PARTS = [
    "digest",
    "description",
    "metadatalist",
    "inletlist",
    "outletlist",
    "objarglist",
    "methodlist",
    "attributelist",
    "misc",
    "seealsolist",
]
TYPES = {"anything", "bang", "signal", "int", "float", "symbol", "list"}
# Folders that Max knows in a package; what lies elsewhere is not found.
FOLDERS = {"patchers", "help", "docs", "extras", "examples", "clippings", "javascript"}
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)


def name_of(path):
    return path.name.removesuffix(".maxref.xml")


def read(path):
    return ElementTree.parse(path).getroot()  # noqa: S314  our own file


def ports(name, kind):
    patch = json.loads((PACKAGE / "patchers" / f"{name}.maxpat").read_text(encoding="utf-8"))["patcher"]
    return [entry["box"]["hint"] for entry in patch["boxes"] if entry["box"]["maxclass"] == kind]


def reply_addresses():
    return {reply.address for command in COMMANDS.values() for reply in command.replies} | set(OTHERS)


def test_package_info_has_what_the_package_manager_shows():
    info = json.loads((PACKAGE / "package-info.json").read_text(encoding="utf-8"))
    assert info["name"] == PACKAGE.name and info["version"] == __version__ and re.fullmatch(r"\d+\.\d+\.\d+", info["version"])
    assert info["displayname"] and info["description"] and info["tags"] and info["author"]
    assert info["authors"] and all(isinstance(author, str) and author for author in info["authors"])
    assert info["website"].startswith("https://")
    assert re.fullmatch(r"[a-z]+(\.[a-z0-9-]+)+", info["package_extra"]["reverse_domain"])
    assert "license.md" in info["package_extra"]["copyright"]
    assert info["extensible"] in (0, 1) and re.fullmatch(r"\d+(\.\d+)*", info["max_version_min"])
    for system, platforms in (("macintosh", {"x64", "aarch64"}), ("windows", {"x64"})):
        assert set(info["os"][system]["platform"]) == platforms and info["os"][system]["min_version"]
    assert (PACKAGE / "extras" / info["homepatcher"]).is_file()


def test_folders_are_those_of_a_package():
    assert {path.name for path in PACKAGE.iterdir() if path.is_dir()} == FOLDERS
    assert {path.name for path in PACKAGE.iterdir() if path.is_file()} == {"README.md", "license.md", "icon.png", "package-info.json"}


def test_icon():
    """A PNG of 500 by 500 pixels, with something on it."""
    data = (PACKAGE / "icon.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", data[16:24]) == (500, 500)
    import matplotlib.image

    assert matplotlib.image.imread(PACKAGE / "icon.png")[..., :3].std() > 0.1


def test_licence_is_that_of_the_project():
    assert (PACKAGE / "license.md").read_text(encoding="utf-8") == (PACKAGE.parents[1] / "LICENSE").read_text(encoding="utf-8")


def test_everything_with_a_help_patch_has_a_page():
    assert {name_of(path) for path in PAGES} == HELPED


@every_page
def test_page_has_the_form_of_a_reference_page(path):
    assert path.read_text(encoding="utf-8").startswith('<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n')
    root = read(path)
    assert root.tag == "c74object" and root.get("name") == name_of(path) and root.get("module") and root.get("category")
    tags = [child.tag for child in root]
    assert [tag for tag in PARTS if tag in tags] == tags and set(PARTS) - set(tags) <= {"misc"}
    for element in root.iter():
        if element.tag in ("digest", "description"):
            assert element.text and element.text.strip() == element.text and len(element) == 0
        if element.tag == "digest":
            assert not re.search(r"[^.]\.$", element.text) and "\n" not in element.text
    assert {meta.get("name") for meta in root.iter("metadata")} == {"author", "tag"}
    assert all(meta.text for meta in root.iter("metadata"))


@every_page
def test_page_knows_the_ports(path):
    root = read(path)
    for kind in ("inlet", "outlet"):
        found = root.findall(f"{kind}list/{kind}")
        assert [port.get("id") for port in found] == [str(index) for index in range(len(found))]
        assert [port.find("digest").text for port in found] == ports(name_of(path), kind)
        assert all(port.get("type") in TYPES for port in found)


@every_page
def test_page_knows_the_messages(path):
    methods = read(path).findall("methodlist/method")
    names = [method.get("name") for method in methods]
    assert len(set(names)) == len(names) and all(names)
    known = set(COMMANDS) if name_of(path) == "gss.engine" else reply_addresses()
    assert {name for name in names if name.startswith("/")} <= known
    for method in methods:
        assert [child.tag for child in method] == ["arglist", "digest", "description"]
        for argument in method.findall("arglist/arg"):
            assert argument.get("name") and argument.get("type") in TYPES and argument.get("optional") in ("0", "1")


def test_the_engine_page_has_the_whole_table():
    """Every command with its arguments, every answer: so they are offered where a message is written."""
    root = read(PACKAGE / "docs" / "gss.engine.maxref.xml")
    methods = {method.get("name"): method for method in root.findall("methodlist/method")}
    assert set(methods) == {*COMMANDS, "program", "restart"}
    for address, command in COMMANDS.items():
        assert [arg.get("name") for arg in methods[address].iter("arg")] == [argument.name for argument in command.arguments]
        assert command.usage in methods[address].find("description").text
    assert {entry.get("name") for entry in root.findall("misc/entry")} == reply_addresses()


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("gss.player", {"/synthesized", "/previewed", "/hallucinated", "start", "stop"}),
        ("gss.deck", {"load", "start", "stop", "loop"}),
        ("gss.slider", {"/direction", "/edits"}),
        ("gss.directions", {"/direction", "/edits"}),
        ("gss.keyboard", {"/synthesized", "/model", "/loaded", "list", "release", "bang"}),
        ("gss.out", {"signal"}),
        ("hallu", set()),
    ],
)
def test_pages_of_parts_have_what_they_understand(name, messages):
    assert {method.get("name") for method in read(PACKAGE / "docs" / f"{name}.maxref.xml").iter("method")} == messages


def test_arguments_are_those_of_the_patches():
    """A patch with #1 in it takes an argument, and its page says which."""
    for path in PAGES:
        takes = "#1" in (PACKAGE / "patchers" / f"{name_of(path)}.maxpat").read_text(encoding="utf-8")
        assert takes == bool(read(path).findall("objarglist/objarg")), path.name


@every_page
def test_page_names_others_that_exist(path):
    named = [other.get("name") for other in read(path).iter("seealso")]
    assert named and set(named) <= HELPED - {name_of(path)}


def test_there_are_examples_and_clippings():
    for folder, least in (("examples", 3), ("clippings", 3)):
        patches = list((PACKAGE / folder).glob("*.maxpat"))
        assert len(patches) >= least
        for path in patches:
            boxes = [entry["box"] for entry in json.loads(path.read_text(encoding="utf-8"))["patcher"]["boxes"]]
            texts = [box.get("text", "") for box in boxes]
            assert texts.count("gss.engine") == 1 and any(box.get("name") == "gss.status.maxpat" for box in boxes)
            assert any(text.startswith("/") for text in texts) or path.name.startswith("gss engine")
