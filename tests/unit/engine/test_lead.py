"""How far ahead a voice works, in time that is only counted: a ring that is drained as a host would, and chunks that cost what the test says."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.engine.voices.feed import Feed
from ganspacesynth.engine.voices.lead import BEHIND, CALM_S, LEAST_S, LONGER, MOST_S, SHORTER, Lead

RATE = 1000
CHUNK_S = 0.064


class DrainedRing:
    """A ring and its host, as far as a feed sees them: samples are only counted."""

    rate, capacity = RATE, 2 * RATE

    def __init__(self):
        self.filled, self.missed, self.gaps, self._silent, self._going_on = 0, 0, 0, True, False

    def write(self, wave):
        assert len(wave) <= self.capacity - self.filled
        self.filled += len(wave)

    def begin(self):
        self._going_on = True

    def finish(self):
        self._going_on = False

    def drain(self, seconds):
        """Let so much time pass."""
        wanted = round(seconds * RATE)
        late = max(0, wanted - self.filled) if self._going_on else 0
        self.missed += late
        self.gaps += bool(late) and not self._silent
        self._silent = bool(late)
        self.filled -= min(self.filled, wanted)


class Voice:
    """A feed that is filled whenever it is not far enough ahead."""

    def __init__(self, chunk_s=CHUNK_S):
        self.ring, self.said, self.chunk_s = DrainedRing(), [], chunk_s
        self.feed = Feed(self.ring, self.said.append)

    def sound(self, costs, seconds):
        """Play so long; each chunk takes the next of these seconds."""
        costs = itertools.cycle(costs)
        while seconds > 0.0:
            if self.feed.is_ahead():
                passed = 0.004
            else:
                passed = next(costs)
                self.ring.drain(passed)
                self.feed.take(np.zeros(round(self.chunk_s * RATE), np.float32), passed, last=False)
                seconds -= passed
                continue
            self.ring.drain(passed)
            seconds -= passed
        return self.ring.gaps

    @property
    def words(self):
        return [change.word for change in self.said]


def test_a_calm_voice_says_nothing_and_stays_near():
    voice = Voice()
    assert voice.sound([0.01, 0.02], 30.0) == 0
    assert voice.said == [] and voice.feed.lead.seconds == pytest.approx(LEAST_S)


def test_a_busy_machine_makes_the_lead_longer_and_the_crackling_ends():
    """Every third of a second another program takes 150 ms: at first too long, and soon covered."""
    voice, busy = Voice(), [0.02] * 8 + [0.17]
    voice.sound([0.02], 2.0)
    early = voice.sound(busy, 20.0)
    assert voice.words and set(voice.words) <= {LONGER, SHORTER} and voice.words[0] == LONGER
    assert voice.feed.lead.seconds > 0.17
    late = voice.sound(busy, 60.0) - early
    assert early <= 3 and late == 0


def test_a_fault_is_one_silence_and_no_crackling():
    """After something was missed nothing is heard until a whole lead lies ready."""
    voice = Voice()
    voice.sound([0.02], 1.0)
    voice.ring.drain(1.0)  # the machine did something else
    assert voice.ring.gaps == 1 and not voice.feed.is_ahead() and voice.feed.lead.gathering
    voice.feed.take(np.zeros(10, np.float32), 0.02, last=False)
    assert voice.ring.filled == 0 and voice.feed.lead.gathering
    voice.feed.take(np.zeros(500, np.float32), 0.02, last=False)
    assert voice.ring.filled == 510 and not voice.feed.lead.gathering
    assert voice.words == [LONGER]


def test_what_was_gathered_is_heard_when_the_sound_ends():
    voice = Voice()
    voice.sound([0.02], 1.0)
    voice.ring.drain(1.0)
    assert not voice.feed.is_ahead()
    voice.feed.take(np.zeros(10, np.float32), 0.02, last=True)
    assert voice.ring.filled == 10
    voice.feed.rest()
    assert not voice.feed.lead.gathering


def test_a_calm_machine_gets_its_short_lead_back_slowly():
    voice = Voice()
    voice.sound([0.02] * 8 + [0.17], 30.0)
    voice.sound([0.3] * 12, 3.0)
    long = voice.feed.lead.seconds
    voice.sound([0.01], 0.5 * CALM_S)
    assert LEAST_S < voice.feed.lead.seconds < long  # not at once
    voice.said.clear()
    voice.sound([0.01], 15 * CALM_S)
    assert voice.feed.lead.seconds == pytest.approx(LEAST_S) and set(voice.words) == {SHORTER}
    leads = [change.seconds for change in voice.said]
    assert leads == sorted(leads, reverse=True) and leads[-1] == pytest.approx(LEAST_S)


def test_a_machine_that_is_too_slow_says_so_once():
    voice = Voice()
    voice.sound([1.3 * CHUNK_S], 60.0)
    assert voice.words.count(BEHIND) == 1 and voice.words[-1] == BEHIND
    assert voice.feed.lead.seconds == MOST_S


def test_a_new_sound_begins_in_an_empty_ring_and_that_is_no_danger():
    voice = Voice()
    for _ in range(20):
        voice.sound([0.03], 0.5)
        voice.ring.drain(0.01)
        voice.feed.rest()
        voice.ring.drain(2.0)
    assert voice.said == []


@given(st.lists(st.floats(0.0, 0.3), min_size=1, max_size=40))
def test_a_lead_stays_within_its_bounds_and_words_say_where_it_goes(costs):
    voice, before = Voice(), LEAST_S
    voice.sound([0.001, *costs], 10.0)
    for change in voice.said:
        assert LEAST_S <= change.seconds <= MOST_S
    assert LEAST_S <= voice.feed.lead.seconds <= MOST_S >= before


@pytest.mark.parametrize(("share", "now", "wanted"), [(0.9, 2, 4), (0.9, 8, 8), (0.5, 4, 4), (0.2, 4, 2), (0.2, 2, 2), (3.0, 4, 8)])
def test_chunks_grow_while_they_take_nearly_as_long_as_they_last(share, now, wanted):
    lead = Lead()
    assert lead.frames(now, 2, 8) == now  # nothing is known yet
    for _ in range(8):
        lead.made(share * CHUNK_S, CHUNK_S, 1.0)
    assert lead.frames(now, 2, 8) == wanted
    assert lead.frames(wanted, 2, 8) == wanted  # those have to be judged anew
