"""Which tests stay in one process when two run side by side."""

from pathlib import Path

import pytest

from tests import conftest
from tests.support.side_by_side import SideBySide, group_of

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("tests/end_to_end/test_studio_page.py::test_a", "tests/end_to_end/test_studio_page.py"),
        ("tests/end_to_end/test_studio_page.py::test_b[play-360]", "tests/end_to_end/test_studio_page.py"),
        ("tests/hosts/test_pd_patches.py::test_a", "hosts"),
        ("tests/hosts/test_osc.py::test_b[x::y]", "hosts"),
        ("tests/unit/test_a.py::test_a[/test_pd_x.py]", "tests/unit/test_a.py"),
    ],
)
def test_groups(name, group):
    assert group_of(name) == group and SideBySide._split_scope(None, name) == group


def test_there_are_hosts():
    assert any(group_of(path.as_posix()) == "hosts" for path in TESTS.rglob("test_*.py"))


@pytest.mark.parametrize(("dist", "is_ours"), [("loadgroup", True), ("load", False)])
def test_a_run_that_asks_for_groups_gets_them(monkeypatch, dist, is_ours):
    monkeypatch.setattr(SideBySide, "__init__", lambda self, config, log: None)
    config = type("Config", (), {"getvalue": lambda self, name: {"dist": dist}[name]})()
    assert isinstance(conftest.pytest_xdist_make_scheduler(config, None), SideBySide) == is_ours
