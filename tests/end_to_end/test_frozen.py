"""What version 1 wrote still opens and sounds the same, its runs go on, and the engine answers as it did: tests/frozen.

On the machine that made the fixtures (same libraries, same vector units: tests/frozen/runtime.json) every sample and every weight is the same.
Elsewhere, and on ONNX Runtime everywhere, sums are rounded differently; how near the sounds then are is said at each bound.
"""

import json
import shutil

import numpy as np
import pytest
import soundfile

import ganspacesynth
from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.cli.main import main
from ganspacesynth.continuous.render import render
from tests.conftest import decibels
from tests.frozen.replay import HOME, Direct, command_names, differences, exchange, fingerprint, ordered, serve

MADE_HERE = fingerprint() == json.loads((HOME / "runtime.json").read_text(encoding="utf-8"))
WAVE_DB = 80.0  # embedded and guitar model: 96 dB without oneDNN and wide vectors
TINY_DB = 60.0  # random weights magnify rounding: 72 dB
FLOORED = 2.0**-23  # one step of 24 bits: the frozen files were floored by libsndfile, files of today are rounded
PREVIEW_DB = 15.0  # of spectra: preview computes with eight bits where that is faster, and phases drift by what they round
WEIGHTS = 1e-2  # of a trained array, relative to its largest value: without oneDNN and wide vectors a critic's momentum is 0.001 away
SOUNDS = sorted(path.stem for path in (HOME / "sounds").glob("*.wav"))
FILES = sorted(path.name for path in (HOME / "directions").iterdir() if path.suffix in (".npz", ".pickle") and path.stem != "expected")


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """Recipes name their models as seen from the folder of the fixtures."""
    monkeypatch.chdir(HOME)


@pytest.fixture(scope="module", autouse=True)
def opened_once():
    """Let the command line open each model once: compiling is what takes time."""
    with pytest.MonkeyPatch.context() as patch:
        open_models_once(patch)
        yield


def open_models_once(patch):
    """Touches an inner name; without it all tests pass, and take longer."""
    from tests.support import house

    house.open_models_once(patch)


@pytest.fixture(params=["onnx", "tensorflow"])
def exact(request, monkeypatch):
    """Play on a backend; whether it is the one, on the machine, that made the fixtures."""
    monkeypatch.setenv("GANSPACESYNTH_BACKEND", request.param)
    return MADE_HERE and request.param == "tensorflow"


def is_same(expected, found, bound, *, exact, step=FLOORED):
    """Whether a wave is the one that was frozen; `step`: how far a sample may be from it where all is computed alike."""
    assert found.shape == expected.shape
    away = np.abs(expected - found)
    return away.max() <= step if exact else decibels(expected, expected + np.maximum(0.0, away - step)) >= bound


def spectra(wave):
    """Magnitudes of a wave's short pieces."""
    return np.abs(np.fft.rfft(np.lib.stride_tricks.sliding_window_view(wave, 1024)[::256] * np.hanning(1024)))


def bound_of(name):
    """How near a sound is, in decibels, on another processor."""
    return PREVIEW_DB if "preview" in name else WAVE_DB if name.startswith(("embedded", "guitar")) else TINY_DB


def read(path):
    return soundfile.read(path, dtype="float32")


def trusted(path):
    """What a recipe names is only opened when its reader names it, too."""
    recipe = read_recipe(path)
    named = {f"--{kind}": recipe[kind]["path"] for kind in ("model", "directions") if recipe.get(kind)}
    return [word for option, value in named.items() if value is not None for word in (option, value)]


def test_there_are_fixtures():
    assert len(SOUNDS) == 39 and len(FILES) == 5


@pytest.mark.parametrize("name", SOUNDS)
def test_a_recipe_renders_the_same_samples(name, exact, tmp_path, capsys):
    expected, rate = read(f"sounds/{name}.wav")
    words = ["show", f"sounds/{name}.wav", "--json", *trusted(f"sounds/{name}.wav")]
    assert main([*words, "--render", str(tmp_path / "again.wav")]) == 0, capsys.readouterr().err
    said = capsys.readouterr().out
    recipe = json.loads(said[: said.rindex("}") + 1])
    assert recipe["format"] == "ganspacesynth-recipe" and recipe["version"] == 1
    found, again = read(tmp_path / "again.wav")
    if "preview" in name and not exact:
        expected, found = spectra(expected), spectra(found)
    assert again == rate and is_same(expected, found, bound_of(name), exact=exact)


@pytest.mark.parametrize("name", ["least", "replace", "bends", "traits"])
def test_a_file_of_steps_plays_and_is_saved_again(name, exact, tmp_path, capsys):
    model = "models/colours" if name == "traits" else "models/native"
    words = [
        "hallucinate",
        "--model",
        model,
        "--steps",
        f"steps/{name}.json",
        "--level",
        "peak",
        "--decoder",
        "published",
        "-o",
        str(tmp_path / "x.wav"),
        "--save-steps",
        str(tmp_path / "x.json"),
    ]
    assert main(words) == 0, capsys.readouterr().err
    assert is_same(read(f"sounds/steps_{name}.wav")[0], read(tmp_path / "x.wav")[0], TINY_DB, exact=exact)
    saved, again = (json.loads(path.read_text(encoding="utf-8")) for path in (HOME / "steps" / f"{name}_saved.json", tmp_path / "x.json"))
    assert again == saved


@pytest.mark.parametrize("name", ["all", "replace", "bent", "projected"])
def test_a_point_says_itself_again(name):
    stored = json.loads((HOME / "points" / f"{name}.json").read_text(encoding="utf-8"))
    assert ganspacesynth.Point.from_json(stored).to_json() == stored


def test_a_path_sounds_the_same(exact):
    stored = json.loads((HOME / "points" / "path.json").read_text(encoding="utf-8"))
    path = ganspacesynth.PointPath.from_json(stored)
    assert path.to_json() == stored
    assert is_same(
        np.load("points/path.npy"), render(ganspacesynth.load_model("models/native", decoder="published"), path), TINY_DB, exact=exact, step=0
    )


@pytest.mark.parametrize("name", [*FILES, "directions_conv0.npz"])
def test_directions_open_and_mean_the_same(name, capsys):
    path = HOME / ("models/native" if name == "directions_conv0.npz" else "directions") / name
    about = json.loads((HOME / "directions" / "expected.json").read_text(encoding="utf-8"))[name]
    found = ganspacesynth.load_directions(path)
    for key in ("layer", "pitch", "model_id", "estimator"):
        assert getattr(found, key) == about[key], key
    assert list(found.shape) == about["shape"] and list(found.pitches) == about["pitches"]
    assert [found.name(i) for i in range(found.n_components)] == about["names"]
    assert [list(found.range(i)) for i in range(found.n_components)] == about["ranges"]
    with np.load("directions/expected.npz") as expected:
        edits = expected[f"{name}/edits"]
        made = {"offset": found.offset, "activation": found.activation, "latent": found.latent_offset}
        known = [kind for kind in made if f"{name}/{kind}" in expected.files]
        assert len(known) >= 2
        for kind in known:
            np.testing.assert_allclose(made[kind](edits), expected[f"{name}/{kind}"], rtol=0 if MADE_HERE else 1e-5, atol=0 if MADE_HERE else 1e-5)
    assert main(["directions", "rename", str(path)]) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in about["names"] if not word.startswith("direction "))  # rows that nobody listened to are only counted


def test_marked_sounds_of_every_kind_are_read(tmp_path, capsys):
    words = ["--a", "sounds/clip.wav", "points/bent.json", "--b", "4,5", "--model", "models/native", "-o", str(tmp_path / "x.npz")]
    assert main(["between", *words]) == 0, capsys.readouterr().err
    assert ganspacesynth.load_directions(tmp_path / "x.npz").names == ("x",)


def test_models_say_what_they_said(capsys):
    for name, identity, pitches in (
        ("models/native", "f4fb49c0e9309d0b", 61),
        ("models/colours", "c52547e6dd013dda", 3),
        ("../golden/tiny_mel", None, 61),
    ):
        assert main(["info", name, "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert identity in (None, said["id"]) and len(said["pitches"]) == pitches and bool(said["conditions"]) == (name == "models/colours")


def test_a_data_set_is_whole(capsys):
    assert main(["dataset", "info", "dataset", "--check"]) == 0
    said = capsys.readouterr().out
    assert "6 notes of 2000 samples (8000 Hz, 0.25 s), all whole" in said and "pitches: 57,60,64" in said


@pytest.mark.parametrize("name", ["gan", "gan_r1", "morph"])
def test_a_run_goes_on_to_the_same_weights(name, tmp_path, capsys):
    folder = HOME / "runs" / name
    shutil.copytree(folder / "before", tmp_path / "run")
    assert main(["train", *json.loads((folder / "command.json").read_text(encoding="utf-8")), "-o", str(tmp_path / "run")]) == 0, (
        capsys.readouterr().err
    )
    before, newest = sorted((tmp_path / "run").glob("state-*.npz"))
    assert before.read_bytes() == next((folder / "before").glob("state-*.npz")).read_bytes()  # it went on, and did not begin anew
    with np.load(folder / "after.npz") as expected, np.load(newest) as found:
        assert found.files == expected.files
        for key in (key for key in found.files if key != "info"):
            if MADE_HERE:
                assert np.array_equal(found[key], expected[key]), key
            else:
                assert np.abs(found[key] - expected[key]).max() <= WEIGHTS * np.abs(expected[key]).max(), key
    model = ganspacesynth.load_model(tmp_path / "run" / "model")
    assert np.isfinite(model.synthesize(model.sample_z(1, seed=0), 60)).all()


def test_parts_of_a_run_are_joined(tmp_path, capsys):
    assert main(["checkpoint", "join", "parts", "-o", str(tmp_path / "run")]) == 0, capsys.readouterr().err
    for file in (HOME / "runs" / "morph" / "before").iterdir():
        if file.name != "losses.jsonl":
            assert (tmp_path / "run" / file.name).read_bytes() == file.read_bytes()


def lines(name):
    return [json.loads(line) for line in (HOME / "osc" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def replay(host, name, out, exact):
    """Say a conversation's messages again, and return what is answered differently."""
    found = []
    for line in lines(name):
        if line["say"][0][0] == "/commands":  # there may be more today, and they come in pages
            known = {answer[1] for answer in line["hear"] if answer[0] == "/command"}
            found += [f"{name} is gone" for name in sorted(known - command_names(host, out))]
            continue
        heard = exchange(host, line["say"], out, count=len(line["hear"]))
        for expected, given in zip(ordered(line["hear"]), ordered(heard), strict=True):
            found += [f"{line['say']}{difference}" for difference in differences(expected, given, exact)]
    return found


@pytest.fixture
def host(exact, tmp_path):
    from ganspacesynth.engine.engine import Engine

    engine = Engine(precision="exact", decoder="published", temp=tmp_path)
    yield Direct(engine)
    engine.close()


@pytest.mark.parametrize("name", ["empty", "wrong", "playing"])
def test_the_engine_answers_as_it_did(name, host, exact, tmp_path):
    assert replay(host, name, tmp_path, exact) == []
    if name == "playing":
        for file, kept in (("bent", "engine_bent"), ("saved", "engine_saved")):
            assert is_same(read(f"sounds/{kept}.wav")[0], read(tmp_path / f"{file}.wav")[0], TINY_DB, exact=exact)


def test_over_the_network_it_answers_as_it_did(exact, tmp_path):
    import signal

    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        code, found = serve(main, lambda host: replay(host, "network", tmp_path, exact), tmp_path)
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    assert code == 0 and found == []


def test_every_command_was_frozen():
    said = {message[0] for name in ("empty", "playing", "network") for line in lines(name) for message in line["say"]}
    listed = {answer[1] for line in lines("empty") if line["say"][0][0] == "/commands" for answer in line["hear"] if answer[0] == "/command"}
    assert len(listed) > 50 and listed <= said
