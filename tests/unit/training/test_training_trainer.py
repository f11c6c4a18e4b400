"""The loop: resume is exact in any stage, bad numbers stop it, and nothing good is lost."""

import json

import numpy as np
import pytest

from ganspacesynth.core.errors import DatasetError, InvalidInput, TrainingError
from ganspacesynth.training.adversarial.schedule import Schedule
from ganspacesynth.training.trainer import finite_state, train
from tests.support import tiny_corpus
from tests.support.refused import refused


class Sum:
    """A task that adds up what it draws: cheap, and any slip in order or number shows."""

    def __init__(self, total=20, batch=2, poison=None, stages=4):
        self.total_images, self.batch_size, self.poison, self.stages = total, batch, poison, stages

    def stage(self, images):
        return images // (self.total_images // self.stages)

    def initial_state(self):
        return {"sum": {"w0": np.float32(0.0)}}

    def enter(self, state, stage):
        return {"sum": {**state["sum"], f"w{stage}": np.float32(100.0 * stage)}}

    def draw(self, rng, images):
        if self.poison == images:
            return {"x": np.float32(np.nan)}
        if self.poison == -images:
            raise DatasetError("a note is damaged", rule="whole-record")
        return {"x": np.float32(rng.random())}

    def resident(self, stage):
        return {"bias": np.float32(0.0)}

    def operations(self, stage):
        return 1000.0

    def step(self, state, batch, images):
        return {"sum": {name: value * 0.9 + batch["x"] + batch["bias"] for name, value in state["sum"].items()}}, {"loss": batch["x"]}


def stop_after(steps):
    count = iter(range(1, 1_000_000))
    return lambda: next(count) >= steps


@pytest.mark.parametrize("steps", range(1, 10))
def test_an_interrupted_run_ends_as_one_that_was_not(tmp_path, steps):
    whole = train(Sum(), tmp_path / "a", seed=3, save_every=6)
    part = train(Sum(), tmp_path / "b", seed=3, save_every=6, stop=stop_after(steps))
    assert part.images == 2 * steps
    rest = train(Sum(), tmp_path / "b", seed=3, save_every=6)
    assert rest.images == 20 and rest.stage == whole.stage == 3
    assert tiny_corpus.flat(rest.state) == tiny_corpus.flat(whole.state)
    logs = [[json.loads(line)["images"] for line in (tmp_path / x / "losses.jsonl").read_text().splitlines()] for x in "ab"]
    assert sorted(set(logs[0]) | {2 * steps}) == logs[1]


def test_an_interrupted_gan_is_bit_equal_through_its_stages(tmp_path):
    task = tiny_corpus.gan_task(schedule=Schedule(2, 8, 8), changes={"num_resolutions": 2, "start_width": 128, "start_height": 8}, total_images=32)
    whole = train(task, tmp_path / "a", seed=0, save_every=16)
    train(task, tmp_path / "b", seed=0, save_every=16, stop=stop_after(3))
    train(task, tmp_path / "b", seed=0, save_every=16, stop=stop_after(1))
    rest = train(task, tmp_path / "b", seed=0, save_every=16, stop=lambda: False)
    ours, theirs = tiny_corpus.flat(whole.state), tiny_corpus.flat(rest.state)
    assert ours.keys() == theirs.keys() and "critic.conv0_2/kernel" in ours
    for name, value in ours.items():
        assert np.array_equal(value, theirs[name]), name
    with np.load(sorted((tmp_path / "a").glob("state-*"))[-1]) as a, np.load(sorted((tmp_path / "b").glob("state-*"))[-1]) as b:
        assert all(np.array_equal(a[name], b[name]) for name in a.files if name != "info")


def test_a_finished_run_stays_as_it_is(tmp_path):
    first = train(Sum(), tmp_path, seed=0, save_every=5)
    again = train(Sum(), tmp_path, seed=0, save_every=5)
    assert again.images == first.images and tiny_corpus.flat(again.state) == tiny_corpus.flat(first.state)
    assert again.losses == first.losses


def test_a_state_of_the_first_kind_is_read(tmp_path):
    """Runs begun before there were stages have neither stage nor losses in their info."""
    from ganspacesynth.training.state import save_state

    save_state(tmp_path, {"sum": {"w0": np.float32(1.0)}}, {"images": 4, "seconds": 1.0, "seed": 0})
    assert train(Sum(stages=1), tmp_path, seed=0, save_every=20).images == 20


def test_no_speed_is_reported_of_steps_that_compile(tmp_path, monkeypatch):
    monkeypatch.setattr("ganspacesynth.training.trainer.TrainingClock.tick", lambda clock: True)
    reported = []
    train(Sum(), tmp_path, seed=0, save_every=20, report=lambda images, losses, rate, share: reported.append((images, rate, share)))
    assert [images for images, _, _ in reported] == [6, 16]  # stages begin with 0, 5, 10 and 15 images; the first two steps of each compile
    assert all(rate > 1.0 and share == 0.0 for _, rate, share in reported)


def test_the_log_tells_stage_and_speed(tmp_path):
    train(Sum(), tmp_path, seed=0, save_every=10, matrix_rate=1e9)
    lines = [json.loads(line) for line in (tmp_path / "losses.jsonl").read_text().splitlines()]
    assert [line["stage"] for line in lines] == [1, 3]
    assert all(line["share"] == pytest.approx(line["rate"] * 1000.0 / 1e9, abs=1e-4) for line in lines)


def test_nan_in_a_loss_stops_and_the_last_good_state_stays(tmp_path):
    with refused("finite-losses", TrainingError, says="Losses must stay finite"):
        train(Sum(poison=14), tmp_path, seed=0, save_every=4)
    assert train(Sum(), tmp_path, seed=0, save_every=4, stop=lambda: True).images == 14


def test_nan_in_a_weight_stops():
    with refused("finite-weights", TrainingError, says=r"Weights must stay finite.*in w0 after 8 images"):
        finite_state({"sum": {"w0": np.array([1.0, np.inf])}}, 8)


def test_what_goes_wrong_while_drawing_is_raised(tmp_path):
    with refused("whole-record", DatasetError, says="a note is damaged"):
        train(Sum(poison=-6), tmp_path, seed=0, save_every=4)


def test_another_seed_is_another_run(tmp_path):
    train(Sum(), tmp_path, seed=0, save_every=4)
    with refused("same-seed", TrainingError, says="goes on with the seed it began with, 0"):
        train(Sum(), tmp_path, seed=1, save_every=4)


def test_save_every_is_checked(tmp_path):
    with refused("setting-range", InvalidInput, says="save_every counts images"):
        train(Sum(), tmp_path, seed=0, save_every=0)
