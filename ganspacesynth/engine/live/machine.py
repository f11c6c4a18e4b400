"""A machine that a voice plays with: its bank, how it plays, and what is told of it; events in, messages to a host and signals for chains out."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.answering.continuing import BankPlayer
from ganspacesynth.bank.live.live_events import AnswerUnit, HeardUnit, LiveEvent, Remark, Turn
from ganspacesynth.bank.live.live_log import LiveLogWriter
from ganspacesynth.bank.live.live_player import LivePlayer
from ganspacesynth.bank.live.live_settings import LiveAnswering
from ganspacesynth.engine.listening.voice_tap import VoiceTap
from ganspacesynth.engine.live.bank_stream import BankStream
from ganspacesynth.engine.live.heard_aloud import HeardAloud
from ganspacesynth.engine.messages import Value

Answering = Callable[..., None]  # an address and values
NO_PITCH = -1.0
QUIETEST_DB = 60.0  # under full scale, where the signal of loudness is 0
SIGNALS = ("answer_pitch", "answer_loudness", *(f"answer_{number}" for number in range(1, 9)))


@dataclass(eq=False)
class Machine:
    """What a voice's machine is.

    Attributes:
        player: its bank and model.
        live, choosing: how it plays.
        stream: what sounds; None while it does not play.
        attention: whether what choices looked at is told.
        log: where events are kept, or None.
        tap: what it hears, while it plays.
        speaker: a loudspeaker of this machine to be heard on ("": the system's), or None for the voice's ring.
        heard_aloud: what sounds there.
    """

    player: BankPlayer
    live: LiveAnswering = field(default_factory=LiveAnswering)
    choosing: ContinueSettings = field(default_factory=ContinueSettings)
    stream: BankStream | None = None
    attention: bool = False
    log: LiveLogWriter | None = None
    tap: VoiceTap | None = None
    speaker: str | None = None
    heard_aloud: HeardAloud | None = None

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self.now is not None

    @property
    def now(self) -> LivePlayer | None:
        """Who plays; None while it does not."""
        if self.heard_aloud is not None:
            return self.heard_aloud.live
        return self.stream.live if self.stream is not None and not self.stream.done else None

    def change(self, live: LiveAnswering, choosing: ContinueSettings) -> None:
        """Play otherwise from now on."""
        self.live, self.choosing = live, choosing
        if (player := self.now) is not None:
            player.change(live, choosing)

    def silence(self) -> None:
        """Hear nothing any more, and be heard no more on a loudspeaker."""
        if self.heard_aloud is not None:
            self.heard_aloud.close()
            self.heard_aloud = None
        if self.tap is not None:
            self.tap.close()
            self.tap = None

    def teller(self, answer: Answering, move: Callable[[str, float], object]) -> Callable[[LiveEvent], None]:
        """Return what tells of events.

        Args:
            answer: takes an address and values, for a host.
            move: takes a signal's name and its value, 0..1, for chains: answer_pitch, answer_loudness and answer_1 to answer_8.
        """
        rate, shares = self.player.bank.sample_rate, signals_of(self.player)

        def tell(event: LiveEvent) -> None:
            at = event.at / rate
            if isinstance(event, HeardUnit):
                answer("/bank_heard", event.number, at, event.length / rate, NO_PITCH if event.pitch is None else event.pitch, event.loudness)
            elif isinstance(event, AnswerUnit):
                pitch = NO_PITCH if event.pitch is None else event.pitch
                late = -1.0 if event.reaction is None else 1000.0 * event.reaction / rate
                answer("/bank_chose", event.number, event.unit, at, event.length / rate, pitch, event.probability, late)
                if self.attention:
                    for values in attention_messages(event):
                        answer("/attention", *values)
                for name, share in zip(SIGNALS, shares[event.unit].tolist(), strict=False):
                    move(name, share)
            elif isinstance(event, Turn):
                answer("/bank_turn", event.what, at)
            elif isinstance(event, Remark):
                answer("/bank_remark", event.text)

        return tell

    def close(self) -> None:
        """End its log, and hear nothing any more."""
        self.silence()
        if self.log is not None:
            self.log.close()
            self.log = None


def attention_messages(event: AnswerUnit) -> list[tuple[Value, ...]]:
    """Return a message for each head of the last layer: number of the choice, head from 1, number of the oldest unit, shares."""
    if not event.attention.units:
        return []
    first = event.attention.units[0]
    return [(event.number, head + 1, first, *map(float, shares)) for head, shares in enumerate(event.attention.shares[-1].round(4).tolist())]


def signals_of(player: BankPlayer) -> np.ndarray:
    """Return what signals are of each unit of a bank, float32 [units, 10 at most], 0..1: of pitch and loudness, and along its strongest components.

    Of components 0.5 is the bank's middle, and a sixth a standard deviation.
    """
    units, bank = player.units.astype(np.float64), player.bank
    centred = units - units.mean(axis=0)
    _, _, turned = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign(turned[np.arange(len(turned)), np.abs(turned).argmax(axis=1)])
    found = (centred @ (turned * signs[:, None]).T)[:, : len(SIGNALS) - 2]
    components = 0.5 + found / np.maximum(found.std(axis=0), 1e-9) / 6.0
    heard = [bank.column("pitch") / 127.0, 1.0 + bank.column("loudness") / QUIETEST_DB]
    return np.clip(np.concatenate([np.stack(heard, axis=1), components], axis=1), 0.0, 1.0).astype(np.float32)
