"""What a machine remembers of playing with somebody: units heard and answered in, the model's context, the key, and what a choice looks at out."""

from collections import deque

import numpy as np

from ganspacesynth.bank.answering.continuing import BankPlayer
from ganspacesynth.bank.answering.hearing import key_mask
from ganspacesynth.bank.answering.joins import Ending
from ganspacesynth.bank.answering.looking import Attention
from ganspacesynth.bank.units.key import find_key
from ganspacesynth.bank.units.unit_features import COLUMN

KEY_UNITS = 64  # the last ones heard say which key it is


class LookBack:
    """Grows with nothing: it keeps what the network looks back at, however long somebody plays.

    Attributes:
        context: of the model.
        ending: how the last unit ended; None before the first.
        count: of units that entered the context.
    """

    def __init__(self, player: BankPlayer) -> None:
        self._player = player
        self.context = player.model.begin()
        self.ending: Ending | None = None
        self.count = 0
        self._numbers: deque[int] = deque(maxlen=player.model.config.reach)
        self._notes: deque[tuple[float, float]] = deque(maxlen=KEY_UNITS)

    def hear(self, features: np.ndarray, phase: float) -> int:
        """Take a unit that was played, float32 [176]; return its number."""
        self.context = self.context.hear(self._player.model.embedding(features))
        self.ending = Ending.heard(features, phase)
        self._notes.append((float(features[COLUMN["pitch"]]), float(features[COLUMN["pitched"]] * 2.0 ** features[COLUMN["duration"]])))
        return self._number()

    def answered(self, unit: int) -> int:
        """Take a unit of the bank that was answered; return its number."""
        self.context = self.context.hear(self._player.units[unit])
        self.ending = Ending.of(self._player.bank, unit)
        return self._number()

    def allowed(self, stay_in_key: bool) -> np.ndarray:
        """Return which units may be chosen, bool [units]."""
        if not stay_in_key or not self._notes:
            return np.ones(len(self._player.bank), bool)
        pitches, weights = np.array(self._notes).T
        return key_mask(self._player.bank, find_key(pitches, weights))

    def attention(self) -> Attention:
        """Return what the next choice looks at."""
        return Attention.of(self.context, tuple(self._numbers))

    def _number(self) -> int:
        self._numbers.append(self.count)
        self.count += 1
        return self.count - 1
