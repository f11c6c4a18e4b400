"""The list of tests that take long: `make check` does without them."""

import ast
from pathlib import Path

from tests.support.slow_tests import listed, slow_tests

HOUSE = Path(__file__).parents[2]


def test_cases_of_a_test_count_together():
    lines = ["0.30s call     tests/a.py::test_a[x y]", "0.05s setup    tests/a.py::test_a[2]", "0.10s teardown tests/a.py::test_a[2]"]
    printed = "\n".join([*lines, "0.40s call     tests/b.py::test_b", "FAILED tests/b.py::test_b"])
    assert slow_tests(printed) == ["tests/a.py::test_a"]


def test_every_listed_test_is_there():
    """Else one that was renamed would be quick by mistake."""
    there = {
        f"{path.relative_to(HOUSE).as_posix()}::{node.name}"
        for path in (HOUSE / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert listed() and listed() <= there, sorted(listed() - there)
