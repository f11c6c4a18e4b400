"""Operations counted from shapes, against a count by hand; what the speed of training is told by; and pictures that stay on the device."""

import re
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.training import throughput
from ganspacesynth.training.architectures import published_normalizer
from ganspacesynth.training.notes.pictures import Pictures
from tests.support import tiny_corpus
from tests.support.refused import refused


def test_the_published_generator_by_hand():
    found = throughput.generator_operations(ModelConfig())
    assert found["conv0"] == 2 * (2 * 16) * (256 + 61) * 256
    assert found["conv1_3"] == 2 * (8 * 64) * 9 * 256 * 256
    assert found["conv0_7"] == 2 * (128 * 1024) * 4 * 64 * 32  # a window of 2x2 pixels instead of 3x3, see network.upscale_kernel
    assert found["to_rgb_7"] == 2 * (128 * 1024) * 32 * 2
    assert sum(found.values()) == pytest.approx(18.4e9, rel=0.02)  # as docs/benchmarks.md says


def test_narrow_and_light_layers_save_nothing_or_differ():
    narrow = throughput.generator_operations(tiny_corpus.config())
    assert narrow["conv0_2"] == 2 * (4 * 64) * 9 * 8 * 8
    light = throughput.generator_operations(tiny_corpus.config(simple_arch=True))
    assert light["conv2d_transpose_2"] == 2 * (2 * 32) * 9 * 8 * 8  # each pixel of the smaller picture meets each tap once
    assert light["dense"] == 2 * 11 * 2 * 32 * 8


def test_the_critic_by_hand():
    config = tiny_corpus.config()
    first = {"from_rgb_1": 64 * 2 * 8, "conv0_1": 64 * 9 * 9 * 8, "conv1_1": 64 * 8 * 8, "score": 8, "classes": 8 * 3}
    rest = sum(64 * 4 ** (b - 1) * (2 * f + 9 * f * f + 9 * f * before) for b, f, before in ((2, 8, 8), (3, 8, 8), (4, 4, 8)))
    assert throughput.critic_operations(config, 8) == 2 * (sum(first.values()) + rest)
    light = throughput.critic_operations(tiny_corpus.config(simple_arch=True), 8)
    assert light < throughput.critic_operations(config, 8) / 3


def test_operations_of_a_step_grow_with_the_network_and_shrink_with_lazy_penalties():
    task = tiny_corpus.gan_task()
    assert task.operations(0) < task.operations(2) < task.operations(6)
    assert tiny_corpus.gan_task(penalty_every=16).operations(6) < 0.8 * task.operations(6)
    assert throughput.gan_operations({"a": 1.0, "b": 2.0}, 5.0, 3) == 12.0 + 40.0 + 10.0


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_the_matrix_rate_is_that_of_a_machine(dtype):
    assert 1e8 < throughput.matrix_rate(dtype) < 1e16


def test_the_speed_of_training_is_told(monkeypatch, capsys):
    program = Path(__file__).parents[3] / "benchmarks" / "training_speed.py"
    words = ["--preset", "tiny", "--stages", "0", "--steps", "1", "--penalties", "r1"]
    monkeypatch.setattr(sys, "argv", [str(program), *words])
    runpy.run_path(str(program), run_name="__main__")
    row = capsys.readouterr().out.splitlines()[-3]
    assert re.fullmatch(r"\| 0 \| 2x32 \| [\d.e+]+ \|( [\d.]+% \|){3} \d+ s \|", row), row


def test_pictures_on_the_device_change_nothing_but_speed():
    sent = tiny_corpus.gan_task()
    kept = type(sent)(**{**vars(sent), "on_device": True})
    resident = kept.resident(0)
    assert resident["pictures"].dtype == np.float16 and np.array_equal(resident["pictures"], sent.pictures.rows(np.arange(6), 1))
    batches = [task.draw(np.random.default_rng(0), 0) for task in (sent, kept)]
    assert "rows" in batches[1] and "real" not in batches[1] and sent.resident(0) == {}
    state = sent.initial_state()
    values = [float(sent.critic_loss(state["critic"], state["generator"], batch)[0]) for batch in (batches[0], {**resident, **batches[1]})]
    assert values[0] == values[1]


def test_pictures_too_many_for_the_memory_are_sent_step_by_step():
    notes, (gain, shift) = tiny_corpus.corpus(), published_normalizer()
    pictures = Pictures(tiny_corpus.config(), notes, gain, shift, max_bytes=6 * 2 * 32 * 2 * 2 - 1)
    assert pictures.fit(1) is False
    with refused("picture-memory", TrainingError, says="must fit into --memory"):
        pictures.all(1)
    task = tiny_corpus.gan_task()
    task = type(task)(**{**vars(task), "on_device": True, "pictures": pictures})
    assert task.resident(6) == {} and "real" in task.draw(np.random.default_rng(0), 0)
