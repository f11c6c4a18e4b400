"""A small picture network trained from end to end: resumed to the last bit, tuned, looked at, and refused where it must be."""

import dataclasses
import json

import numpy as np
import pytest

import ganspacesynth
from ganspacesynth.core.errors import InvalidInput, ModelError, TrainingError
from ganspacesynth.data.paintings.painting import paint_folder
from ganspacesynth.networks.stylegan.differentiable.keras_generator import doubled, synthesized
from ganspacesynth.networks.stylegan.picture_config import UpscaledShape
from ganspacesynth.training.observer import Observer
from ganspacesynth.training.pictures import keeping
from ganspacesynth.training.pictures.picture_settings import PictureTraining
from ganspacesynth.training.pictures.picture_task import PictureTask
from ganspacesynth.training.pictures.start import find_start
from ganspacesynth.training.pictures.train_pictures import train_pictures
from ganspacesynth.training.run_log import read_log
from ganspacesynth.training.state import load_state
from tests.support.refused import refused

TINY = PictureTraining(
    size=16, images=24, warm=8, batch=4, z_dim=8, channels=4, most=8, save_every=8, audition=2, held_out=0.3, penalty_every=1, path_every=1
)


class Stopping(Observer):
    """Stops once it was asked so often."""

    def __init__(self, after):
        self.left = after

    def stop(self):
        self.left -= 1
        return self.left < 0


@pytest.fixture(scope="module")
def paintings(tmp_path_factory):
    return paint_folder(tmp_path_factory.mktemp("paintings"), count=30, size=32)


@pytest.fixture(scope="module")
def whole(paintings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "run"
    return train_pictures(paintings, folder, TINY)


def states_of(folder):
    state, info = load_state(folder)
    return leaves(state), info


def leaves(tree, prefix=""):
    found = {}
    for name, value in tree.items():
        found |= leaves(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def test_a_run_has_all_that_is_looked_at(whole):
    folder = whole.folder
    assert (whole.images, whole.learned, whole.held_out, whole.stopped) == (24, 21, 9, False)
    assert sorted(path.name for path in (folder / "auditions").iterdir()) == [f"{n:09d}.png" for n in (8, 16, 24)]
    lines = read_log(folder / "figures.jsonl", "figures")
    assert [line["images"] for line in lines] == [8, 16, 24]
    assert whole.figures.kinds == 5 and np.isfinite(whole.figures.kernel) and whole.figures.kernel > whole.figures.floor
    model = ganspacesynth.load_picture_model(folder / "model")
    assert model.config.width == 16 and model.about["images"] == 24 and model.about["figures"]["made"] == keeping.LOOKED_AT
    assert model.synthesize(model.map(model.sample_z(2, seed=1))).shape == (2, 16, 16, 3)
    assert "| kinds of pictures that are met |" in (folder / "model" / "README.md").read_text(encoding="utf-8")


def test_a_stopped_run_goes_on_to_the_same_bits(whole, paintings, tmp_path):
    stopped = train_pictures(paintings, tmp_path / "run", TINY, observer=Stopping(3))  # in the second stage, between two checkpoints
    assert stopped.stopped and stopped.images == 16
    log = tmp_path / "run" / "figures.jsonl"
    log.write_text(log.read_text().splitlines(keepends=True)[0])  # as if it had been killed before it looked at the state that it had saved
    resumed = train_pictures(paintings, tmp_path / "run", TINY)
    (a, _), (b, _) = states_of(whole.folder), states_of(resumed.folder)
    assert set(a) == set(b) and all(np.array_equal(a[name], b[name]) for name in a)
    assert (resumed.folder / "figures.jsonl").read_text() == (whole.folder / "figures.jsonl").read_text()


def test_a_finished_run_only_looks_again(whole, paintings):
    again = train_pictures(paintings, whole.folder, TINY)
    assert again == dataclasses.replace(whole, figures=again.figures) and again.figures == whole.figures


def test_a_run_is_held_to_its_settings(whole, paintings):
    with refused("same-settings", TrainingError, says="batch=8"):
        train_pictures(paintings, whole.folder, dataclasses.replace(TINY, batch=8))


def test_a_network_is_tuned(whole, paintings, tmp_path):
    tuned = dataclasses.replace(TINY, init=str(whole.folder / "model"), warm=0, images=4, save_every=4, held_out=0.0)
    trained = train_pictures(paintings, tmp_path / "run", tuned)
    before, after = (ganspacesynth.load_picture_model(run / "model") for run in (whole.folder, trained.folder))
    assert after.about["init"] == after.about["settings"]["init"] == before.id and after.id != before.id  # not where it lay
    kernel = "b16.conv1.weight"
    change = np.abs(after.weights[kernel] - before.weights[kernel]).max()
    assert 0.0 < change < 0.2 * np.abs(before.weights[kernel]).max()
    assert trained.figures is None and trained.learned == 30  # nothing was held out
    assert "nobody has measured" in (trained.folder / "model" / "README.md").read_text(encoding="utf-8")


def test_a_network_grows(whole, paintings, tmp_path):
    larger = dataclasses.replace(TINY, init=str(whole.folder), size=32, channels=2, warm=0, images=4, critic_first=4, save_every=4)
    start, small = find_start(larger), ganspacesynth.load_picture_model(whole.folder / "model")
    before, ws = find_start(dataclasses.replace(TINY, init=str(whole.folder))), small.map(small.sample_z(2, seed=3))
    made = synthesized(start.config, start.generator, np.pad(ws, ((0, 0), (0, 2), (0, 0)), "edge"), {})
    assert np.allclose(made, doubled(synthesized(before.config, before.generator, ws, {})), atol=1e-5)  # the same, made larger
    state, _ = states_of(whole.folder)
    assert all(np.array_equal(start.critic[f"b8/{name}"], state[f"critic.b8/{name}"]) for name in ("conv0/weight", "conv1/weight", "skip/weight"))
    trained = train_pictures(paintings, tmp_path / "run", larger)
    grown = ganspacesynth.load_picture_model(trained.folder / "model")
    assert grown.config.width == 32
    assert np.array_equal(grown.weights["b16.conv1.weight"], small.weights["b16.conv1.weight"])  # the critic learned alone
    assert np.array_equal(np.load(trained.folder / "latents.npy"), np.load(whole.folder / "latents.npy"))


def test_what_cannot_grow(whole):
    for other in ({"size": 32, "channels": 16, "most": 16}, {"size": 32, "channels": 4}):
        with refused("grown-network", TrainingError, says="for one of 16 pixels"):
            find_start(dataclasses.replace(TINY, init=str(whole.folder / "model"), **other))


def test_only_what_can_be_trained_is_trained_on(whole, paintings, tmp_path):
    model = ganspacesynth.load_picture_model(whole.folder / "model")
    orig = dataclasses.replace(model.config, synthesis=dataclasses.replace(model.config.synthesis, architecture="orig"))
    weights = {name: value for name, value in model.weights.items() if "torgb" not in name or name.startswith("b16")}
    stored = dataclasses.replace(model._stored, config=orig, weights=weights)
    assert isinstance(orig.synthesis, UpscaledShape)
    ganspacesynth.networks.stylegan.picture_model.PictureModel(stored).save(tmp_path / "orig")
    with refused("trainable-network", ModelError, says="Begin without one"):
        train_pictures(paintings, tmp_path / "run", dataclasses.replace(TINY, init=str(tmp_path / "orig")))


@pytest.mark.parametrize(
    ("rule", "setting"),
    [
        ("training-size: size=48", {"size": 48}),
        ("known-dtype: float16", {"dtype": "float16"}),
        ("known-crop: round", {"crop": "round"}),
        ("setting-range: batch=1", {"batch": 1}),
        ("setting-range: mixing=2", {"mixing": 2.0}),
    ],
)
def test_settings_are_checked(rule, setting):
    with refused(rule, InvalidInput):
        PictureTraining(**setting)


def test_a_damaged_log_is_told(tmp_path):
    (tmp_path / "figures.jsonl").write_text('{"images": 4}\n{"ima')
    with refused("whole-log", TrainingError):
        read_log(tmp_path / "figures.jsonl", "figures")


def test_a_collapse_ends_the_run(tmp_path):
    rows = [{"images": n, "variety": 0.001} for n in (4, 8, 12)]
    (tmp_path / "figures.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    keeper = keeping.PictureKeeper(tmp_path, None, None, {}, None)
    with refused("diverse-pictures", TrainingError, says="collapsed"):
        keeper._check_variety()
    keeper.lines[-1]["variety"] = 0.5
    keeper._check_variety()


def test_batches_of_the_critic(paintings):
    s = dataclasses.replace(TINY, penalty_every=4, path_every=2, mirrored=True)
    pictures = np.random.default_rng(0).integers(0, 255, (6, 16, 16, 3)).astype(np.uint8)
    task = PictureTask(find_start(s), s, pictures, np.arange(6), np.zeros((6, 8), np.float32))
    drawn = [task.draw(np.random.default_rng(k), 8 + 4 * k) for k in range(4)]
    assert [("slopes" in each, "paths" in each) for each in drawn] == [(True, False), (False, True), (False, False), (False, True)]
    assert drawn[0]["anchor"] == s.anchor and drawn[3]["anchor"] < s.anchor
    assert all((each["mixed"][:2] == task.config.num_ws).all() and each["mixed"].min() >= 1 for each in drawn)
    assert "own" not in task.draw(np.random.default_rng(0), 4)
