"""The files of the Max package: their boxes, and the words in these."""

import json

import pytest

from tests.support.max_machine import PACKAGE

FOLDERS = ("patchers", "help", "extras", "examples", "clippings")
FILES = sorted(path for folder in FOLDERS for path in PACKAGE.glob(f"{folder}/*.max[ph]*"))
OURS = {path.stem for path in PACKAGE.glob("patchers/*.maxpat")}
every_patch = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))["patcher"]


def boxes(path):
    return [entry["box"] for entry in load(path)["boxes"]]


def words(box):
    return box.get("text", "").split()


def name_of(box):
    """The object that a box is."""
    return words(box)[0] if box["maxclass"] == "newobj" else box["maxclass"]
