"""`generate`, `hallucinate`, `midi` and `show`, end to end, in folders with spaces and accents."""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import LOUDNESS_DB, read_audio, write_wave
from ganspacesynth.audio.loudness import note_level_db
from ganspacesynth.cli.main import main
from ganspacesynth.cli.sounds import hallucinate
from ganspacesynth.networks import known_models
from ganspacesynth.networks.gansynth import gansynth
from ganspacesynth.notebook.recipe_outline import recipe_lines
from tests.conftest import GOLDEN
from tests.support import house
from tests.support.refused import reported

RATE = 16000
CLIP = 4000


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield house.build(tmp_path_factory.mktemp("Klänge und Räume"), tiny)


@pytest.fixture
def play(folder, tmp_path, monkeypatch, capsys):
    """Run a command on the tiny model, in a folder of the test; returns what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(known_models.PLACES, str(folder))  # a recipe alone opens known models

    def play(name, *words, model=house.PITCHED, code=0):
        more = [] if model is None else ["--model", str(folder / model)]
        assert main([name, *map(str, words), *more]) == code, capsys.readouterr().err
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return play


def sound(name):
    return read_audio(name)[0]


# --- generate


def test_defect_16_paths_with_spaces_and_accents(play, tmp_path):
    printed = play("generate", "--seed", 1, "-o", "Mein Ordner/Klang ö.wav", "--picture", "Mein Ordner/Bild ß.png")
    assert "Klang ö.wav: 0.25 s" in printed and "Bild ß.png: its spectrogram" in printed and "seed 1" in printed
    assert sorted(p.name for p in (tmp_path / "Mein Ordner").iterdir()) == ["Bild ß.png", "Klang ö.wav"]
    assert len(sound("Mein Ordner/Klang ö.wav")) == CLIP


def test_a_seed_is_a_sound_and_a_new_one_is_told(play):
    play("generate", "--seed", 5, "-o", "a.wav")
    play("generate", "--seed", 5, "-o", "b.wav")
    told = play("generate", "-o", "c.wav").split("seed ")[1].strip()
    play("generate", "--seed", told, "-o", "d.wav")
    a, b, c, d = (sound(f"{name}.wav") for name in "abcd")
    assert np.array_equal(a, b) and np.array_equal(c, d) and not np.array_equal(a, c)


def test_several_sounds_and_pictures_are_numbered(play, tmp_path):
    play("generate", "-n", 2, "--seed", 5, "--pitch", 50, "-o", "ton.wav", "--picture", "ton.svg")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ton_1.svg", "ton_1.wav", "ton_2.svg", "ton_2.wav"]
    play("generate", "--seed", 5, "--pitch", 50, "-o", "one.wav")
    assert np.array_equal(sound("one.wav"), sound("ton_1.wav")) and not np.array_equal(sound("one.wav"), sound("ton_2.wav"))


@pytest.mark.parametrize(("words", "points"), [((), 1), (("--points", 3), 3)])
def test_one_unbroken_sound_of_any_length(play, words, points):
    play("generate", "--duration", 0.7321, *words, "-o", "a.wav")
    assert len(sound("a.wav")) == round(0.7321 * RATE)
    assert len(read_recipe("a.wav")["path"]["points"]) == points


@pytest.mark.parametrize("mode", ["replace", "offset", "latent"])
@pytest.mark.parametrize("duration", [(), ("--duration", 0.4)])
def test_edits_in_every_mode_use_the_directions_beside_the_model(play, mode, duration):
    still, moved = (play("generate", "--seed", 3, "--mode", mode, f"--edits={x}", *duration, "-o", f"x{x}.wav") for x in ("0", "-2.5,1"))
    assert ("seed 3" in still) == ("seed 3" in moved) == (mode != "replace")
    assert not np.allclose(sound("x0.wav"), sound("x-2.5,1.wav"), atol=1e-3)
    recipe = read_recipe("x-2.5,1.wav")
    assert recipe["directions"]["path"] is None and len(recipe["directions"]["sha256"]) == 64


def test_defect_08_replace_mode_follows_the_pitch(play):
    for pitch in (40, 70):
        play("generate", "--mode", "replace", "--edits=1", "--pitch", pitch, "-o", f"{pitch}.wav")
    assert not np.allclose(sound("40.wav"), sound("70.wav"), atol=1e-3)


# --- hallucinate

TIMES = ("--style", "walk", "--spacing", 0.1, "--attack", 0.02, "--sustain", 0.1, "--release", 0.05, "--trim", 0.01)


def test_random_keypoints_and_their_times(play):
    play("hallucinate", "-n", 3, "--interp", 2, *TIMES, "--seed", 2, "-o", "a.wav")
    assert len(sound("a.wav")) == round((6 * 0.1 + 0.17) * RATE)
    play("hallucinate", "-n", 3, "--interp", 2, *TIMES, "--seed", 2, "--level", "peak", "-o", "b.wav")
    assert np.abs(sound("b.wav")).max() == pytest.approx(0.98, abs=0.001)


def test_a_pitch_for_each_keypoint_in_turn(play):
    play("hallucinate", "-n", 3, "--pitch", "60,67", *TIMES, "-o", "a.wav")
    assert [step["pitch"] for step in read_recipe("a.wav")["sequence"]["steps"]] == [60, 67, 60]


def test_an_unbroken_hallucination_is_as_long_as_asked(play):
    play("hallucinate", "-n", 3, "--form", "continuous", "--duration", 0.9, "-o", "a.wav")
    assert len(sound("a.wav")) == round(0.9 * RATE)
    play("hallucinate", "-n", 3, "--form", "continuous", "--interp", 1, *TIMES, "-o", "b.wav")
    assert len(sound("b.wav")) == round((4 * 0.1 + 0.1) * RATE)


def test_saved_steps_play_again(play):
    play("hallucinate", "-n", 2, "--interp", 1, *TIMES, "--seed", 4, "-o", "a.wav", "--save-steps", "Schritte ä.json")
    play("hallucinate", "--steps", "Schritte ä.json", "-o", "b.wav")
    assert np.array_equal(sound("a.wav"), sound("b.wav"))
    play("hallucinate", "--steps", "Schritte ä.json", "--pitch", 72, "-o", "c.wav")
    assert [step["pitch"] for step in read_recipe("c.wav")["sequence"]["steps"]] == [72, 72]


@pytest.mark.parametrize("form", ["clips", "continuous"])
@pytest.mark.parametrize("between", ["linear", "spherical"])
@pytest.mark.parametrize("mode", ["replace", "offset", "latent"])
def test_steps_made_by_hand_in_every_mode(play, tmp_path, mode, between, form):
    z = [{}, {}] if mode == "replace" else [{"seed": 1}, {"z": [0.1] * 32}]
    first = {"mode": mode, "edits": [1.5, 0, -2], "pitch": 60, "duration_s": 0.3, **z[0]}
    second = {"mode": mode, "edits": [-1], "duration_s": 0.2, **z[1]}
    settings = {"interp_steps": 2, "between": between, "attack_s": 0.01, "sustain_s": 0.1, "release_s": 0.05}
    house.steps(tmp_path / "a.json", first, second, pitch=65, settings=settings)
    play("hallucinate", "--steps", "a.json", "--form", form, "--level", "peak", "-o", "a.wav")
    assert len(sound("a.wav")) == round((0.3 + (0.16 if form == "clips" else 0.2)) * RATE)
    assert np.abs(sound("a.wav")).max() > 0.5
    play("hallucinate", "--steps", "a.json", "--form", form, "--pitch", "50,70", "-o", "b.wav")
    assert not np.allclose(sound("a.wav"), sound("b.wav"), atol=1e-3)


def test_the_example_of_the_help_plays(play, tmp_path):
    parser = argparse.ArgumentParser()
    hallucinate.add_arguments(parser)
    (tmp_path / "steps.json").write_text(parser.format_help().split(":\n\n")[-1], encoding="utf-8")
    play("hallucinate", "--steps", "steps.json", "--attack", 0.01, "-o", "a.wav")
    assert len(sound("a.wav")) == round(2 * RATE) + CLIP


# --- midi


def test_a_melody(play, folder):
    printed = play("midi", folder / "Lied ö.mid", "--release", 0.1, "--seed", 1, "-o", "a.wav")
    assert "a.wav: 1.10 s" in printed and "seed 1" in printed
    assert len(sound("a.wav")) == round(1.1 * RATE)
    play("midi", folder / "Lied ö.mid", "--release", 0.1, "--seed", 1, "--legato", "-o", "b.wav", "--seconds-per-instrument", 0.5)
    assert len(sound("b.wav")) == round(1.1 * RATE)
    assert not np.allclose(sound("a.wav"), sound("b.wav"), atol=1e-3)


def test_notes_that_the_model_has_not_are_told(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    house.melody(tmp_path / "a.mid", [(0.0, 0.1, 10), (0.1, 0.2, 60)])
    for outside, told, count in (("transpose", "notes moved by octaves: 1, left out: 0.", 2), ("skip", "notes moved by octaves: 0, left out: 1.", 1)):
        words = ["--outside", outside, "--model", str(folder / house.PITCHED), "-o", f"{outside}.wav"]
        assert main(["midi", "a.mid", *words]) == 0
        assert told in capsys.readouterr().err
        assert len(read_recipe(f"{outside}.wav")["notes"]) == count


def test_drums_are_played_when_asked_for(play, tmp_path):
    house.melody(tmp_path / "a.mid", [(0.0, 0.1, 36)], channel=9)
    with reported("playable-notes: There must be a note to play"):
        play("midi", "a.mid", "-o", "a.wav", code=1)
    play("midi", "a.mid", "--drums", "-o", "a.wav")


# --- show

COMMANDS = {
    "clip": ("generate", "--edits=1,-1"),
    "continuous": ("generate", "--duration", 0.6, "--points", 2),
    "hallucination": ("hallucinate", "-n", 2, "--interp", 1, *TIMES),
    "unbroken": ("hallucinate", "-n", 2, "--form", "continuous", "--duration", 0.5),
    "midi": ("midi", "Lied ö.mid"),
    "legato": ("midi", "Lied ö.mid", "--legato"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_sound_is_made_again_to_the_bit(play, folder, tmp_path, name):
    shutil.copy(folder / "Lied ö.mid", tmp_path)
    play(*COMMANDS[name], "-o", "a.wav")
    printed = play("show", "a.wav", "--render", "b c.wav", "--picture", "b.png", model=None)
    assert "b c.wav:" in printed and (tmp_path / "b.png").exists()
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b c.wav").read_bytes()


def test_what_a_sound_is_can_be_read(play, folder, tmp_path):
    shutil.copy(folder / "Lied ö.mid", tmp_path)
    play("generate", "--edits=1,-1", "-o", "clip.wav")
    shown = play("show", "clip.wav", model=None)
    assert shown.startswith("a clip at pitch 60\n")
    assert "point: pitch 60, z 32 values, edits 1 -1" in shown
    play("hallucinate", "-n", 20, "--interp", 0, *TIMES, "-o", "h.wav")
    shown = play("show", "h.wav", model=None)
    assert shown.startswith("a hallucination of 20 steps, overlapping clips\n")
    assert "    1: mode offset, z 32 values, pitch 60\n" in shown and "    … and 8 more\n" in shown
    play("midi", "Lied ö.mid", "--legato", "-o", "m.wav")
    shown = play("show", "m.wav", model=None)
    assert shown.startswith("a melody of 3 notes, legato\n")
    assert "  1: start_s 0, end_s 0.1, pitch 60, velocity 100, channel 0\n" in shown and "legato: yes\n" in shown
    play("generate", "--duration", 0.5, "-o", "c.wav")
    shown = play("show", "c.wav", model=None)
    assert shown.startswith("one unbroken sound, 1 point, from pitch 60\n")
    assert max(len(line) for line in shown.splitlines()) < 200


def test_all_of_it_as_json(play):
    play("generate", "-o", "a.wav")
    assert json.loads(play("show", "a.wav", "--json", model=None)) == read_recipe("a.wav")


@pytest.mark.parametrize("value", [None, 3, "text", [], [1, {"a": []}], {}, {"kind": 3}, {"kind": "clip", "point": {"pitch": "x"}}, {"notes": [3]}])
def test_any_recipe_can_be_read(value):
    assert all(isinstance(line, str) for line in recipe_lines(value))


def test_a_recipe_within_a_recipe_can_be_read():
    value = {}
    for _ in range(400):
        value = {"a": value, "b": [value]}
    assert len(list(recipe_lines(value))) < 10_000


def test_a_sound_whose_model_moved(play, folder, tmp_path):
    shutil.copytree(folder / house.PITCHED, tmp_path / "da")
    shutil.copy(folder / "Richtungen ü.npz", tmp_path)
    play("generate", "--edits=1", "--model", "da", "--directions", "Richtungen ü.npz", "-o", "a.wav", model=None)
    (tmp_path / "da").rename(tmp_path / "dort")
    gansynth.load_model.cache_clear()
    told = play("show", "a.wav", "--render", "b.wav", model=None, code=1)
    assert "Received: da, which is missing" in told and "name it with --model or --directions" in told
    play("show", "a.wav", "--render", "b.wav", "--model", "dort", model=None)
    assert np.array_equal(sound("a.wav"), sound("b.wav"))


# --- wrong use: one line, before anything is opened


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("generate", "--mode", "replace", "--family", "x"), "replace-without-conditions"),
        (("generate", "-n", 0), "sound-count: count and points must be in 1..10000"),
        (("generate", "--points", 2), "points-need-duration: --points without --duration"),
        (("generate", "--mode", "replace", "-n", 2), "replace-without-chance: all sounds would be the same"),
        (("generate", "--duration", "inf"), "duration-range: A duration must be over 0"),
        (("generate", "-o", "a.mp3"), "file-ending"),
        (("generate", "--picture", "a.jpg"), "file-ending"),
        (("hallucinate", "--save-steps", "a.png", "--picture", "./a.png"), "distinct-outputs: Each result needs a file of its own"),
        (("hallucinate", "-n", 0), "keypoint-count"),
        (("hallucinate", "-n", 2, "--duration", 3), "duration-needs-continuous: --duration with --form clips"),
        (("hallucinate", "--duration", "nan", "--form", "continuous"), "duration-range: A duration must be over 0"),
        (("hallucinate", "--steps", "a.json", "--notes", 3), "steps-without-chance: --steps with --notes or --seed"),
        (("hallucinate", "--spacing", -1), "seconds-range"),
    ],
)
def test_wrong_use(play, tmp_path, words, rule):
    with reported(rule):
        play(*words, code=1)
    assert not list(tmp_path.iterdir())


def test_words_that_are_no_numbers(play):
    assert "such as 1.5,-2,0" in play("generate", "--edits", "a,b", code=2)
    assert "such as 60, C4 (middle C)" in play("hallucinate", "--pitch", "h4", code=2)


def test_show_says_what_it_needs(play, folder, tmp_path):
    with reported("picture-needs-render: --picture without --render"):
        play("show", "a.wav", "--picture", "a.png", model=None, code=1)
    play("generate", "--edits=1", "-o", "a.wav")
    wave, _ = read_audio("a.wav")
    soundfile.write("plain.wav", wave, RATE)
    for words in (("--json",), ("--render", "again.wav")):
        with reported("wav-recipe: must carry a recipe"):
            play("show", "plain.wav", *words, model=None, code=1)
    assert "plain.wav: a recording" in play("show", "plain.wav", model=None)
    assert "page.html: a page" in play("show", "a.wav", "--page", "page.html", model=None)
    assert "<audio controls" in Path("page.html").read_text(encoding="utf-8")
    with reported("nothing-overwritten"):
        play("show", "a.wav", "--page", "page.html", model=None, code=1)
    assert "spectrogram" in play("show", "a.wav", "--seen", model=None)
    pickle = GOLDEN / "tiny_mel" / "pca.pickle"
    with reported("recorded-directions: The sound needs the directions with sha256"):
        play("show", "a.wav", "--render", "b.wav", "--directions", pickle, model=None, code=1)
    play("generate", "-o", "c.wav")
    other = GOLDEN / "tiny_linear_pitches"
    with reported("recorded-model: Name its folder with --model"):
        play("show", "c.wav", "--render", "b.wav", "--model", other, model=None, code=1)
    assert not (tmp_path / "b.wav").exists()


def test_a_sound_of_a_grid_is_made_again(tmp_path, capsys):
    folder, again = tmp_path / "grid", tmp_path / "again.wav"
    directions = tmp_path / "d.npz"
    assert main(["directions", "--ckpt_dir", str(GOLDEN / "tiny_mel"), "--n_components", "4", "--random_z_count", "64", "-o", str(directions)]) == 0
    words = ["--model", str(GOLDEN / "tiny_mel"), "--directions", str(directions)]
    assert main(["explore", *words, "--steps", "2", "--range", "-1", "1", "-o", str(folder)]) == 0
    one = folder / "wave_1,-1.wav"
    assert main(["show", str(one), "--render", str(again)]) == 1  # a stranger's recipe might name any file of this machine
    assert "A recipe alone opens only known models" in capsys.readouterr().err and not again.exists()
    assert main(["show", str(one), "--render", str(again), *words]) == 0
    assert one.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("words", [["generate"], ["generate", "--duration", "0.7"], ["hallucinate", "--form", "continuous", "--duration", "0.7"]])
def test_no_sound_begins_or_ends_with_a_click(play, words):
    play(*words, "--seed", 1, "-o", "a.wav")
    wave, _ = read_audio("a.wav")
    assert abs(wave[0]) < 1e-3 < np.abs(wave).max()
    assert abs(wave[-1]) < 1e-3


def test_a_chord_is_a_sound_for_each_note_of_one_timbre(play):
    printed = play("generate", "--pitch", "C4,Eb4,67", "--seed", 5, "-o", "a.wav").splitlines()
    assert printed == ["a_1.wav: 0.25 s, pitch 60", "a_2.wav: 0.25 s, pitch 63", "a_3.wav: 0.25 s, pitch 67", "seed 5"]
    points = [read_recipe(f"a_{i}.wav")["point"] for i in (1, 2, 3)]
    assert [point["pitch"] for point in points] == [60, 63, 67] and points[0]["z"] == points[1]["z"] == points[2]["z"]
    play("generate", "-n", 2, "--pitch", "60,67", "--seed", 5, "-o", "b.wav")
    points = [read_recipe(f"b_{i}.wav")["point"] for i in (1, 2, 3, 4)]
    assert [point["pitch"] for point in points] == [60, 67, 60, 67]
    assert points[0]["z"] == points[1]["z"] != points[2]["z"] == points[3]["z"]
    play("hallucinate", "-n", 3, "--pitch", "c4,F#3", *TIMES, "-o", "c.wav")
    assert [step["pitch"] for step in read_recipe("c.wav")["sequence"]["steps"]] == [60, 54, 60]


@pytest.mark.parametrize("words", [("generate",), ("generate", "--duration", 0.6), ("hallucinate", "-n", 2, *TIMES), ("midi", "Lied ö.mid")])
def test_one_rule_of_loudness(play, folder, tmp_path, words):
    """Every command has the same choice; the recipe says it; what the model made is the same sound, quieter or louder."""
    shutil.copy(folder / "Lied ö.mid", tmp_path)
    for level in ("loudness", "peak", "model"):
        play(*words, "--seed", 1, "--level", level, "-o", f"{level}.wav")
        assert read_recipe(f"{level}.wav")["level"] == level
    play(*words, "--seed", 1, "-o", "usual.wav")
    loud, peak, model = (sound(f"{level}.wav") for level in ("loudness", "peak", "model"))
    assert np.array_equal(sound("usual.wav"), loud)
    assert np.abs(peak).max() == pytest.approx(0.98, abs=1e-4) and np.abs(loud).max() <= 0.98 + 1e-6
    assert note_level_db(loud, RATE) == pytest.approx(LOUDNESS_DB, abs=0.05) or np.abs(loud).max() == pytest.approx(0.98, abs=1e-4)
    np.testing.assert_allclose(model * np.abs(peak).max() / np.abs(model).max(), peak, atol=1e-3)


def test_a_file_whose_settings_want_no_normalising_keeps_the_models_level(play, tmp_path):
    house.steps(tmp_path / "a.json", {"mode": "offset", "seed": 1, "pitch": 60}, pitch=60, settings={"normalize": False})
    play("hallucinate", "--steps", "a.json", "-o", "a.wav")
    assert read_recipe("a.wav")["level"] == "model"


def test_a_strangers_recipe_steers_neither_the_terminal_nor_what_is_opened(play, tmp_path):
    play("generate", "-o", "a.wav")
    recipe = read_recipe("a.wav")
    for changes, place in (
        ({"model": {**recipe["model"], "path": "/dev/stdin\x1b[2J"}}, "--model"),
        ({"directions": {"path": "/dev/zero\x9b", "sha256": "0" * 64}}, "--directions"),
    ):
        write_wave("b.wav", sound("a.wav"), RATE, recipe={**recipe, **changes, "made_by": "\x1b]0;x\x07" + "9" * 4200}, force=True)
        printed = play("show", "b.wav", model=None)
        assert "\\u001b]0;x\\u0007999" in printed and max(map(len, printed.splitlines())) < 500
        told = play("show", "b.wav", "--render", "c.wav", model=None, code=1)
        assert "A recipe alone opens only" in told and place in told
        assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in (printed + told).replace("\n", ""))
        assert json.loads(play("show", "b.wav", "--json", model=None))["made_by"].startswith("\x1b]0;x\x07")
    write_wave("d.wav", sound("a.wav"), RATE, recipe={**recipe, "version": int("9" * 4200)})
    assert len(play("show", "d.wav", "--render", "c.wav", model=None, code=1)) < 300
    assert not (tmp_path / "c.wav").exists()
