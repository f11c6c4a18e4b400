"""A name means one thing: whoever looks for a file or a class by its name finds one."""

import ast
from collections import defaultdict
from pathlib import Path

import ganspacesynth

PACKAGE = Path(ganspacesynth.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
OF_FOLDERS = {"__init__.py", "__main__.py"}  # which each may have


def several(named):
    """Return {name: places} of the pairs (name, place) whose name has more than one."""
    places = defaultdict(list)
    for name, place in named:
        places[name].append(place)
    return {name: each for name, each in places.items() if len(each) > 1}


def classes(path):
    """Yield the names of a file's public classes."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def test_no_two_files_share_a_name():
    assert len(FILES) > 500
    assert several((path.name, path.relative_to(PACKAGE).as_posix()) for path in FILES if path.name not in OF_FOLDERS) == {}


def test_no_two_classes_share_a_name():
    assert several((name, path.relative_to(PACKAGE).as_posix()) for path in FILES for name in classes(path)) == {}
