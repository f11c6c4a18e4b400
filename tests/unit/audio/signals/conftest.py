"""A song of which all is known, and what is heard in it."""

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.audio.signals.analyses import WholeSound
from ganspacesynth.audio.signals.frame_rate import framing
from tests.support import synthetic_song


@pytest.fixture(scope="session")
def known():
    return synthetic_song.song()


@pytest.fixture(scope="session")
def frames():
    return framing()


@pytest.fixture(scope="session")
def wave(known, frames):
    return resample(known.wave, known.rate, frames.sample_rate)


@pytest.fixture(scope="session")
def heard(wave, frames):
    return WholeSound(wave, frames)


@pytest.fixture
def in_pieces():
    """Push a wave into a causal analysis in pieces of odd sizes."""

    def pushed(analysis, wave, sizes=(1, 700, 2049, 5000)):
        found, begin, turn = [], 0, 0
        while begin < len(wave):
            size = sizes[turn % len(sizes)]
            found.append(analysis.push(wave[begin : begin + size]))
            begin, turn = begin + size, turn + 1
        return np.concatenate(found)

    return pushed
