"""Windows in time: what they compute, what they count, where they lie."""

import numpy as np
import pytest

from ganspacesynth.core.errors import TrainingError
from ganspacesynth.networks.gansynth import network
from ganspacesynth.training.adversarial import growth
from ganspacesynth.training.warm_start.time_window import choose_window, generate_window
from tests.support import tiny_corpus
from tests.support.refused import refused

CONFIG = tiny_corpus.config(num_resolutions=3, start_height=8, start_width=32)


def test_a_window_is_cut_behind_the_first_layer_of_sixteen_cells():
    window = choose_window(CONFIG, 6)
    assert (window.layer, window.total, window.cells, window.frames_per_cell) == ("conv1_2", 16, 6, 2)
    assert window.frames(3) == slice(6, 18)
    assert choose_window(CONFIG, 0) is None and choose_window(tiny_corpus.config(), 4) is None


@pytest.mark.parametrize("cells", [1, 16, -2])
def test_a_window_is_smaller_than_the_note(cells):
    with refused("window-size", TrainingError, says=r"A window has 2..15 of the 16 cells"):
        choose_window(CONFIG, cells)


def test_windows_reach_both_ends_of_the_note(rng):
    window = choose_window(CONFIG, 6)
    drawn = np.bincount([window.draw(rng) for _ in range(2000)], minlength=11)
    assert len(drawn) == 11 and drawn.min() > 80 and drawn[0] > 1.3 * drawn[5] < drawn[10]


def test_frames_near_a_cut_do_not_count():
    window = choose_window(CONFIG, 6)
    assert window.weight(0).tolist() == [1] * 10 + [0] * 2
    assert window.weight(10).tolist() == [0] * 2 + [1] * 10
    assert window.weight(4).tolist() == [0] * 2 + [1] * 8 + [0] * 2


def test_a_window_shows_what_the_whole_note_shows_away_from_its_cuts(rng):
    window = choose_window(CONFIG, 8)
    prepared = network.prepare(CONFIG, growth.new_generator(CONFIG, 3, 0))
    x = rng.standard_normal((2, 11)).astype(np.float32)
    whole = np.asarray(network.generate(CONFIG, prepared, x)[0])
    for at in (0, 3, 8):
        part = np.asarray(generate_window(CONFIG, prepared, x, window, np.int32(at)))
        assert part.shape == (2, 16, 128, 2)
        counts = window.weight(at) > 0
        assert np.allclose(part[:, counts], whole[:, window.frames(at)][:, counts], atol=1e-4), at
