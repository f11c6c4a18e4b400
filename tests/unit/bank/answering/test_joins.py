"""Joins: what they cost, and that nothing clicks."""

import numpy as np
import pytest

from ganspacesynth.bank.answering.joins import Ending, Placed, join_costs, lay
from ganspacesynth.bank.bank import TAIL_S, Bank, Source
from ganspacesynth.bank.units.unit_features import RATE, all_features
from ganspacesynth.core.errors import BankError
from tests.support.refused import refused

TAIL = round(TAIL_S * RATE)


def bank_of(waves, *, source=None, phase=None, length=None):
    """A bank of units whose tails go on as the waves do."""
    lengths = np.array([len(wave) - TAIL for wave in waves])
    sounds = np.rint(np.concatenate(waves) * 32767).astype(np.int16)
    starts = np.concatenate([[0], np.cumsum(lengths + TAIL)[:-1]])
    source = np.arange(len(waves)) if source is None else np.array(source)
    at_s = np.concatenate([[0.0], np.cumsum(lengths)[:-1] / RATE])
    features = all_features([wave[:n] for wave, n in zip(waves, lengths, strict=True)])
    phase = np.full(len(waves), np.nan) if phase is None else np.array(phase, float)
    sources = tuple(Source("recording", f"{i}", f"{i}.wav") for i in range(int(source.max()) + 1))
    return Bank(RATE, sounds, starts, lengths, TAIL, features, source, at_s, phase, sources, id="made up")


def sine(hertz, seconds=0.3, level=0.4, start=0.0):
    t = np.arange(round(seconds * RATE) + TAIL) / RATE
    return (level * np.sin(2 * np.pi * hertz * t + start)).astype(np.float32)


def in_a_row(bank, units):
    """Place units one behind the other."""
    begins = np.concatenate([[0], np.cumsum(bank.lengths[list(units)])[:-1]])
    return [Placed(int(unit), int(begin)) for unit, begin in zip(units, begins, strict=True)]


def clicks_db(wave, place, width=200):
    """How much louder the upper half of the spectrum is about a place than it may be: against the whole sound's level, dB."""
    part = wave[max(0, place - width) : place + width] * np.hanning(2 * width)[: len(wave[max(0, place - width) : place + width])]
    power = np.square(np.abs(np.fft.rfft(part)))
    return 10 * np.log10(power[len(power) // 2 :].sum() / power.sum() + 1e-12)


@pytest.fixture(scope="module")
def sines():
    return bank_of([sine(hertz, start=start) for hertz, start in ((220, 0.3), (331, 2.0), (440, 4.0), (554, 1.0))])


def test_joins_and_both_ends_do_not_click(sines):
    """The published clips were butted: here, that is 30 dB louder above 4 kHz than any of our joins."""
    placed = in_a_row(sines, (0, 2, 1, 3, 0, 0))
    wave = lay(sines, placed)
    butted = np.concatenate([sines.wave(each.unit)[: int(sines.lengths[each.unit])] for each in placed])
    joins = [each.start for each in placed[1:]]
    ours = max(clicks_db(wave, place + 96) for place in joins)
    assert ours < -55.0 and max(clicks_db(butted, place) for place in joins) > ours + 15.0
    assert np.abs(wave[:3]).max() < 0.01 and np.abs(wave[-3:]).max() < 0.01
    assert np.abs(np.diff(wave)).max() < 0.4 * 2 * np.pi * 554 / RATE * 1.3  # no step steeper than the highest sine and its fade


def test_joins_keep_their_level(sines):
    rng = np.random.default_rng(0)
    noise = bank_of([0.2 * rng.standard_normal(4000 + TAIL).clip(-4, 4).astype(np.float32) for _ in range(8)])
    wave = lay(noise, in_a_row(noise, range(8)))
    powers = [np.mean(np.square(wave[place : place + 192])) for place in range(4000, 28001, 4000)]
    assert abs(10 * np.log10(np.mean(powers) / 0.04)) < 0.7  # at equal power: neither a hole nor a swell


def test_what_goes_on_as_it_did_is_as_it_was():
    """Where units follow each other in their recording, nothing is heard of the cut."""
    t = np.arange(12000 + TAIL) / RATE
    song = (0.5 * np.sin(2 * np.pi * 300 * t)).astype(np.float32)
    bank = bank_of([song[begin : begin + 4000 + TAIL] for begin in (0, 4000, 8000)], source=(0, 0, 0))
    wave = lay(bank, in_a_row(bank, (0, 1, 2)))
    np.testing.assert_allclose(wave[400:11900], song[400:11900], atol=0.01)


def test_rests_are_silent_and_what_is_around_them_fades(sines):
    length = int(sines.lengths[0])
    wave = lay(sines, [Placed(0, 0), Placed(1, length + 8000)])
    assert not wave[length + 500 : length + 8000].any()
    assert clicks_db(wave, length + 96) < -50.0 and clicks_db(wave, length + 8000 + 96) < -50.0


def test_units_that_overlap_or_are_none_are_refused(sines):
    for placed in ([Placed(0, 0), Placed(1, 10)], [Placed(0, -5)], [Placed(9, 0), Placed(0, 9000)]):
        with refused("units-in-order" if placed[0].unit < 9 else "known-unit", BankError):
            lay(sines, placed)
    assert not len(lay(sines, []))


def test_a_near_pitch_costs_less_than_a_leap(sines):
    costs = join_costs(sines, Ending.of(sines, 0))
    assert costs[0] < costs[1] < costs[2] < costs[3] and costs.min() >= 0.0 and costs.max() <= 1.0


def test_loudness_and_beat_count_as_well():
    bank = bank_of([sine(220), sine(220), sine(220, level=0.02), sine(220)], phase=(0.0, 0.0, 0.0, 0.5))
    costs = join_costs(bank, Ending.heard(bank.features[0], phase=0.0))
    assert costs[1] < 0.05 and costs[2] > costs[1] + 0.2 and abs(costs[3] - costs[1] - 1 / 3) < 1e-6


def test_what_followed_costs_nothing():
    bank = bank_of([sine(220), sine(880, level=0.02), sine(220)], source=(0, 0, 1))
    costs = join_costs(bank, Ending.of(bank, 0))
    assert costs[1] == 0.0 < costs[2] + 1e-9


def test_the_unpitched_and_those_without_a_beat_are_not_compared():
    rng = np.random.default_rng(0)
    bank = bank_of([sine(220), 0.2 * rng.standard_normal(4000 + TAIL).clip(-4, 4).astype(np.float32)])
    assert np.isfinite(join_costs(bank, Ending.of(bank, 1))).all()
