"""Makes the fixtures of tests/end_to_end/test_frozen.py: python -m tests.frozen.make NAME …

Run only to ADD a fixture. What lies here was made by the version that README.md names; made anew, it would prove nothing.
It uses whatever names the package had then.
"""

import json
import os
import shutil
import struct
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np

from ganspacesynth.cli.main import main
from tests.frozen.replay import HOME, Direct, exchange, fingerprint, serve

NATIVE = ["--model", "models/native"]
COLOURS = ["--model", "models/colours"]
SHORT = ["--spacing", "0.05", "--attack", "0.02", "--sustain", "0.1", "--release", "0.1"]
SOUNDS = {
    "clip": ["generate", *NATIVE, "--seed", "1"],
    "clip_replace": ["generate", *NATIVE, "--mode", "replace", "--edits=1.5,-1", "--pitch", "57"],
    "clip_offset": ["generate", *NATIVE, "--mode", "offset", "--edits=2,0,-1", "--seed", "3"],
    "clip_latent": ["generate", *NATIVE, "--mode", "latent", "--edits=0,1.5", "--seed", "4"],
    "clip_other_layer": ["generate", *NATIVE, "--directions", "directions/conv1.npz", "--edits=1,1", "--seed", "5"],
    "clip_pickle": ["generate", *NATIVE, "--directions", "directions/found.pickle", "--edits=-1,1", "--seed", "6"],
    "clip_published": ["generate", "--model", "../golden/tiny_mel", "--seed", str(2**62 + 1)],
    "clip_published_pickle": [
        *("generate", "--model", "../golden/tiny_mel", "--directions", "../golden/tiny_mel/pca.pickle", "--mode", "replace", "--edits=1,-2"),
    ],
    "clip_linear": ["generate", "--model", "../golden/tiny_linear_pitches", "--seed", "7", "--pitch", "PITCH"],
    "clip_traits": [
        "generate",
        *COLOURS,
        "--seed",
        "8",
        "--pitch",
        "48",
        "--family",
        "guitar:0.7,organ:0.3",
        "--qualities",
        "bright",
        "--velocity",
        "100",
    ],
    "clip_traits_drawn": ["generate", *COLOURS, "--seed", "9", "--pitch", "50"],
    "continuous": ["generate", *NATIVE, "--duration", "0.6", "--points", "3", "--seed", "10"],
    "continuous_replace": ["generate", *NATIVE, "--duration", "0.5", "--mode", "replace", "--edits=1,2"],
    "continuous_offset": ["generate", *NATIVE, "--duration", "0.5", "--points", "2", "--edits=1,2", "--seed", "11"],
    "continuous_latent": ["generate", *NATIVE, "--duration", "0.5", "--mode", "latent", "--edits=-1", "--seed", "12", "--pitch", "61"],
    "continuous_traits": ["generate", *COLOURS, "--duration", "0.05", "--points", "2", "--seed", "13", "--pitch", "50", "--source", "acoustic"],
    "hallucination": ["hallucinate", *NATIVE, "--notes", "3", "--interp", "2", "--seed", "14", "--pitch", "60,64", *SHORT],
    "hallucination_linear": [
        "hallucinate",
        *NATIVE,
        "--notes",
        "2",
        "--interp",
        "1",
        "--seed",
        "15",
        "--between",
        "linear",
        "--trim",
        "0.05",
        *SHORT,
    ],
    "hallucination_continuous": [
        "hallucinate",
        *NATIVE,
        "--notes",
        "3",
        "--interp",
        "1",
        "--seed",
        "16",
        "--form",
        "continuous",
        "--duration",
        "0.8",
    ],
    "hallucination_traits": ["hallucinate", *COLOURS, "--notes", "2", "--interp", "1", "--seed", "17", "--pitch", "48", "--family", "organ", *SHORT],
    "steps_least": ["hallucinate", *NATIVE, "--steps", "steps/least.json"],
    "steps_replace": ["hallucinate", *NATIVE, "--steps", "steps/replace.json"],
    "steps_replace_continuous": ["hallucinate", *NATIVE, "--steps", "steps/replace.json", "--form", "continuous"],
    "steps_bends": ["hallucinate", *NATIVE, "--steps", "steps/bends.json"],
    "steps_bends_continuous": ["hallucinate", *NATIVE, "--steps", "steps/bends.json", "--form", "continuous", "--duration", "0.7"],
    "steps_traits": ["hallucinate", *COLOURS, "--steps", "steps/traits.json"],
    "midi": ["midi", "melody.mid", *NATIVE, "--seed", "18", "--seconds-per-instrument", "0.3"],
    "midi_legato": ["midi", "melody.mid", *NATIVE, "--seed", "19", "--legato", "--release", "0.1"],
    "midi_traits": ["midi", "melody.mid", *COLOURS, "--seed", "20", "--attack", "0.02"],
    "embedded_clip": ["generate", "--seed", "21", "--edits=1,-1"],
    "embedded_continuous": ["generate", "--seed", "22", "--duration", "0.6", "--points", "2", "--pitch", "55"],
    "embedded_hallucination": ["hallucinate", "--notes", "2", "--interp", "1", "--seed", "23", *SHORT],
    "embedded_preview": ["hallucinate", "--notes", "2", "--interp", "1", "--seed", "26", "--precision", "preview", *SHORT],
    "guitar_clip": ["generate", "--model", "guitar", "--seed", "24"],
    "guitar_continuous": ["generate", "--model", "guitar", "--seed", "25", "--duration", "0.6", "--edits=1.5", "--points", "2"],
}
STEPS = {
    "least": {
        "steps": [
            {"mode": "offset", "seed": 1, "pitch": 60, "duration_s": 0.3},
            {"mode": "offset", "seed": 2**62 + 3, "pitch": 64, "edits": [1.5, 0, -2]},
        ]
    },
    "replace": {"steps": [{"edits": [1.0]}, {"edits": [-1.0, 2.0], "pitch": 55.0, "duration_s": 0.2}, {}], "pitch": 62.0, "cursor": 1, "model": None},
    "bends": {
        "steps": [
            {"mode": "latent", "seed": 5, "scale": {"conv1": 1.3, "conv0_3": 0.8}, "offset": {"conv0": 0.1}, "edits": [1.0]},
            {"mode": "latent", "seed": 6, "offset": {"conv1_2": -0.2}, "duration_s": 0.25},
            {"mode": "latent", "z": [round(0.1 * i - 1.5, 3) for i in range(32)], "pitch": 57.0, "duration_s": 0.2},
        ]
    },
    "traits": {
        "steps": [
            {"mode": "offset", "seed": 3, "traits": {"family": {"guitar": 1.0}, "velocity": 75.0}, "pitch": 48.0},
            {
                "mode": "offset",
                "seed": 4,
                "traits": {"family": {"organ": 0.5, "reed": 0.5}, "source": {"acoustic": 1.0}},
                "drawn": ["source"],
                "pitch": 50.0,
            },
        ]
    },
}
SETTINGS = {"interp_steps": 1, "spacing_s": 0.1, "start_trim_s": 0.002, "attack_s": 0.03, "sustain_s": 0.1, "release_s": 0.08}
TINY = ["dataset", "--preset", "tiny", "--audition", "0"]
GAN = [*TINY, "--resolutions", "2", "--start-height", "8", "--start-width", "128", "--fmap-max", "2", "--batch-size", "4"]
RUNS = {  # name: its command; each goes on from the last state but one
    "gan": [*GAN, "--stable-images", "8", "--transition-images", "8", "--save-every", "12", "--images", "20"],
    "gan_r1": [*GAN, "--no-progressive", "--penalty", "r1", "--augment", "--save-every", "8", "--images", "16"],
    "morph": [*TINY, "--method", "morph", "--save-every", "8", "--images", "12"],
}


def made(*words):
    """Run the command line."""
    if main([str(word) for word in words]):
        raise SystemExit(f"{words} failed")


def models():
    """A native model with directions beside it, and a conditioned one."""
    from tests.support import conditioned

    made("convert", "../golden/tiny_mel", "-o", "models/native")
    made(
        "directions",
        *NATIVE,
        "--n-components",
        3,
        "--random-z-count",
        300,
        "--latent",
        "--latent-z-count",
        1000,
        "-o",
        "models/native/directions_conv0.npz",
    )
    conditioned.model().save(HOME / "models" / "colours", dtype="float32")


def directions():
    """Files of every kind, and what they make of edits."""
    from ganspacesynth import load_directions

    folder = HOME / "directions"
    folder.mkdir()
    some = [*NATIVE, "--n-components", 3, "--random-z-count", 300]
    made("directions", *some, "--layer", "conv1", "--estimator", "ipca", "-o", "directions/conv1.npz")
    made("directions", *some, "--estimator", "sketch", "--no-all-pitches", "-o", "directions/sketch.npz")
    made("directions", *some, "-o", "directions/found.pickle")
    shutil.copy("models/native/directions_conv0.npz", "directions/labelled.npz")
    made("directions", "label", "directions/labelled.npz", *NATIVE, "--count", 2, "--sounds", 2)
    made("directions", "rename", "directions/labelled.npz", 2, "Glühen")
    made("between", "--a", "1,2,3", "--b", "4,5", *NATIVE, "--name", "rau", "-o", "directions/between.npz")
    expected, about = {}, {}
    for path in (*sorted(folder.iterdir()), HOME / "models/native/directions_conv0.npz"):
        found = load_directions(path)
        name, count = path.name, found.n_components
        edits = np.linspace(-1.0, 2.0, 2 * count).reshape(2, count).astype(np.float32)
        expected[f"{name}/edits"], expected[f"{name}/offset"] = edits, found.offset(edits)
        expected[f"{name}/activation"] = found.activation(edits)
        if found.latent is not None:
            expected[f"{name}/latent"] = found.latent_offset(edits)
        about[name] = {
            "layer": found.layer,
            "shape": list(found.shape),
            "pitch": found.pitch,
            "pitches": list(found.pitches),
            "model_id": found.model_id,
            "estimator": found.estimator,
            "names": [found.name(i) for i in range(count)],
            "ranges": [list(found.range(i)) for i in range(count)],
        }
    np.savez_compressed(folder / "expected.npz", **expected)
    _write("directions/expected.json", about)


def steps():
    """Files of steps, written as the program writes them and by hand, and a melody."""
    from tests.support import house

    (HOME / "steps").mkdir()
    for name, body in STEPS.items():
        more = {} if name == "least" else {"settings": SETTINGS}
        _write(f"steps/{name}.json", {"format": "ganspacesynth sequence", "version": 1, **more, **body})
    for name in STEPS:
        model = COLOURS if name == "traits" else NATIVE
        with tempfile.TemporaryDirectory() as temporary:
            made("hallucinate", *model, "--steps", f"steps/{name}.json", "-o", f"{temporary}/x.wav", "--save-steps", f"steps/{name}_saved.json")
    house.melody(HOME / "melody.mid", [(0.0, 0.1, 60), (0.12, 0.2, 64), (0.22, 0.5, 67)])


def sounds():
    """WAVs with recipes of every kind."""
    from ganspacesynth import load_model

    (HOME / "sounds").mkdir(exist_ok=True)
    for name, words in SOUNDS.items():
        if not Path(f"sounds/{name}.wav").exists():
            pitch = str(load_model("../golden/tiny_linear_pitches").config.pitches[0]) if "PITCH" in words else ""
            made(*(pitch if word == "PITCH" else word for word in words), "-o", f"sounds/{name}.wav")
    with tempfile.TemporaryDirectory() as temporary:
        made("explore", *NATIVE, "-x", 1, "-y", 0, "--steps", 2, "--mode", "offset", "--seed", 3, "-o", f"{temporary}/grid")
        shutil.copy(sorted(Path(temporary, "grid").glob("*.wav"))[0], "sounds/explored.wav")
        made("project", "sounds/clip.wav", *NATIVE, "--tries", 64, "-o", f"{temporary}/projected.wav")
        shutil.copy(f"{temporary}/projected.wav", "sounds/projected.wav")
        Path("points").mkdir(exist_ok=True)
        shutil.copy(f"{temporary}/projected.json", "points/projected.json")


def points():
    """Points and paths in JSON, and their sounds."""
    from ganspacesynth import Point, load_model
    from ganspacesynth import PointPath as SoundPath

    model = load_model("models/native")
    z = [tuple(row) for row in model.sample_z(3, seed=30).tolist()]
    all_of = Point(
        60.5, z[0], (1.0, -2.0), "latent", {"conv1": 1.2}, {"conv0": 0.1}, model.id, {"family": {"guitar": 0.5, "organ": 0.5}, "velocity": 80}
    )
    bent = Point(60, z[1], scale={"conv1": 1.2}, offset={"conv0_2": 0.1})
    path = SoundPath((0.0, 0.2, 0.5), (Point(57, z[0]), bent, Point(60, z[2])), "linear")
    for name, point in {"all": all_of, "replace": Point(48, None, (1.0,), "replace"), "bent": bent}.items():
        _write(f"points/{name}.json", point.to_json())
    _write("points/path.json", path.to_json())
    np.save("points/path.npy", model.render(path))


def dataset():
    """Eighteen quarter-second notes of three instruments."""
    from tests.support import tiny_corpus

    with tempfile.TemporaryDirectory() as temporary:
        notes = tiny_corpus.save(Path(temporary) / "notes")
        made("dataset", "build", notes, "-o", "dataset", "--sample-rate", 8000, "--duration", 0.25, "--valid", 0)


def runs():
    """Training runs as they were before their last steps, and the state behind those."""
    for name, words in RUNS.items():
        folder = HOME / "runs" / name
        if folder.exists():
            continue
        with tempfile.TemporaryDirectory() as temporary:
            made("train", *words, "-o", f"{temporary}/run")
            run = Path(temporary) / "run"
            before, after = sorted(run.glob("state-*.npz"))
            (folder / "before").mkdir(parents=True)
            for file in (run / "run.json", run / "losses.jsonl", before):
                shutil.copy(file, folder / "before")
            shutil.copy(after, folder / "after.npz")
            _write(folder / "command.json", words)
    if not Path("parts").exists():
        made("checkpoint", "split", "runs/morph/before", "-o", "parts", "--megabytes", 0.05)


def _write(path, value):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def runtime():
    """What all this was made with."""
    _write("runtime.json", fingerprint())


def osc():
    """Conversations: without a model, with every command wrongly used, with models, and over the network."""
    from ganspacesynth.engine.engine import Engine
    from tests.frozen import messages

    Path("osc").mkdir(exist_ok=True)
    for name, talk in (("empty", messages.EMPTY), ("wrong", messages.wrong()), ("playing", messages.PLAYING)):
        if not Path(f"osc/{name}.jsonl").exists():
            with tempfile.TemporaryDirectory() as out:
                engine = Engine(precision="exact", temp=out)
                _converse(Direct(engine), name, talk, out)
                engine.close()
                if name == "playing":
                    _keep_sound(f"{out}/bent.wav", "sounds/engine_bent.wav")
                    _keep_sound(f"{out}/saved.wav", "sounds/engine_saved.wav")
    if not Path("osc/network.jsonl").exists():
        with tempfile.TemporaryDirectory() as out:
            serve(main, lambda host: _converse(host, "network", messages.NETWORK, out), out)


def _keep_sound(source, target):
    """Copy a WAV; the engine names a model's folder from the root of the disk, and fixtures are where the checkout is."""
    import soundfile

    from ganspacesynth.audio.files.recipe_inside import read_recipe
    from ganspacesynth.audio.files.sound_files import write_wave

    recipe, (wave, rate) = read_recipe(source), soundfile.read(source, dtype="float32")
    recipe["model"]["path"], recipe["directions"]["path"] = "models/native", "models/native/directions_conv0.npz"
    write_wave(target, wave, rate, recipe=recipe)


def _converse(host, name, talk, out):
    lines = []
    for given in talk:
        said, until = given if isinstance(given, tuple) else (given, None)
        said = said if isinstance(said[0], list) else [said]
        said = [[{"blob": value.hex()} if isinstance(value, bytes) else value for value in message] for message in said]
        heard = exchange(host, said, out, count=int(said[-1][0] == "/quit"), until=until)
        lines.append(json.dumps({"say": said, "hear": heard}, ensure_ascii=False))
    Path(f"osc/{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def blob(values):
    """Float32, big end first."""
    return struct.pack(f">{len(values)}f", *values)


MAKERS = {maker.__name__: maker for maker in (models, directions, steps, sounds, points, dataset, runs, osc, runtime)}

if __name__ == "__main__":
    os.chdir(HOME)
    for chosen in sys.argv[1:]:
        MAKERS[chosen]()
