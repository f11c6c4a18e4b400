"""A musician who plays what a test says, and a machine that answers; both counted in samples."""

import numpy as np

from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.live.live_events import AnswerUnit, HeardUnit, Remark, Turn
from ganspacesynth.bank.live.live_player import LivePlayer
from ganspacesynth.bank.live.live_settings import LiveAnswering
from tests.support.tones import tone

MELODY = (60, 64, 67, 72, 67, 64)


def melody(rate=16000, pitches=MELODY, seconds=0.25, **more):
    """A phrase of struck tones."""
    rng = np.random.default_rng(1)
    return np.concatenate([tone(pitch, rate, seconds, rng=rng, noise=0.0005, **more) for pitch in pitches])


def quiet(seconds, rate=16000):
    """Silence."""
    return np.zeros(round(seconds * rate), np.float32)


class Duo:
    """A machine, and what became of it.

    Attributes:
        events: that it told.
        answer: float32 [samples].
    """

    def __init__(self, player, *, seed=3, choosing=None, **live):
        self.events = []
        self.machine = LivePlayer(player, LiveAnswering(**live), choosing or ContinueSettings(seed=seed), tell=self.events.append)
        self._parts = []

    def play(self, wave, rate=16000, block=160):
        """Let the machine hear a wave, block after block."""
        counted = 0.0
        for begin in range(0, len(wave), block):
            part = wave[begin : begin + block]
            counted += len(part) * self.machine.rate / rate
            count, counted = int(counted), counted % 1.0
            self._parts.append(self.machine.play(count))
            self.machine.hear(part, rate)
        return self

    def alone(self, seconds, block=160):
        """Let it play where nothing comes in at all."""
        for _ in range(round(seconds * self.machine.rate / block)):
            self._parts.append(self.machine.play(block))
        return self

    @property
    def answer(self):
        return np.concatenate(self._parts)

    def told(self, kind):
        """The events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    heard = property(lambda self: self.told(HeardUnit))
    chosen = property(lambda self: self.told(AnswerUnit))
    turns = property(lambda self: [(turn.what, turn.at) for turn in self.told(Turn)])
    remarks = property(lambda self: [remark.text for remark in self.told(Remark)])
