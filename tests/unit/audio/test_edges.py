"""Edges: no click, no more than that."""

import numpy as np
import pytest

from ganspacesynth.audio.effects.edges import EDGE_S, fade_edges, levelled
from ganspacesynth.composition.mixing import Envelope


@pytest.mark.parametrize("n", [0, 1, 2, 3, 31, 63, 64, 65, 1000])
@pytest.mark.parametrize("rate", [8000, 16000, 44100])
def test_it_is_the_shortest_envelope_there_is(n, rate, rng):
    """Recipes count on it, to the last bit."""
    wave = rng.normal(size=n).astype(np.float32)
    expected = wave * Envelope(attack_s=EDGE_S, release_s=EDGE_S).levels(n, rate)
    assert np.array_equal(fade_edges(wave, rate), expected) and fade_edges(wave, rate).dtype == np.float32


def test_levels_are_never_over_full():
    wave = np.full(1000, 2.0, np.float32)
    assert np.abs(levelled(wave, None, 16000)).max() == pytest.approx(0.98)
    assert np.abs(levelled(wave, 0.25, 16000)).max() == pytest.approx(0.5)
