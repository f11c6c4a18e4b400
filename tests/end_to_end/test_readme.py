"""The README's commands work as they are written, its links lead somewhere, and its promises name what exists."""

import re
import shlex
from pathlib import Path

import pytest

import ganspacesynth
from ganspacesynth.cli.main import SUBCOMMANDS, main, split_subcommand
from ganspacesynth.core.errors import ModelError
from ganspacesynth.networks.known_models import default_model

HOME = Path(ganspacesynth.__file__).parents[1]
README = HOME / "README.md"

pytestmark = pytest.mark.skipif(not README.exists(), reason="not a checkout")


DOCS = [README, HOME / "CONTRIBUTING.md", *sorted((HOME / "docs").rglob("*.md"))]
PAGES = [
    *DOCS,
    *(file for room in ("examples", "findings", "models", "pd", "max") for file in sorted((HOME / room).rglob("*.md"))),
]  # also on the site


def text(file=README):
    return file.read_text(encoding="utf-8")


def blocks(language, *, marked, file=README):
    """Code blocks of a language; `<!-- run -->` before one marks it as complete in itself."""
    pattern = rf"(<!-- run -->\n)?```{language}\n(.*?)```"
    return [code for mark, code in re.findall(pattern, text(file), re.DOTALL) if bool(mark) == marked]


def commands(*, marked, file=README):
    for block in blocks("sh", marked=marked, file=file):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words and Path(words[0]).name == "ganspacesynth":
                yield words[1:]


def test_there_are_commands():
    assert len(list(commands(marked=True))) >= 4


@pytest.mark.slow
def test_its_commands_run_as_written(tmp_path, monkeypatch, capsys):
    """In order and in one folder, as a reader would; what a command writes is there for the next."""
    _needs_the_model()
    monkeypatch.chdir(tmp_path)
    for words in commands(marked=True):
        assert main(words) == 0, (words, capsys.readouterr().err)
        for flag in ("-o", "--picture"):
            if flag in words:
                assert (tmp_path / words[words.index(flag) + 1]).exists(), words


@pytest.mark.slow
def test_its_python_runs_as_written(tmp_path, monkeypatch):
    _needs_the_model()
    monkeypatch.chdir(tmp_path)
    for code in blocks("python", marked=False):
        exec(compile(code, str(README), "exec"), {})  # noqa: S102


@pytest.mark.parametrize("file", DOCS, ids=lambda f: f.name)
def test_commands_that_need_your_files_are_well_formed(file):
    import argparse
    from importlib import import_module

    for words in commands(marked=False, file=file):
        name, rest = split_subcommand(words)
        module = import_module(SUBCOMMANDS[name][0])
        parser = argparse.ArgumentParser(exit_on_error=False)
        module.add_arguments(parser)
        parser.parse_args(rest)


def test_make_targets_exist():
    targets = set(re.findall(r"^([a-z]+):", (HOME / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    used = {words.split()[0] for block in blocks("sh", marked=False) for words in re.findall(r"^make (.+)$", block, re.MULTILINE)}
    assert {"demo", "test"} <= used <= targets


@pytest.mark.parametrize("file", PAGES, ids=lambda f: f.relative_to(HOME).as_posix())
def test_links_lead_somewhere(file):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", text(file))
    assert [link for link in links if not link.startswith(("http://", "https://")) and not (file.parent / link).exists()] == []


def test_the_steps_of_the_docs_are_steps(tmp_path):
    from ganspacesynth.composition.steps.step_sequence import load_sequence

    steps, _ = blocks("json", marked=False, file=HOME / "docs" / "hallucinations.md")
    (tmp_path / "steps.json").write_text(steps, encoding="utf-8")
    sequence, settings = load_sequence(tmp_path / "steps.json")
    assert len(sequence.steps) == 3 and settings.interp_steps == 4


def test_the_style_of_the_docs_is_one(tmp_path):
    from ganspacesynth.composition.styles.style_files import load_style

    _, style = blocks("json", marked=False, file=HOME / "docs" / "hallucinations.md")
    (tmp_path / "style.json").write_text(style, encoding="utf-8")
    assert load_style(tmp_path / "style.json").bpm == 96


def test_the_points_of_the_docs_are_points():
    import json

    from ganspacesynth import Point
    from ganspacesynth import PointPath as SoundPath

    _, recipe, point, path, artifact = (json.loads(code) for code in blocks("json", marked=False, file=HOME / "docs" / "formats.md"))
    assert Point.from_json(recipe["point"]).pitch == 60 and artifact["format"] == "ganspacesynth-artifact"
    assert Point.from_json(point).edits == (1.5, 0.0) and SoundPath.from_json(path).duration_s == 2.5


def test_the_settings_of_the_docs_are_those_there_are():
    import dataclasses

    from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings

    page = text(HOME / "docs" / "hallucinations.md")
    assert all(f"`{field.name}`" in page for field in dataclasses.fields(HallucinationSettings))


def test_the_rooms_of_the_docs_are_those_there_are():
    page = text(HOME / "docs" / "architecture.md")
    rooms = [p.parent.name for p in (HOME / "ganspacesynth").glob("*/__init__.py")]
    assert all(f"\n| `{room}/` " in page for room in rooms), rooms
    named = set(re.findall(r"\b[\w/]+\.py\b", page))
    there = {f"/{p.relative_to(HOME).as_posix()}" for top in ("ganspacesynth", "tests", "docs") for p in (HOME / top).rglob("*.py")}
    assert named and not {name for name in named if not any(path.endswith(f"/{name}") for path in there)}


def test_what_goes_wrong_is_what_the_program_says():
    """The texts in the table of troubles are those of the program."""
    table = text().split("## When something goes wrong")[1].split("\n## ")[0]
    sources = "".join(p.read_text(encoding="utf-8") for p in [*(HOME / "ganspacesynth").rglob("*.py"), HOME / "Makefile"])
    said = re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)
    assert len(said) >= 4
    for words in said:
        assert words.removesuffix(" …") in sources, words


def _needs_the_model():
    try:
        default_model()
    except ModelError:
        pytest.skip("the embedded model is not there yet")
