"""When the networks grow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.gansynth.published_training import progress_at
from ganspacesynth.training.adversarial.losses import block_shares
from ganspacesynth.training.adversarial.schedule import Schedule
from tests.support.refused import refused

PUBLISHED = Schedule(7)


def test_published_stages_and_the_images_they_begin_with():
    assert PUBLISHED.last_stage == 12
    assert [PUBLISHED.start(stage) for stage in range(13)] == [800_000 * stage for stage in range(13)]
    assert [PUBLISHED.blocks(stage) for stage in range(13)] == [1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]
    assert PUBLISHED.stage(10_999_999) == 12


@given(st.integers(1, 7), st.integers(1, 50), st.integers(1, 50), st.integers(0, 2000))
def test_a_stage_holds_the_images_between_its_start_and_the_next(resolutions, stable, transition, images):
    schedule = Schedule(resolutions, stable, transition)
    stage = schedule.stage(images)
    assert schedule.start(stage) <= images
    assert stage == schedule.last_stage or images < schedule.start(stage + 1)
    blocks = schedule.blocks(stage)
    progress = schedule.progress(images, blocks)
    assert max(blocks - 2, 0) <= progress <= blocks - 1
    assert progress == progress_at(images, stable=stable, transition=transition, num_blocks=blocks)
    assert progress == blocks - 1 or stage % 2 == 1


@given(st.integers(1, 7), st.floats(0, 1))
def test_shares_of_the_blocks_sum_to_one(blocks, fading):
    progress = max(blocks - 2 + fading, 0.0)
    shares = block_shares(blocks, np.float32(progress))
    assert sum(float(share) for share in shares.values()) == pytest.approx(1.0, abs=1e-5)
    assert max(shares) == blocks


def test_without_growing_there_is_one_stage():
    schedule = Schedule(4, progressive=False)
    assert schedule.stage(0) == schedule.last_stage == 6
    assert schedule.blocks(6) == 4 and schedule.progress(0, 4) == 3.0 and schedule.start(6) == 0


@pytest.mark.parametrize("name", ["num_resolutions", "stable_images", "transition_images"])
def test_stages_have_a_length(name):
    with refused("setting-range", InvalidInput, says=f"{name} must be 1 or more"):
        Schedule(**{"num_resolutions": 2, name: 0})
