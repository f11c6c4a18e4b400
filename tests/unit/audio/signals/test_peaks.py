"""Peaks: whole and as values come in."""

import numpy as np
import pytest

from ganspacesynth.audio.signals.onsets import between_frames
from ganspacesynth.audio.signals.peaks import PeakFinder, PeakSettings, find_peaks
from ganspacesynth.core.errors import InvalidInput
from tests.support.refused import refused

HILLS = np.array([0, 0.5, 0, 0.9, 0.8, 0.85, 0, 0.05, 0, 0.3, 0.3, 0.1, 1.0])


def test_peaks_stand_out():
    assert list(find_peaks(HILLS, 10.0, PeakSettings(distance_s=0.0))) == [1, 3, 9, 12]
    assert list(find_peaks(HILLS, 10.0, PeakSettings(distance_s=0.0, height=0.4))) == [1, 3, 12]
    assert list(find_peaks(HILLS, 10.0, PeakSettings(distance_s=0.0, prominence=0.04))) == [1, 3, 5, 9, 12]
    assert list(find_peaks(HILLS, 10.0, PeakSettings(distance_s=0.3))) == [3, 9, 12]
    assert list(find_peaks(HILLS, 10.0, PeakSettings(distance_s=0.0, width_s=0.2))) == [3]
    assert list(find_peaks(HILLS * 100, 10.0, PeakSettings(distance_s=0.0), span=100.0)) == [1, 3, 9, 12]


def test_the_first_and_the_last_frame_may_be_peaks():
    assert list(find_peaks(np.array([1.0, 0.0, 1.0]), 10.0, PeakSettings(distance_s=0.0))) == [0, 2]
    assert not len(find_peaks(np.zeros(5), 10.0)) and not len(find_peaks(np.zeros(0), 10.0))


def test_peaks_are_told_one_value_late():
    finder = PeakFinder(10.0, PeakSettings(distance_s=0.0))
    told = np.concatenate([finder.push(HILLS[:4]), finder.push(HILLS[4:]), finder.push(np.zeros(1))])
    assert list(np.flatnonzero(told) - PeakFinder.late) == [1, 3, 10, 12]


def test_of_two_that_are_too_near_the_first_is_told():
    finder = PeakFinder(10.0, PeakSettings(distance_s=0.3))
    assert list(np.flatnonzero(finder.push(HILLS)) - 1) == [1, 5, 10]


def test_a_parabola_says_where_between_frames_a_peak_is():
    at = np.array([10.3, 20.0, 29.7])
    values = np.max([1.0 - 0.1 * np.square(np.arange(40) - place) for place in at], axis=0)
    peaks = np.round(at).astype(int)
    assert np.allclose(peaks + between_frames(values, peaks), at)


@pytest.mark.parametrize("change", [{"distance_s": -1}, {"height": 2}, {"prominence": float("nan")}, {"width_s": "1"}])
def test_settings_that_are_none(change):
    with refused("peak-range", InvalidInput, says="A peak's"):
        PeakSettings(**change)
