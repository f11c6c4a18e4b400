"""Whatever is wrong: one line that says so, exit 1 or 2, no traceback, and nothing half-made left behind."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.cli.main import main
from ganspacesynth.composition import recipe_sounds
from ganspacesynth.networks.gansynth import gansynth
from tests.conftest import GOLDEN
from tests.support import house

OFFSET = {"mode": "offset", "seed": 1}


def complaint(err):
    """The one line that says what is wrong: the last, behind lines of progress or of usage, neither of which names the program so."""
    lines = err.splitlines()
    assert re.match(r"ganspacesynth[a-z ]*: ", lines[-1]) and err.endswith("\n"), err
    assert not any(line.startswith("ganspacesynth") for line in lines[:-1]), err
    return lines[-1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield house.build(tmp_path_factory.mktemp("böse Dinge"), tiny)


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys):
    """Run a command that must fail; returns its one line."""
    monkeypatch.chdir(tmp_path)

    def contents():
        return {path: path.read_bytes() if path.is_file() else None for path in tmp_path.rglob("*")}

    def refused(*words):
        before = contents()
        assert main([str(word) for word in words]) in (1, 2)
        printed = capsys.readouterr()
        if "--render" in words:
            printed = printed._replace(out="")
        assert "Traceback" not in printed.err and not printed.out
        assert contents() == before
        return complaint(printed.err)

    return refused


# --- models


@pytest.mark.parametrize("command", [("generate",), ("hallucinate",), ("midi", "Lied ö.mid"), ("info",), ("convert",)])
def test_missing_and_wrong_model_folders(refused, tmp_path, folder, command):
    shutil.copy(folder / "Lied ö.mid", tmp_path)
    (tmp_path / "leer").mkdir()
    (tmp_path / "datei").write_text("not a folder")
    for name in ("nirgends", "leer", "datei"):
        words = (*command, "--model", name) if command[0] not in ("info", "convert") else (*command, name)
        assert name in refused(*words, *(("-o", "neu") if command[0] == "convert" else ()))


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 20], lambda data: b"", lambda data: bytes(len(data))])
@pytest.mark.parametrize("native", [True, False])
def test_damaged_weights(refused, tmp_path, tiny, native, damage):
    model = tmp_path / "Modell ü"
    if native:
        tiny.save(model)
        (weights,) = model.glob("weights*")
    else:
        shutil.copytree(GOLDEN / "tiny_mel", model)
        (weights,) = model.glob("stage_*/model.ckpt-*.data*")
    weights.write_bytes(damage(weights.read_bytes()))
    assert "Modell ü" in refused("generate", "--model", model)


def test_a_changed_bit_in_native_weights(refused, tmp_path, tiny):
    tiny.save(tmp_path / "m")
    (weights,) = (tmp_path / "m").glob("weights*")
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    refused("generate", "--model", "m")


# --- pitches, layers, z, numbers


@pytest.mark.parametrize("words", [("generate", "--pitch", "5"), ("generate", "--pitch", "84.5"), ("hallucinate", "--pitch", "60,5")])
def test_unknown_pitches(refused, folder, words):
    for value in ((), ("--duration", "1", "--form", "continuous") if words[0] == "hallucinate" else ("--duration", "1")):
        assert "The model plays the pitches 24-84. Received: pitch=" in refused(*words, *value, "--model", folder / house.PITCHED)


@pytest.mark.parametrize("form", ["clips", "continuous"])
def test_unknown_pitches_of_steps(refused, folder, tmp_path, form):
    house.steps(tmp_path / "a.json", OFFSET, {**OFFSET, "pitch": 5})
    words = ("hallucinate", "--steps", "a.json", "--form", form, "--model", folder / house.PITCHED)
    assert "The model plays the pitches 24-84. Received: pitch=5" in refused(*words)


def test_unknown_layers(refused, folder, tmp_path):
    house.steps(tmp_path / "a.json", {**OFFSET, "scale": {"conv9": 1.0}})
    for form in ("clips", "continuous"):
        assert "must be one of conv0, conv1" in refused("hallucinate", "--steps", "a.json", "--form", form, "--model", folder / house.PITCHED)
    assert "must be one of conv0" in refused("directions", "--ckpt_dir", folder / house.PLAIN, "--layer", "conv9", "-o", "a.npz")


@pytest.mark.parametrize("form", ["clips", "continuous"])
def test_z_of_a_wrong_size(refused, folder, tmp_path, form):
    house.steps(tmp_path / "a.json", {"mode": "offset", "z": [1.0, 2.0]}, {"mode": "offset", "z": [1.0, 2.0]})
    assert "32" in refused("hallucinate", "--steps", "a.json", "--form", form, "--model", folder / house.PITCHED)


@pytest.mark.parametrize(
    "words",
    [
        ("generate", "--pitch", "nan"),
        ("generate", "--pitch", "inf"),
        ("generate", "--duration", "nan"),
        ("generate", "--duration", "inf"),
        ("generate", "--duration", "-1"),
        ("generate", "--duration", "1e9"),
        ("generate", "--edits", "nan"),
        ("generate", "--edits", "1,inf"),
        ("generate", "--edits", "1e38,1e38"),
        ("hallucinate", "--pitch", "nan"),
        ("hallucinate", "--spacing", "nan"),
        ("hallucinate", "--release", "inf"),
        ("hallucinate", "--form", "continuous", "--duration", "inf"),
        ("midi", "Lied ö.mid", "--attack", "nan"),
        ("midi", "Lied ö.mid", "--release", "inf"),
        ("midi", "Lied ö.mid", "--seconds-per-instrument", "nan"),
    ],
)
def test_numbers_that_are_none(refused, folder, tmp_path, words):
    shutil.copy(folder / "Lied ö.mid", tmp_path)
    refused(*words, "--model", folder / house.PITCHED)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", '"1"', "null", "[]", "{}", "true"])
@pytest.mark.parametrize("place", ['"z": [%s]', '"edits": [%s]', '"pitch": [%s]', '"duration_s": [%s]', '"seed": [%s]', '"scale": {"conv0": %s}'])
def test_steps_with_values_that_are_none(refused, tmp_path, value, place):
    fields = (place % value).replace("[null]", "[null, 1]") if place.startswith('"z"') or "edits" in place else place.replace("[%s]", "%s") % value
    if fields in ('"pitch": null', '"duration_s": null', '"seed": null'):
        fields = fields.replace("null", '"null"')  # null is the default
    (tmp_path / "a.json").write_text('{"format": "ganspacesynth sequence", "version": 1, "steps": [{"mode": "replace", ' + fields + "}]}")
    assert "steps[0]." in refused("hallucinate", "--steps", "a.json")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", "[" * 100_000, '{"format": "ganspacesynth sequence"}', '{"format": "ganspacesynth sequence", "version": 9}',
     '{"format": "ganspacesynth sequence", "version": 1}', '{"format": "ganspacesynth sequence", "version": 1, "steps": []}',
     '{"format": "ganspacesynth sequence", "version": 1, "steps": [{}], "settings": {"interp_steps": 0.5}}'],
)  # fmt: skip
def test_files_that_are_no_steps(refused, tmp_path, text):
    (tmp_path / "Schritte ü.json").write_text(text)
    refused("hallucinate", "--steps", "Schritte ü.json")
    assert "none.json" in refused("hallucinate", "--steps", "none.json")


def test_steps_that_do_not_go_together(refused, folder, tmp_path):
    house.steps(tmp_path / "a.json", OFFSET, {"edits": [1]})
    for form in ("clips", "continuous"):
        words = ("hallucinate", "--steps", "a.json", "--form", form, "--model", folder / house.PITCHED)
        assert "steps[1].mode must be that of the step before" in refused(*words)
    house.steps(tmp_path / "a.json", OFFSET, model="another")
    for form in ("clips", "continuous"):
        words = ("hallucinate", "--steps", "a.json", "--form", form, "--model", folder / house.PITCHED)
        assert "a point of another" in refused(*words)


# --- directions


@pytest.mark.parametrize("mode", ["replace", "offset", "latent"])
@pytest.mark.parametrize("duration", [(), ("--duration", "0.5")])
def test_more_edits_than_directions(refused, folder, mode, duration):
    words = ("generate", "--edits=1,1,1,1", "--mode", mode, *duration, "--model", folder / house.PITCHED)
    assert "There are 3 directions. Received: 4 edits" in refused(*words)


def test_edits_without_directions_say_what_to_do(refused, folder, tmp_path):
    house.steps(tmp_path / "a.json", {"edits": [1]})
    plain = folder / house.PLAIN
    for words in (("generate", "--edits=1"), ("generate", "--mode", "replace"), ("hallucinate", "--steps", "a.json")):
        line = refused(*words, "--model", plain)
        assert "Name a file with --directions, or find some with `ganspacesynth directions --ckpt_dir" in line


def test_directions_of_another_model(refused, folder):
    words = ("generate", "--edits=1", "--directions", folder / "Richtungen ü.npz", "--model", GOLDEN / "tiny_linear_pitches", "--pitch", "60")
    assert "Directions play on the model they were found on" in refused(*words)


def test_moving_z_needs_directions_in_z(refused, folder):
    words = ("generate", "--edits=1", "--mode", "latent", "--directions", GOLDEN / "tiny_mel" / "pca.pickle", "--model", folder / house.PLAIN)
    for duration in ((), ("--duration", "0.5")):
        assert "Find them again with --latent" in refused(*words, *duration)


@pytest.mark.parametrize("suffix", [".npz", ".pickle"])
@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: b"", lambda data: bytes(len(data)), lambda data: data[::-1]])
def test_damaged_directions(refused, folder, tmp_path, suffix, damage):
    good = folder / "Richtungen ü.npz" if suffix == ".npz" else GOLDEN / "tiny_mel" / "pca.pickle"
    (tmp_path / f"a{suffix}").write_bytes(damage(good.read_bytes()))
    assert f"a{suffix}" in refused("generate", "--edits=1", "--directions", f"a{suffix}", "--model", folder / house.PITCHED)


# --- sounds and melodies


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\x10\0\0\0WAVEdata", b"not a sound at all", bytes(1000)])
def test_damaged_sounds(refused, tmp_path, data):
    (tmp_path / "Ton ö.wav").write_bytes(data)
    assert "Ton ö.wav" in refused("show", "Ton ö.wav")
    assert "none.wav" in refused("show", "none.wav")
    assert "." in refused("show", ".")


def test_a_damaged_recipe(refused, capsys):
    for recipe in ({}, {"format": "ganspacesynth-recipe"}, {"format": "ganspacesynth-recipe", "version": 1, "kind": "clip"}, [1], "x"):
        write_wave("a.wav", np.zeros(10), 16000, recipe=recipe, force=True)
        assert main(["show", "a.wav"]) == 0
        capsys.readouterr()
        assert "recipe" in refused("show", "a.wav", "--render", "b.wav")


@pytest.mark.parametrize("data", [b"", b"MThd", b"not a melody at all", bytes(1000), b"\xff" * 1000])
def test_damaged_melodies(refused, tmp_path, data):
    (tmp_path / "Lied ö.mid").write_bytes(data)
    assert "Lied ö.mid" in refused("midi", "Lied ö.mid")
    assert "none.mid" in refused("midi", "none.mid")


# --- results that cannot be kept


@pytest.mark.parametrize("words", [("generate",), ("hallucinate",), ("midi", "Lied ö.mid")])
def test_places_where_nothing_can_be_written(refused, folder, tmp_path, monkeypatch, words):
    """Known before anything is opened: nobody waits for it."""
    shutil.copy(folder / "Lied ö.mid", tmp_path)
    (tmp_path / "datei").write_text("in the way")
    (tmp_path / "da.wav").write_text("mine")
    (tmp_path / "da.png").write_text("mine")
    monkeypatch.setattr(gansynth, "load_model", lambda *a, **k: pytest.fail("opened before the output was checked"))
    refused(*words, "-o", "datei/a.wav")
    refused(*words, "-o", "/proc/nirgends/a.wav" if sys.platform == "linux" else "datei/b/a.wav")
    assert "Nothing is overwritten unasked" in refused(*words, "-o", "da.wav")
    assert "Nothing is overwritten unasked" in refused(*words, "-o", "a.wav", "--picture", "da.png")
    refused(*words, "-o", "a\0b.wav")


def test_force_overwrites(folder, tmp_path):
    path = tmp_path / "a.wav"
    path.write_text("mine")
    assert main(["generate", "--model", str(folder / house.PITCHED), "-o", str(path), "--force"]) == 0
    assert path.read_bytes().startswith(b"RIFF")


@pytest.mark.parametrize("words", [("generate",), ("hallucinate", "-n", "1"), ("generate", "--duration", "0.5")])
def test_a_full_disk(refused, folder, monkeypatch, words):
    """libsndfile writes what fits; `soundfile` tells by an assertion."""

    def write(path, wave, *args, **kwargs):
        path.write_bytes(bytes(100))
        raise AssertionError

    monkeypatch.setattr(soundfile, "write", write)
    assert "The disk must have room" in refused(*words, "--model", folder / house.PITCHED, "-o", "a.wav")


@pytest.mark.skipif(sys.platform != "linux", reason="limits on file sizes")
def test_files_that_cannot_grow(tmp_path, folder):
    """A real limit of the system, in a process of its own."""
    code = (
        "import resource, signal, sys\n"
        "from ganspacesynth.cli.main import main\n"
        "from tests.support.sine_model import SineModel\n"
        "from ganspacesynth.networks.gansynth import gansynth\n"
        "gansynth.load_model = lambda *a, **k: SineModel()\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    for words in (("generate", "--model", "x", "-o", "a.wav"), ("hallucinate", "--model", "x", "-n", "1", "-o", "a.wav")):
        done = subprocess.run([sys.executable, "-c", code, *words], cwd=tmp_path, env=_here(), capture_output=True, text=True, check=False)
        assert done.returncode == 1 and "must have room" in complaint(done.stderr)
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("where", ["write", "render"])
def test_ctrl_c_leaves_nothing(folder, tmp_path, monkeypatch, capsys, where):
    def interrupted(path, *args, **kwargs):
        if where == "write":
            path.write_bytes(bytes(100))
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    target = (soundfile, "write") if where == "write" else (recipe_sounds, "render")
    monkeypatch.setattr(*target, interrupted)
    words = ["generate", "--duration", "0.5", "--model", str(folder / house.PITCHED), "-o", "a.wav", "--picture", "a.png"]
    assert main(words) == 130
    assert complaint(capsys.readouterr().err).startswith("ganspacesynth: Stopped. Nothing of the sound was written")
    assert not list(tmp_path.iterdir())


def _here():
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


@pytest.mark.parametrize("place", [".", "..", "/"])
@pytest.mark.parametrize("words", [("train", "--from", "."), ("generate", "-n", "2"), ("project", "x.wav"), ("dataset", "build", ".")])
def test_an_output_without_a_name_of_its_own(tmp_path, monkeypatch, capsys, words, place):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write_wave("x.wav", np.zeros(16000, np.float32), 16000)
    assert main([*words, "-o", place]) == 1
    complaint(capsys.readouterr().err)
    assert [path.name for path in tmp_path.rglob("*")] == ["here", "x.wav"]
