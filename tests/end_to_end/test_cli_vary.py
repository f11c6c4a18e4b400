"""`vary` and `favourites`: neighbours of sounds, and sounds kept by name."""

import contextlib
import json
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio, write_wave
from ganspacesynth.cli.main import main
from ganspacesynth.composition.favourite_files import add_favourite, favourites, read_favourite, remove_favourite
from ganspacesynth.composition.point_arguments import read_point
from ganspacesynth.core.errors import AudioError, OutputError, SequenceError
from ganspacesynth.networks import known_models
from tests.support import browser, house
from tests.support.refused import refused, reported

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

    def run(*words, code=0, rule=None):
        with contextlib.nullcontext() if rule is None else reported(rule):
            assert main([*map(str, words)]) == code, capsys.readouterr().err
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return run


@pytest.fixture(scope="module")
def rendered():
    """The WAVs of seed 7 that tests have asked for, by the words that made them."""
    return {}


@pytest.fixture
def made(run, rendered):
    """Make a WAV of seed 7, once for all tests; returns its samples."""

    def made(name="a.wav", *words):
        words, new = words or ("generate",), Path(name).with_stem("new")
        if (words, new) not in rendered:
            run(*words, "--model", house.PITCHED, "--seed", 7, "-o", new)
            rendered[words, new] = new.read_bytes()
            new.unlink()
        Path(name).write_bytes(rendered[words, new])
        return read_audio(name)[0]

    return made


DREAM = ("hallucinate", "-n", 2, *SHORT)
WIDE = ("generate", "--edits=1,-1", "--mode", "replace", "--width", 0.3)


@pytest.mark.parametrize("words", [DREAM, WIDE])
def test_neighbours_lie_in_a_folder_with_a_page(run, made, tmp_path, words):
    """How each kind of sound moves: tests/unit/composition/test_variation.py."""
    wave = made("Ton ö.wav", *words)
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


@pytest.mark.skipif(browser.find() is None, reason="Chromium is not installed")
def test_a_browser_shows_and_plays_the_page(run, made, tmp_path):
    made("a.wav")
    run("vary", "a.wav", "-n", 2, "-o", "Nachbarn ü")
    with browser.Browser(tmp_path / "profile") as chromium:
        chromium.open(tmp_path / "Nachbarn ü" / "index.html")
        assert chromium.ask("Array.from(document.images, (image) => image.naturalWidth > 10).join()") == "true,true,true"
        chromium.ask("document.querySelectorAll('audio')[1].play()")
        chromium.until("document.querySelectorAll('audio')[1].currentTime > 0")
    assert chromium.complaints == []


def test_amount_0_is_the_same_sound(run, made, tmp_path):
    wave = made()
    run("vary", "a.wav", "--amount", 0, "-n", 2, "-o", "same")
    assert all(np.array_equal(read_audio(tmp_path / "same" / f"variation_{n}.wav")[0], wave) for n in (1, 2))
    assert read_recipe(tmp_path / "same" / "variation_1.wav") == read_recipe("a.wav")


def test_a_seed_makes_the_same_neighbours_and_a_new_one_is_told(run, made, tmp_path):
    made()
    number = run("vary", "a.wav", "-n", 1, "-o", "x").split("seed ")[1].strip()
    run("vary", "a.wav", "-n", 1, "-o", "y", "--seed", number)
    assert (tmp_path / "x" / "variation_1.wav").read_bytes() == (tmp_path / "y" / "variation_1.wav").read_bytes()


def test_a_folder_is_replaced_only_when_asked_and_nothing_else_is_lost(run, made, tmp_path):
    made()
    run("vary", "a.wav", "-n", 2, "-o", "x")
    run("vary", "a.wav", "-o", "x", code=1, rule="nothing-overwritten")
    run("vary", "a.wav", "-n", 1, "-o", "x", "--force")
    assert sorted(p.name for p in (tmp_path / "x").iterdir()) == ["index.html", "original.wav", "variation_1.wav"]
    (tmp_path / "x" / "mine.txt").write_text("mine")
    run("vary", "a.wav", "-n", 1, "-o", "x", "--force", code=1, rule="nothing-else-lost")


@pytest.mark.parametrize(
    ("words", "rule"), [(("--amount", 2), "amount-range: Received: 2.0"), (("-n", 0), "neighbour-count: 1 to 1000"), ((), "wav-recipe")]
)
def test_what_has_no_neighbours(run, made, words, rule):
    made()
    write_wave("bare.wav", np.zeros(100, np.float32), 16000)
    run("vary", "a.wav" if words else "bare.wav", *words, "-o", "x", code=1, rule=rule)


def test_a_stranger_s_wav_opens_no_model_of_its_choice(run, made, tmp_path):
    made()
    recipe = read_recipe("a.wav")
    recipe["model"]["path"] = "/etc"
    write_wave("theirs.wav", np.zeros(100, np.float32), 16000, recipe=recipe)
    run("vary", "theirs.wav", code=1, rule="trusted-model")
    run("vary", "theirs.wav", "-n", 1, "--model", house.PITCHED, "-o", "x")


def test_a_point_and_a_favourite_have_neighbours_too(run, made, tmp_path):
    made()
    run("favourites", "add", "Glocke", "a.wav")
    run("vary", "Glocke", "-n", 1, "--seed", 1)
    run("vary", "a.wav", "-n", 1, "--seed", 1, "-o", "x")
    assert (tmp_path / "Glocke variations" / "variation_1.wav").read_bytes() == (tmp_path / "x" / "variation_1.wav").read_bytes()
    (tmp_path / "p.json").write_text(json.dumps({"pitch": 60, "z": [0.1] * 32}))
    run("vary", "p.json", "-n", 1, "--model", house.PITCHED)


# --- favourites


def test_favourites_are_added_listed_and_removed(run, made, tmp_path):
    assert "There are none yet" in run("favourites")
    made()
    made("h.wav", *DREAM)
    assert "Glocke: kept in" in run("favourites", "add", "Glocke", "a.wav") and run("favourites", "add", "Traum 2", "h.wav")
    assert run("favourites", "list").splitlines() == ["Glocke: a clip at pitch 60", "Traum 2: a hallucination of 2 steps, overlapping clips"]
    stored = json.loads((tmp_path / "home" / "favourites" / "Glocke.json").read_text(encoding="utf-8"))
    assert stored == {"format": "ganspacesynth-favourite", "version": 1, "name": "Glocke", "recipe": read_recipe("a.wav")}
    assert "removed" in run("favourites", "remove", "glocke") and run("favourites").startswith("Traum 2") and (tmp_path / "a.wav").exists()
    assert "neither. Favourites are Traum 2." in run("favourites", "remove", "Glocke", code=1, rule="known-favourite")


def test_nothing_is_overwritten_unasked(run, made):
    made()
    made("b.flac", "generate", "--pitch", 62)
    run("favourites", "add", "Glocke", "a.wav")
    for name in ("Glocke", "GLOCKE"):
        said = run("favourites", "add", name, "b.flac", code=1, rule="nothing-overwritten: which is a favourite already")
        assert name in said and read_point("Glocke").pitch == 60
    run("favourites", "add", "GLOCKE", "b.flac", "--force")
    assert read_point("Glocke").pitch == 62 and list(favourites()) == ["Glocke"]


def test_a_favourite_is_a_sound_wherever_one_is_asked_for(run, made, tmp_path):
    made()
    run("favourites", "add", "Glocke", "a.wav")
    run("between", "--a", "Glocke", "--b", "1", "2", "--model", house.PITCHED, "-o", "x.npz")
    run("between", "--a", "a.wav", "--b", "1", "2", "--model", house.PITCHED, "-o", "y.npz", "--name", "x")
    with np.load(tmp_path / "x.npz") as x, np.load(tmp_path / "y.npz") as y:
        assert np.array_equal(x["components"], y["components"])
    run("between", "--a", "Gong", "--b", "1", "--model", house.PITCHED, "-o", "z.npz", code=1, rule="sound-argument: Received: 'Gong'")
    made("h.wav", *DREAM)
    run("favourites", "add", "Traum", "h.wav")
    with refused("single-point", SequenceError, says="Received: Traum, a hallucination"):
        read_point("Traum")


@pytest.mark.parametrize("name", ["7", "1 2", "x.wav", "X.JSON", "x.flac", "../x", "a/b", "", "con", "x" * 65])
def test_what_is_no_name(run, made, name):
    made()
    run("favourites", "add", name, "a.wav", code=1, rule="favourite-name" if name in ("7", "1 2", "x.wav", "X.JSON", "x.flac") else "portable-name")
    assert not favourites()


def test_sounds_without_a_recipe_and_no_sounds(run):
    write_wave("bare.wav", np.zeros(100, np.float32), 16000)
    with refused("wav-recipe", SequenceError, says="A favourite is a sound with a recipe"):
        add_favourite("x", "bare.wav")
    with refused("readable-file", AudioError):
        add_favourite("x", "nothing.wav")


def test_damaged_favourites_are_named_and_can_be_removed(run, tmp_path):
    place = tmp_path / "home" / "favourites"
    place.mkdir(parents=True)
    for name, text, rule in (
        ("a", "{", "valid-json"),
        ("b", '{"format": "ganspacesynth-favourite", "version": 1}', "favourite-recipe"),
        ("c", '{"format": "ganspacesynth-favourite", "version": 9}', "document-version"),
    ):
        (place / f"{name}.json").write_text(text)
        with refused(rule, SequenceError, says=rf"{name}\.json"):
            read_favourite(name)
    (place / "notes.txt").write_text("mine")
    lines = run("favourites").splitlines()
    assert [line[:3] for line in lines] == ["a: ", "b: ", "c: "] and "holds the recipe of a sound" in lines[1]
    for name in "abc":
        remove_favourite(name)
    assert favourites() == {} and (place / "notes.txt").exists()


def test_a_place_that_cannot_be_read_or_written(run, made, tmp_path, monkeypatch):
    made()
    run("favourites", "add", "Glocke", "a.wav")

    def denied(self, *words, **more):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch, refused("removable-file", OutputError, says="must be removable"):
        patch.setattr("pathlib.Path.unlink", denied)
        remove_favourite("Glocke")
    with monkeypatch.context() as patch, refused("readable-file", SequenceError, says="Favourites must be readable"):
        patch.setattr("pathlib.Path.iterdir", denied)
        favourites()
