"""`ganspacesynth evaluate` as it is typed: what it prints, what it writes, what it refuses."""

import json
import re

import numpy as np
import pytest

from ganspacesynth.cli.main import main
from ganspacesynth.evaluation import classifier_training
from ganspacesynth.evaluation import comparison as judging
from ganspacesynth.evaluation.classifier import build_network, load_classifier, weights_of
from ganspacesynth.evaluation.metrics_table import FIGURES
from ganspacesynth.networks.gansynth import gansynth
from tests.support import browser, tiny_orchestra
from tests.support.tiny_orchestra import Player


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    return tiny_orchestra.save(tmp_path_factory.mktemp("für elise") / "Noten é")


@pytest.fixture(autouse=True)
def player(monkeypatch, tmp_path):
    monkeypatch.setattr(gansynth, "load_model", lambda path=None, **options: Player())
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def told(notes, tmp_path_factory):
    """The page and the figures of one evaluation, what was printed, and the exit code."""
    import contextlib
    import io

    folder = tmp_path_factory.mktemp("Seite ü")
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said):
        patch.setattr(gansynth, "load_model", lambda path=None, **options: Player())
        code = main(["evaluate", "--against", str(notes), "--sounds", "24", "-o", str(folder / "wie gut.html"), "--title", "<b>Wie gut?"])
    return folder / "wie gut.html", said.getvalue(), code


def test_it_prints_each_figure_beside_that_of_real_sounds(told):
    _, said, code = told
    assert code == 0
    assert re.search(r"In tune +100\.0 % +86\.2 % to 100\.0 % +100\.0 % +higher is better", said)
    assert "24 of the valid split" in said and "wie gut.html" in said


def test_the_page_needs_nothing_else(told):
    page = told[0]
    text = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;Wie gut?" in text and "<b>" not in text and "sounds of Noten é" in text
    assert "{{" not in text and "http:" not in text and "https:" not in text and "default-src 'none'" in text
    assert text.count("<audio") == 12 and text.count('class="strip"><svg') == len(FIGURES) == 29


def test_the_figures_are_json_too(told):
    figures = json.loads(told[0].with_suffix(".json").read_text(encoding="utf-8"))
    assert figures["dataset"] == "Noten é" and figures["sounds"] == 24 and figures["figures"]["in_tune"]["value"] == 1.0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--sounds", "3"], "An evaluation needs 20 to 10000 sounds. Received: 3. Use 512"),
        (["-o", "page.txt"], "A page ends in .html. Received: page.txt"),
        (["--classifier", "none.npz"], "none.npz"),
        (["--against", "nowhere"], "The data set must exist. Received: nowhere"),
    ],
)
def test_what_is_wrong_is_told(notes, tmp_path, capsys, words, message):
    assert main(["evaluate", "--against", str(notes), *words]) == 1
    assert message in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_nothing_is_overwritten_unasked(notes, tmp_path, capsys):
    (tmp_path / "page.json").write_text("mine")
    assert main(["evaluate", "--against", str(notes), "-o", "page.html"]) == 1
    assert "Nothing is overwritten unasked" in capsys.readouterr().err and (tmp_path / "page.json").read_text() == "mine"


def test_no_data_set_is_wrong_use(capsys):
    assert main(["evaluate"]) == 2
    assert "--against" in capsys.readouterr().err


def test_an_interrupted_evaluation_leaves_nothing(notes, tmp_path, capsys, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(judging, "measure_sounds", interrupt)
    assert main(["evaluate", "--against", str(notes), "--sounds", "20", "-o", "page.html"]) == 130
    assert "Stopped. Nothing was written" in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_a_classifier_is_trained_and_used(notes, tmp_path, capsys, monkeypatch):
    """Training itself has a test of its own; here are the words around it."""
    shown = []

    def untrained(notes, *, epochs, seed, track):
        shown.append((len(notes.pictures), epochs))
        return load_classifier().__class__(weights_of(build_network()))

    monkeypatch.setattr(classifier_training, "train", untrained)
    assert main(["evaluate", "classifier", str(notes), "-o", "mine.npz", "--epochs", "2"]) == 0
    assert re.match(r"train: 72 notes, right: pitch 0\.\d{3}, family \d\.\d{3}, source \d\.\d{3}\nvalid: 24 notes", capsys.readouterr().out)
    assert load_classifier(tmp_path / "mine.npz").about["notes"] == 72
    assert main(["evaluate", "classifier", str(notes), "-o", "mine.npz", "--all", "--force"]) == 0
    assert shown == [(72, 2), (96, 14)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "x.txt"], "A classifier ends in .npz. Received: x.txt"),
        (["-o", "x.npz", "--epochs", "0"], "Epochs must be in 1..1000. Received: 0"),
    ],
)
def test_classifiers_that_cannot_be(notes, capsys, words, message):
    assert main(["evaluate", "classifier", str(notes), *words]) == 1
    assert message in capsys.readouterr().err


def test_notes_that_no_classifier_learns_from(tmp_path, capsys):
    path = tiny_orchestra.save(tmp_path / "low", instruments=1, valid=0, pitches=(10, 11))
    assert main(["evaluate", "classifier", str(path), "-o", "x.npz"]) == 1
    assert "A classifier learns from notes 21..108. Received: none in" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(browser.find() is None, reason="Chromium is not installed")
def test_a_browser_shows_and_plays_it(told, tmp_path):
    with browser.Browser(tmp_path / "profile") as chromium:
        chromium.open(told[0])
        assert chromium.ask("document.querySelectorAll('tbody tr').length") == len(FIGURES)
        chromium.until("Array.from(document.querySelectorAll('audio')).every((sound) => sound.readyState > 0)")
        assert chromium.ask("document.querySelector('audio').duration") == pytest.approx(0.5, abs=0.15)
        assert chromium.ask("document.documentElement.scrollWidth <= window.innerWidth")
        assert chromium.ask("Array.from(document.images).every((image) => image.naturalWidth > 10)")
    assert chromium.complaints == []
    assert {address.split(":")[0] for address in chromium.requests} <= {"file", "data", "about"}
    assert np.all([not address.startswith("http") for address in chromium.requests])
