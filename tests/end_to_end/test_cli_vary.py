"""`vary` and `favourites`: neighbours of sounds, and sounds kept by name."""

import json

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import read_audio, read_recipe, write_wave
from ganspacesynth.cli.main import main
from ganspacesynth.composition.favourites import add_favourite, favourites, read_favourite, remove_favourite
from ganspacesynth.composition.point_arguments import read_point
from ganspacesynth.core.errors import AudioError, OutputError, SequenceError
from ganspacesynth.networks import known_models
from tests.support import house

SHORT = ("--spacing", 0.1, "--attack", 0.02, "--sustain", 0.1, "--release", 0.05, "--interp", 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield house.light(tmp_path_factory.mktemp("Nachbarn"), tiny)


@pytest.fixture
def run(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(known_models.PLACES, str(folder))
    monkeypatch.setenv("GANSPACESYNTH_HOME", str(tmp_path / "home"))

    def run(*words, code=0):
        assert main([*map(str, words)]) == code, capsys.readouterr().err
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return run


def made(run, name="a.wav", *words, task="generate"):
    run(task, "--model", house.PITCHED, "--seed", 7, "-o", name, *words)
    return read_audio(name)[0]


TASKS = {
    "clip": ("generate",),
    "edited": ("generate", "--edits=1,-1"),
    "replaced": ("generate", "--edits=1,-1", "--mode", "replace"),
    "unbroken": ("generate", "--duration", 0.5, "--points", 2),
    "hallucination": ("hallucinate", "-n", 2, *SHORT),
}


@pytest.mark.parametrize("kind", TASKS)
def test_neighbours_lie_in_a_folder_with_a_page(run, tmp_path, kind):
    task, *words = TASKS[kind]
    wave = made(run, "Ton ö.wav", *words, task=task)
    out = run("vary", "Ton ö.wav", "-n", 2, "--seed", 3)
    place = tmp_path / "Ton ö variations"
    assert sorted(p.name for p in place.iterdir()) == ["index.html", "original.wav", "variation_1.wav", "variation_2.wav"]
    assert np.array_equal(read_audio(place / "original.wav")[0], wave) and "seed 3" in out and "variation_2.wav" in out
    sounds = [read_audio(place / f"variation_{number}.wav")[0] for number in (1, 2)]
    assert all(len(sound) == len(wave) and not np.allclose(sound, wave, atol=1e-3) for sound in sounds)
    assert not np.allclose(*sounds, atol=1e-3)
    page = (place / "index.html").read_text(encoding="utf-8")
    assert all(f'src="{name}"' in page for name in ("original.wav", "variation_1.wav", "variation_2.wav")) and "Neighbours of Ton ö" in page
    run("show", place / "variation_1.wav", "--render", "again.wav")
    assert np.array_equal(read_audio("again.wav")[0], sounds[0])


def test_amount_0_is_the_same_sound(run, tmp_path):
    wave = made(run)
    run("vary", "a.wav", "--amount", 0, "-n", 2, "-o", "same")
    assert all(np.array_equal(read_audio(tmp_path / "same" / f"variation_{n}.wav")[0], wave) for n in (1, 2))
    assert read_recipe(tmp_path / "same" / "variation_1.wav") == read_recipe("a.wav")


def test_a_seed_makes_the_same_neighbours_and_a_new_one_is_told(run, tmp_path):
    made(run)
    number = run("vary", "a.wav", "-n", 1, "-o", "x").split("seed ")[1].strip()
    run("vary", "a.wav", "-n", 1, "-o", "y", "--seed", number)
    assert (tmp_path / "x" / "variation_1.wav").read_bytes() == (tmp_path / "y" / "variation_1.wav").read_bytes()


def test_a_folder_is_replaced_only_when_asked_and_nothing_else_is_lost(run, tmp_path):
    made(run)
    run("vary", "a.wav", "-n", 3, "-o", "x")
    assert "Nothing is overwritten unasked" in run("vary", "a.wav", "-o", "x", code=1)
    run("vary", "a.wav", "-n", 1, "-o", "x", "--force")
    assert sorted(p.name for p in (tmp_path / "x").iterdir()) == ["index.html", "original.wav", "variation_1.wav"]
    (tmp_path / "x" / "mine.txt").write_text("mine")
    assert "only when nothing else is lost" in run("vary", "a.wav", "-n", 1, "-o", "x", "--force", code=1)


@pytest.mark.parametrize(("words", "said"), [(("--amount", 2), "0..1. Received: 2.0"), (("-n", 0), "1 to 1000"), ((), "must carry a recipe")])
def test_what_has_no_neighbours(run, words, said):
    made(run)
    write_wave("bare.wav", np.zeros(100, np.float32), 16000)
    assert said in run("vary", "a.wav" if words else "bare.wav", *words, "-o", "x", code=1)


def test_a_stranger_s_wav_opens_no_model_of_its_choice(run, tmp_path):
    made(run)
    recipe = read_recipe("a.wav")
    recipe["model"]["path"] = "/etc"
    write_wave("theirs.wav", np.zeros(100, np.float32), 16000, recipe=recipe)
    assert "opens only known models" in run("vary", "theirs.wav", code=1)
    run("vary", "theirs.wav", "-n", 1, "--model", house.PITCHED, "-o", "x")


def test_a_point_and_a_favourite_have_neighbours_too(run, tmp_path):
    made(run)
    run("favourites", "add", "Glocke", "a.wav")
    run("vary", "Glocke", "-n", 1, "--seed", 1)
    run("vary", "a.wav", "-n", 1, "--seed", 1, "-o", "x")
    assert (tmp_path / "Glocke variations" / "variation_1.wav").read_bytes() == (tmp_path / "x" / "variation_1.wav").read_bytes()
    (tmp_path / "p.json").write_text(json.dumps({"pitch": 60, "z": [0.1] * 32}))
    run("vary", "p.json", "-n", 1, "--model", house.PITCHED)


# --- favourites


def test_favourites_are_added_listed_and_removed(run, tmp_path):
    assert "There are none yet" in run("favourites")
    made(run)
    made(run, "h.wav", "-n", 2, *SHORT, task="hallucinate")
    assert "Glocke: kept in" in run("favourites", "add", "Glocke", "a.wav") and run("favourites", "add", "Traum 2", "h.wav")
    assert run("favourites", "list").splitlines() == ["Glocke: a clip at pitch 60", "Traum 2: a hallucination of 2 steps, overlapping clips"]
    stored = json.loads((tmp_path / "home" / "favourites" / "Glocke.json").read_text(encoding="utf-8"))
    assert stored == {"format": "ganspacesynth-favourite", "version": 1, "name": "Glocke", "recipe": read_recipe("a.wav")}
    assert "removed" in run("favourites", "remove", "glocke") and run("favourites").startswith("Traum 2") and (tmp_path / "a.wav").exists()
    assert "neither. Favourites are Traum 2." in run("favourites", "remove", "Glocke", code=1)


def test_nothing_is_overwritten_unasked(run):
    made(run)
    made(run, "b.wav", "--pitch", 62)
    run("favourites", "add", "Glocke", "a.wav")
    for name in ("Glocke", "GLOCKE"):
        assert "GLOCKE".lower() in run("favourites", "add", name, "b.wav", code=1).lower() and read_point("Glocke").pitch == 60
    run("favourites", "add", "GLOCKE", "b.wav", "--force")
    assert read_point("Glocke").pitch == 62 and list(favourites()) == ["Glocke"]


def test_a_favourite_is_a_sound_wherever_one_is_asked_for(run, tmp_path):
    made(run)
    run("favourites", "add", "Glocke", "a.wav")
    run("between", "--a", "Glocke", "--b", "1", "2", "--model", house.PITCHED, "-o", "x.npz")
    run("between", "--a", "a.wav", "--b", "1", "2", "--model", house.PITCHED, "-o", "y.npz", "--name", "x")
    with np.load(tmp_path / "x.npz") as x, np.load(tmp_path / "y.npz") as y:
        assert np.array_equal(x["components"], y["components"])
    assert "a point in .json, or a favourite. Received: 'Gong'" in run(
        "between", "--a", "Gong", "--b", "1", "--model", house.PITCHED, "-o", "z.npz", code=1
    )
    made(run, "h.wav", "-n", 2, *SHORT, task="hallucinate")
    run("favourites", "add", "Traum", "h.wav")
    with pytest.raises(SequenceError, match=r"must be one point. Received: Traum, a hallucination"):
        read_point("Traum")


@pytest.mark.parametrize("name", ["7", "1 2", "x.wav", "X.JSON", "../x", "a/b", "", "con", "x" * 65])
def test_what_is_no_name(run, name):
    made(run)
    assert "name" in run("favourites", "add", name, "a.wav", code=1) and not favourites()


def test_sounds_without_a_recipe_and_no_sounds(run):
    write_wave("bare.wav", np.zeros(100, np.float32), 16000)
    with pytest.raises(SequenceError, match=r"A favourite is a sound with a recipe"):
        add_favourite("x", "bare.wav")
    with pytest.raises(AudioError, match=r"must be readable"):
        add_favourite("x", "nothing.wav")


def test_damaged_favourites_are_named_and_can_be_removed(run, tmp_path):
    place = tmp_path / "home" / "favourites"
    place.mkdir(parents=True)
    for name, text in {
        "a": "{",
        "b": '{"format": "ganspacesynth-favourite", "version": 1}',
        "c": '{"format": "ganspacesynth-favourite", "version": 9}',
    }.items():
        (place / f"{name}.json").write_text(text)
        with pytest.raises(SequenceError, match=rf"{name}\.json|version 1"):
            read_favourite(name)
    (place / "notes.txt").write_text("mine")
    lines = run("favourites").splitlines()
    assert [line[:3] for line in lines] == ["a: ", "b: ", "c: "] and "holds the recipe of a sound" in lines[1]
    for name in "abc":
        remove_favourite(name)
    assert favourites() == {} and (place / "notes.txt").exists()


def test_a_place_that_cannot_be_read_or_written(run, tmp_path, monkeypatch):
    made(run)
    run("favourites", "add", "Glocke", "a.wav")

    def denied(self, *words, **more):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch, pytest.raises(OutputError, match="must be removable"):
        patch.setattr("pathlib.Path.unlink", denied)
        remove_favourite("Glocke")
    with monkeypatch.context() as patch, pytest.raises(SequenceError, match="must be readable"):
        patch.setattr("pathlib.Path.iterdir", denied)
        favourites()
