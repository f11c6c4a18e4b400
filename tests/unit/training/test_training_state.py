"""States on disk: round trip, damage, and logs."""

import json

import numpy as np
import pytest

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.training.run_log import trim_log
from ganspacesynth.training.state import load_state, save_state, states
from tests.support import tiny_corpus
from tests.support.refused import refused

STATE = {"generator": {"conv0/kernel": np.arange(6.0).reshape(2, 3)}, "slots": {"m": {"conv0/kernel": np.ones(2)}}}


def test_a_state_comes_back_as_it_was(tmp_path):
    save_state(tmp_path, STATE, {"images": 8, "seconds": 1.5, "seed": 0})
    state, info = load_state(tmp_path)
    assert info == {"images": 8, "seconds": 1.5, "seed": 0}
    for name, value in tiny_corpus.flat(STATE).items():
        assert np.array_equal(value, tiny_corpus.flat(state)[name])


def test_the_two_newest_are_kept_in_the_order_of_numbers(tmp_path):
    for images in (8, 999_999_999, 1_000_000_000):
        save_state(tmp_path, STATE, {"images": images})
    assert [images for images, _ in states(tmp_path)] == [1_000_000_000, 999_999_999]


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: b"", lambda data: b"x" * len(data)])
def test_behind_a_damaged_state_the_older_one_is_read(tmp_path, damage):
    save_state(tmp_path, STATE, {"images": 8})
    newest = save_state(tmp_path, STATE, {"images": 16})
    newest.write_bytes(damage(newest.read_bytes()))
    assert load_state(tmp_path)[1]["images"] == 8


def test_no_state_is_a_beginning_and_only_damaged_ones_an_error(tmp_path):
    assert load_state(tmp_path) is None and load_state(tmp_path / "none") is None
    (tmp_path / "state-000000008.npz").write_bytes(b"junk")
    with refused("saved-state", TrainingError, says="no state in it is readable"):
        load_state(tmp_path)


def test_a_log_forgets_what_will_be_done_again(tmp_path):
    log = tmp_path / "losses.jsonl"
    trim_log(log, 8)
    assert not log.exists()
    log.write_text("".join(json.dumps({"images": i}) + "\n" for i in (8, 16, 24)) + '{"ima')
    trim_log(log, 16)
    assert [json.loads(line)["images"] for line in log.read_text().splitlines()] == [8, 16]
