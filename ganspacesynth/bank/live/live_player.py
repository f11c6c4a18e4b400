"""Playing with somebody: blocks of samples and notes in, an answer of the same length out, and each event told as it happens.

It has no clock: `hear` takes what came in, `play` gives what is to sound next, and time is how many samples each of them had. So a run from a file,
a test, and a concert do the same thing. It never waits for the input: where none comes, silence is heard, and it plays on. One thread may hear and
another play: measuring a unit, which takes longest, holds nobody up.

    input -> (16 kHz) ear -> pieces -> features -> memory -> a unit is chosen -> line -> answer
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ganspacesynth.audio.live_input.prompt_resampler import PromptResampler
from ganspacesynth.bank.answering.choosing import ContinueSettings, choose
from ganspacesynth.bank.answering.continuing import BankPlayer
from ganspacesynth.bank.answering.hearing import cut_settings
from ganspacesynth.bank.answering.joins import Ending, join_costs
from ganspacesynth.bank.live.input_watch import InputWatch
from ganspacesynth.bank.live.line import AnswerLine
from ganspacesynth.bank.live.live_events import NOBODY, AnswerUnit, HeardUnit, LiveEvent, Remark, Turn
from ganspacesynth.bank.live.live_memory import LookBack
from ganspacesynth.bank.live.live_settings import LiveAnswering, with_setting
from ganspacesynth.bank.live.note_features import note_features
from ganspacesynth.bank.live.phrase_ear import Phrase, PhraseEar, Piece
from ganspacesynth.bank.units.unit_features import RATE, unit_features

MISSING_S = 0.15  # so much less may have come in than went out until the input counts as gone
SHORTEST_S = 0.05  # of a unit that is cut short for the beat
Tell = Callable[[LiveEvent], None]


def _resampler(sample_rate: int) -> PromptResampler | None:
    return None if sample_rate == RATE else PromptResampler(sample_rate, RATE)


class LivePlayer:
    """A machine that plays with somebody.

    Attributes:
        live, choosing: how; see `change`.
        rate: Hz of the answer, the bank's.
        line: what sounds.
        ear: what listens.
    """

    def __init__(self, player: BankPlayer, live: LiveAnswering, choosing: ContinueSettings, *, tell: Tell = lambda event: None) -> None:
        """Begin in silence.

        Args:
            player: a bank and a model.
            live: how answers are placed in time.
            choosing: how units are chosen; `length_s` is the most that an answer to a phrase lasts.
            tell: is told every event, in order.
        """
        self.live, self.choosing, self.rate = live, choosing, player.bank.sample_rate
        self._player, self._tell, self._lock = player, tell, threading.RLock()
        self._hearing = threading.Lock()  # one block at a time
        self.line, self.ear = AnswerLine(player.bank), PhraseEar(cut_settings(player.bank), live.gate_db, live.hold_s)
        self._memory, self._watch = LookBack(player), InputWatch()
        self._input_rate, self._resampler = RATE, _resampler(RATE)
        self._rng = np.random.default_rng(choosing.seed)
        self._came = 0.0  # samples of the answer's rate that came in
        self._fed = 0.0  # samples at 16 kHz that came in; the ear has heard those that the resampler let through
        self._gone = False  # the input
        self._next: int | None = None  # where the next unit of an answer begins; None while none is due
        self._until: float = 0.0  # where the answer is at its end
        self._crossed: int | None = None  # the end of the phrase that is answered, until its first unit is placed
        self._begun = 0  # of the phrase

    def warm(self) -> None:
        """Do once what is slow for the first time."""
        noise = np.random.default_rng(0).standard_normal(RATE).astype(np.float32) * np.float32(0.1)
        context = self._player.model.begin().hear(self._player.model.embedding(unit_features(noise)))
        self._player.step(context, Ending(60.0, -20.0), self._memory.allowed(False), self.choosing, np.random.default_rng(0))

    def change(self, live: LiveAnswering | None = None, choosing: ContinueSettings | None = None) -> None:
        """Play otherwise from now on."""
        with self._lock:
            self.live, self.choosing = live or self.live, choosing or self.choosing
        self.ear.gate_db, self.ear.hold_s = self.live.gate_db, self.live.hold_s

    def change_one(self, name: str, value: float) -> None:
        """Change a number by its name; raises InvalidInput as `with_setting`."""
        self.change(*with_setting(self.live, self.choosing, name, value))

    def note(self, pitch: float, velocity: float) -> None:
        """Take a note of a keyboard as it is struck, or with velocity 0 as it is let go."""
        self.ear.note(pitch, velocity)

    def remark(self, text: str) -> None:
        """Tell something about what is outside."""
        self._tell(Remark(text, self.line.now))

    def hear(self, block: np.ndarray, sample_rate: int) -> None:
        """Take what came in.

        Args:
            block: float [samples], mono; what is no number is taken for silence.
            sample_rate: Hz; it may be another one with each block.
        """
        with self._hearing:
            self._hear(block, sample_rate)

    def _hear(self, block: np.ndarray, sample_rate: int) -> None:
        if sample_rate != self._input_rate:
            self._input_rate, self._resampler = sample_rate, _resampler(sample_rate)
        block, remarks = self._watch.take(block, sample_rate, self.live.gate_db)
        for text in remarks:
            self.remark(text)
        with self._lock:
            back, self._gone = self._gone and len(block) > 0, self._gone and not len(block)
        if back:
            self.remark("the input is back")
        self._take(block)

    def play(self, count: int) -> np.ndarray:
        """Return what is to sound next, float32 [count] at the bank's rate, -1..1."""
        self._without_input(count)
        with self._lock:
            self._go_on(self.line.now + count)
            wave = self.line.render(count)
        return wave if not self.live.gain_db else np.clip(wave * np.float32(10.0 ** (self.live.gain_db / 20.0)), -1.0, 1.0)

    def stop(self) -> None:
        """Break the answer off."""
        with self._lock:
            sounding, self._next, self._crossed = self.line.sounding, None, None
            if sounding:
                self._tell(Turn("broken", self.line.stop()))

    def _without_input(self, count: int) -> None:
        """Hear silence where nothing has come in for a while."""
        missing = self.line.now + count - self._came
        if missing <= MISSING_S * self.rate or not self._hearing.acquire(blocking=False):
            return  # or somebody is just hearing something
        try:
            if not self._gone:
                self._gone = True
                self.remark("nothing comes in any more: the machine plays on by itself until it does")
            self._take(np.zeros(int(missing / self.rate * self._input_rate), np.float32))
        finally:
            self._hearing.release()

    def _take(self, block: np.ndarray) -> None:
        with self._lock:
            self._fed += len(block) * RATE / self._input_rate
            early = self.line.now + MISSING_S * self.rate  # what came early once does not excuse what is missing later
            self._came = min(self._came + len(block) * self.rate / self._input_rate, early)
        if self.live.deaf and self.line.sounding:
            block = np.zeros_like(block)
        for happened in self.ear.push(block if self._resampler is None else self._resampler.push(block)):
            if isinstance(happened, Piece):
                self._heard(happened, self._measured(happened))
                continue
            with self._lock:
                (self._playing if happened.begins else self._over)(happened)

    def _at(self, sample: float) -> int:
        """Return the sample of the answer that sounded as a sample at 16 kHz was heard: the newest of both are the same moment."""
        return max(0, round(self.line.now + (sample - self._fed) * self.rate / RATE))

    def _heard_at(self, sample: float) -> float:
        """Return the other way."""
        return self._fed + (sample - self.line.now) * RATE / self.rate

    def _playing(self, phrase: Phrase) -> None:
        self._begun = phrase.at
        self._tell(Turn("playing", self._at(phrase.at)))
        if self.live.mode != "shadow":
            self.stop()

    def _measured(self, piece: Piece) -> np.ndarray:
        if piece.struck is not None:
            return note_features(self._player.bank, piece.struck.pitch, piece.struck.velocity, (piece.stop - piece.start) / RATE)
        return unit_features(piece.wave if piece.wave is not None else np.zeros(1, np.float32))

    def _heard(self, piece: Piece, row: np.ndarray) -> None:
        with self._lock:
            number = self._memory.hear(row, self.ear.beat.phase(piece.stop))
            at = self._at(piece.start)
            self._tell(HeardUnit(number, at, max(1, self._at(piece.stop) - at), row))
            if self.live.mode == "shadow":
                self._place(self._due(self.line.now), enters=False)

    def _over(self, phrase: Phrase) -> None:
        self._tell(Turn("over", self._at(phrase.at)))
        if self.live.mode == "shadow" or self._memory.ending is None:
            return
        self._crossed = self._at(phrase.at)
        self._next = self._due(self.line.now)
        lasted = min((phrase.at - self._begun) / RATE, self.choosing.length_s)
        self._until = float("inf") if self.live.mode == "continue" else self._next + lasted * self.rate

    def _due(self, at: int) -> int:
        """Return where something begins that could begin at a sample: on the beat, where that is not too far."""
        place = self.ear.beat.next_place(self._heard_at(at), self.live.places)
        wait = (place - self._heard_at(at)) * self.rate / RATE
        return at + round(wait) if wait <= self.live.wait_s * self.rate else at

    def _go_on(self, end: int) -> None:
        """Choose all that begins before a sample."""
        while self._next is not None and self._next < end:
            if self._next >= self._until:
                self._tell(Turn("answered", self._next))
                self._next = None
                return
            rest = self._crossed is None and self._rng.random() >= self.choosing.density
            self._next += self._rest() if rest else self._place(self._next, enters=True)

    def _rest(self) -> int:
        return max(1, round(self.ear.beat.period * self.rate / RATE / max(1, self.live.places)))

    def _place(self, start: int, *, enters: bool) -> int:
        """Choose a unit and place it; return how long it is."""
        start, memory, bank = max(start, self.line.now), self._memory, self._player.bank
        phase = self.ear.beat.phase(self._heard_at(start))
        ending = memory.ending or Ending(float("nan"), float("nan"))
        ending = ending if np.isnan(phase) else replace(ending, phase=phase)
        logs, attention = memory.context.log_likelihoods(self._player.units), memory.attention()
        unit, chance = choose(logs, join_costs(bank, ending), memory.allowed(self.choosing.stay_in_key), self.choosing, self._rng)
        length = self._length(start, int(bank.lengths[unit]))
        self.line.place(unit, start, length)
        number = memory.answered(unit) if enters else NOBODY
        reaction = None if self._crossed is None else start - self._crossed
        self._crossed = None
        pitch: Any = round(float(bank.column("pitch")[unit]), 2) if bank.column("pitched")[unit] > 0.5 else None
        self._tell(AnswerUnit(number, unit, start, length, round(chance, 6), pitch, attention, reaction))
        return length

    def _length(self, start: int, length: int) -> int:
        """Return how much of a unit sounds: up to the last place of the beat within it."""
        beat, places = self.ear.beat, self.live.places
        if not places or not beat.clear:
            return length
        end = self._heard_at(start + length)
        on_beat = beat.next_place(end, places)
        back = on_beat if on_beat - end < 1.0 else on_beat - beat.period / places
        cut = round((back - self._heard_at(start)) * self.rate / RATE)
        return cut if cut >= max(SHORTEST_S * self.rate, length // 2) else length
