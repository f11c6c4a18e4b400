"""The same song as librosa heard it (tests/support/heard_by_librosa.py), where it has the same thing: an independent reference."""

import numpy as np
import pytest
from scipy.signal import find_peaks

from ganspacesynth.audio.signals.frame_features import BANDS, Block, Centroid, Flatness, Level
from ganspacesynth.audio.signals.frame_rate import centred
from tests.support.heard_by_librosa import FILE
from tests.support.synthetic_song import matched

MIDDLE = slice(100, -100)


@pytest.fixture(scope="module")
def theirs(wave, frames):
    with np.load(FILE) as file:
        found = dict(file)
    assert found["hop"] == frames.hop and found["level_of_wave"] == pytest.approx(np.sqrt(np.mean(wave.astype(np.float64) ** 2)), rel=1e-4)
    return found


def alike(a, b):
    return np.corrcoef(a[MIDDLE], b[: len(a)][MIDDLE])[0, 1]


def heard_in(wave, frames, feature):
    return np.concatenate([feature.take(Block(windows)) for windows in centred(wave, frames)])


def test_centroid_is_theirs(wave, frames, theirs):
    assert alike(heard_in(wave, frames, Centroid(frames)), theirs["centroid"]) > 0.999


def test_flatness_is_theirs(wave, frames, theirs):
    assert alike(heard_in(wave, frames, Flatness()), theirs["flatness"]) > 0.98


def test_level_is_theirs(wave, frames, theirs):
    assert alike(heard_in(wave, frames, Level()), theirs["rms"]) > 0.95


def test_chroma_is_theirs(heard, theirs):
    there, ours = theirs["chroma"][: heard.count][MIDDLE].astype(np.float32), heard.chroma[MIDDLE]
    cosines = (ours * there).sum(axis=1) / np.maximum(np.linalg.norm(ours, axis=1) * np.linalg.norm(there, axis=1), 1e-9)
    assert np.median(cosines) > 0.9


def test_onsets_are_theirs_or_better(known, heard, frames, theirs):
    strength = theirs["onset_strength"]
    # scipy picks the peaks, as well as it can.
    peaks = [find_peaks(strength / strength.max(), height=height, distance=3)[0] for height in (0.05, 0.1, 0.2)]
    there = max(matched(found * frames.hop / frames.sample_rate, known.onsets) for found in peaks)
    assert matched(heard.onsets_s(), known.onsets) >= there > 0.8
    ours = heard.strength(*BANDS["all"])
    assert max(alike(np.roll(ours, later), strength) for later in range(5)) > 0.6  # theirs is moved by half a window


def test_tempo_of_a_steady_part_is_theirs(known, heard, theirs):
    start, end, tempo = known.tempi[0]
    ours = float(np.median(heard.signal("tempo").sampled(np.arange(start + 2, end - 2, 0.1))))
    assert abs(theirs["tempo"] / tempo - 1) < 0.05 and abs(ours / tempo - 1) < 0.001
