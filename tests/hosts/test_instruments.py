"""The instruments are the same, and as many, wherever they are spoken of: in Pd's folder, in the Max package, in the documents."""

import re
from pathlib import Path

import pytest

from tests.support.needs_external import NEEDS_EXTERNAL

ROOT = Path(__file__).parents[2]
INSTRUMENTS = {path.stem for path in (ROOT / "pd").glob("*.pd") if not path.stem.endswith("-help")} - NEEDS_EXTERNAL
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs" / f"{name}.md" for name in ("pd", "max")), ROOT / "pd" / "README.md"]
DOCUMENTS += [ROOT / "max" / "ganspacesynth" / "README.md", ROOT / "pd" / "deken" / "README.deken.pd"]


def text(path):
    return path.read_text(encoding="utf-8")


def test_max_has_the_same_instruments():
    patches = {path.stem for path in (ROOT / "max" / "ganspacesynth" / "patchers").glob("*.maxpat")}
    assert {name for name in patches if not name.startswith("gss.")} == INSTRUMENTS | NEEDS_EXTERNAL


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_count_as_many(path):
    """Each says how many there are, and says it right."""
    said = re.findall(r"\b(\w+)\\? instruments\b", text(path))
    counts = [word.lower() for word in said if word.lower() in NUMBERS or word.isdigit()]
    assert counts and set(counts) <= {NUMBERS[len(INSTRUMENTS)], str(len(INSTRUMENTS))}, (path.name, counts)


@pytest.mark.parametrize(
    "path, form",
    [
        (ROOT / "docs" / "pd.md", r"^\*\*(\w+)\*\*"),
        (ROOT / "docs" / "max.md", r"^\| `(\w+)` \|"),
        (ROOT / "pd" / "README.md", r"^\| `(\w+)\.pd` \|"),
        (ROOT / "max" / "ganspacesynth" / "README.md", r"^\| `(\w+)` \|"),
    ],
    ids=lambda value: value.relative_to(ROOT).as_posix() if isinstance(value, Path) else "",
)
def test_tables_have_them_all(path, form):
    assert {name for name in re.findall(form, text(path), re.MULTILINE) if name not in ("gss",)} == INSTRUMENTS


def test_pictures_of_them_all_are_shown():
    shown = set(re.findall(r"images/pd-([\w-]+)\.png", text(ROOT / "docs" / "pd.md")))
    assert shown >= INSTRUMENTS
    assert all((ROOT / "docs" / "images" / f"pd-{name}.png").is_file() for name in shown)
