"""What strangers wrote into models, names of files and samples is printed without steering the terminal."""

import dataclasses
import json
import logging
import os
import sys

import pytest

from ganspacesynth.cli.main import _Plain, main
from ganspacesynth.cli.progress_bar import Log
from ganspacesynth.cli.training import train_from_words
from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
from ganspacesynth.networks.known_models import PLACES
from tests.conftest import GOLDEN

ESCAPES = "\x1b]0;x\x07\x9b2J\u202e"
WRITTEN = r"\u001b]0;x\u0007\u009b2J\u202e"
STRANGE_NAMES = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names of files")


def heard(capsys):
    """Return what was printed, of which nothing may steer."""
    said = "".join(capsys.readouterr())
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 or letter == "\u202e" for letter in said.replace("\n", ""))
    return said


@pytest.fixture
def strange(tmp_path):
    """A model whose every text is strange."""
    stored = read_model(GOLDEN / "tiny_mel")
    about = {"title": f"t{ESCAPES}", "licence": f"l{ESCAPES}", f"k{ESCAPES}": {f"i{ESCAPES}": [f"v{ESCAPES}"]}}
    return write_native(tmp_path / "models" / "strange", dataclasses.replace(stored, about=about))


def test_models_and_what_is_known_of_them(strange, capsys, monkeypatch):
    assert main(["info", str(strange)]) == 0
    said = heard(capsys)
    assert all(f"{letter}{WRITTEN}" in said for letter in "tlki")
    assert main(["info", "--json", str(strange)]) == 0
    assert json.loads(heard(capsys))["about"]["title"] == f"t{ESCAPES}"
    monkeypatch.setenv(PLACES, str(strange.parent))
    for words in ((), ("--json",)):
        assert main(["models", *words]) == 0
        said = heard(capsys)
        assert f"t{WRITTEN}" in said and f"l{WRITTEN}" in said
    (strange / "model.json").write_text(json.dumps({"format": f"f{ESCAPES}"}), encoding="utf-8")
    assert main(["models"]) == 0 and heard(capsys)
    for words in (["info", str(strange)], ["-v", "info", str(strange)], [f"info{ESCAPES}"]):
        assert main(words) in (1, 2) and heard(capsys)


@STRANGE_NAMES
def test_names_of_files(strange, tmp_path, capsys):
    (strange / f"directions_{ESCAPES}.npz").write_bytes(b"junk")
    assert main(["info", str(strange)]) == 0 and f"directions_{WRITTEN}.npz" in heard(capsys)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"{ESCAPES}.wav").write_bytes(b"junk")
    assert main(["dataset", "pad", str(tmp_path / "in"), "-o", str(tmp_path / "out")]) == 1
    assert f"{WRITTEN}.wav: left out" in heard(capsys)
    made = tmp_path / f"made{ESCAPES}"
    assert main(["convert", str(GOLDEN / "tiny_mel"), "-o", str(made)]) == 0
    assert f"made{WRITTEN}: model" in heard(capsys) and os.path.isdir(made)


def test_logs_progress_and_training(capsys):
    record = logging.LogRecord("x", logging.WARNING, "x.py", 1, "%s: no families.", (f"x{ESCAPES}",), None)
    assert _Plain("%(message)s").format(record) == f"x{WRITTEN}: no families."
    with Log().stage(f"x{ESCAPES}"):
        assert f"x{WRITTEN}" in heard(capsys)
    train_from_words.say(f"x{ESCAPES}")
    assert heard(capsys) == f"x{WRITTEN}\n"
