"""`hallucinate` in styles and layers, end to end, in a folder with spaces and accents."""

import json

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.cli.main import main
from ganspacesynth.composition.styles.style_files import style_names
from ganspacesynth.networks import known_models
from tests.support import house
from tests.support.refused import reported

SHORT = ("--duration", 1.5, "--release", 0.1, "--seed", 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield house.build(tmp_path_factory.mktemp("Klänge und Räume"), tiny)


@pytest.fixture
def play(folder, tmp_path, monkeypatch, capsys):
    """Run `hallucinate` on the tiny model, in a folder of the test; returns what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(known_models.PLACES, str(folder))

    def play(*words, code=0, command="hallucinate"):
        assert main([command, *map(str, words), "--model", str(folder / house.PITCHED)]) == code, capsys.readouterr().err
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return play


def sound(name):
    return soundfile.read(name, dtype="float32")[0]


def steps(name):
    return read_recipe(name)["sequence"]["steps"]


@pytest.mark.parametrize("name", [name for name in style_names() if name not in ("walk", "ambient")])
def test_every_style_is_steps_in_the_recipe(play, name):
    play("--style", name, *SHORT, "-o", "a.wav")
    assert all(len(step["z"]) == 32 and "pitch" in step for step in steps("a.wav"))
    play("a.wav", "--render", "b.wav", command="show")
    assert np.array_equal(sound("a.wav"), sound("b.wav")) and sound("a.wav").ndim == 2


def test_without_a_style_there_are_events_at_several_pitches(play):
    play("--seed", 3, "-n", 12, "-o", "a.wav", "--picture", "a.png")
    assert len({step["pitch"] for step in steps("a.wav")}) > 2
    assert len(steps("a.wav")) == 12 and sum(step["duration_s"] for step in steps("a.wav")) < 12


def test_what_is_asked_for_takes_the_place_of_the_style(play):
    scale, time = ("--scale", "Whole Tone", "--root", "D"), ("--bpm", 240, "--density", 1, "--swing", 0.5, "--pause", 0)
    play("--style", "plucked", *scale, *time, *SHORT, "-o", "a.wav")
    assert {step["pitch"] % 2 for step in steps("a.wav")} == {0} and not any("duration_s" in step for step in steps("a.wav"))
    settings = read_recipe("a.wav")["settings"]
    assert (len(steps("a.wav")), settings["release_s"], settings["spacing_s"]) == (12, 0.1, 0.125)


def test_a_style_of_ones_own(play, tmp_path):
    style = {
        "format": "ganspacesynth-style",
        "version": 1,
        "spacing": [0.2],
        "pitches": ["C4", "G4"],
        "pan": [-1, 1],
        "attack_s": 0,
        "sustain_s": 0.1,
    }
    (tmp_path / "Mein Stil.json").write_text(json.dumps(style), encoding="utf-8")
    play("--style", "Mein Stil.json", "-n", 3, "-o", "a.wav", "--save-steps", "s.json")
    assert [(step["pitch"], step["pan"]) for step in steps("a.wav")] == [(60, -1), (67, 1), (60, -1)]
    assert json.loads((tmp_path / "s.json").read_text())["version"] == 3
    play("--steps", "s.json", "-o", "b.wav")
    assert np.array_equal(sound("a.wav"), sound("b.wav"))


def test_layers_and_their_stems(play, tmp_path):
    printed = play("--style", "drone,plucked", *SHORT, "--stems", "--picture", "a.png", "--save-steps", "s.json", "-o", "Klang ö.wav")
    stems = ["Klang ö-1-drone.wav", "Klang ö-2-plucked.wav"]
    assert all(name in printed for name in (*stems, "s-1-drone.json", "s-2-plucked.json", "a.png"))
    np.testing.assert_allclose(sum(map(sound, stems)), sound("Klang ö.wav"), atol=1e-6)
    play(stems[1], "--render", "again.wav", command="show")
    assert np.array_equal(sound("again.wav"), sound(stems[1]))
    assert "plucked, layer 2 of 2 hallucinations over one another" in play(stems[1], command="show")
    play("--steps", "s-1-drone.json", "s-2-plucked.json", "--level", "peak", "-o", "b.wav")
    assert len(sound("b.wav")) == len(sound("Klang ö.wav")) and np.abs(sound("b.wav")).max() == pytest.approx(0.98, abs=0.01)
    assert len(list(tmp_path.iterdir())) == 8


def test_layers_of_one_style_are_what_the_next_seeds_make(play):
    play("--layers", 2, *SHORT[:4], "--seed", 3, "-o", "a.wav")
    play(*SHORT[:4], "--seed", 4, "-o", "b.wav")
    assert read_recipe("a.wav")["layers"][1]["recipe"]["sequence"] == read_recipe("b.wav")["sequence"]


def test_a_style_as_one_unbroken_sound(play):
    play("--style", "ambient", "--form", "continuous", "-n", 3, "--duration", 0.6, "-o", "a.wav")
    assert sound("a.wav").shape == (9600, 2)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--style", "techno"), "known-style: A style is one of ambient, bells"),
        (("--style", "none.json"), "readable-file: must be readable"),
        (("--bpm", 0), "style-range: bpm must be in 10..1000. Received: bpm=0"),
        (("--density", "nan"), "style-range: density must be in 0.01..1. Received: density=nan"),
        (("--swing", 1), "style-range: swing must be in 0.5..0.75"),
        (("--pause", -1), "style-range: pause must be in 0..64"),
        (("--scale", "dorisch"), "known-scale: scale must be one of major, dorian"),
        (("--root", "H"), "known-root: root must be a note such as D"),
        (("--layers", 0), "layer-count-range: There must be 1..32 layers"),
        (("--layers", 33), "layer-count-range: There must be 1..32 layers"),
        (("--stems",), "stems-of-layers: Stems are of several layers. Received: --stems with one."),
        (("--style", "drone", "--layers", 2, "--stems", "-o", "-"), "stems-beside-mix: Stems are files beside their mix"),
        (("--steps", "a.json", "--bpm", 100), "steps-without-chance: A file of steps is composed already. Received: --steps with --bpm."),
        (("--spacing", 0, "--duration", 3), "counted-at-once: Sounds that all begin at once are counted"),
    ],
)
def test_a_wrong_word_is_one_line_that_says_the_next_step(play, tmp_path, words, message):
    house.steps(tmp_path / "a.json", {"mode": "offset", "seed": 1})
    with reported(message):
        said = play(*words, code=1)
    assert said.strip().count("\n") == 0


def test_a_stem_is_not_written_over_what_is_there(play, tmp_path):
    (tmp_path / "a-2-drone.wav").write_text("mine")
    assert "a-2-drone.wav, which exists" in play("--style", "drone", "--layers", 2, "--stems", "-o", "a.wav", code=1)
    assert (tmp_path / "a-2-drone.wav").read_text() == "mine" and not (tmp_path / "a.wav").exists()


def test_no_style_and_no_name_of_one(play):
    assert "a style is a name or a .json file" in play("--style", ",", code=2)
