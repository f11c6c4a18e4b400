"""How long chunks take and what was missed in, how far ahead a voice works out: longer when its machine is busy, shorter again when it is calm."""

from collections import deque
from dataclasses import dataclass

LEAST_S, MOST_S = 0.04, 1.0
STEP_S = 0.04  # by which a lead is lengthened at first; then what was added is doubled
REMEMBERED = 32  # chunks
JUDGED = 8  # chunks of one size, before another is chosen
CLOSE = 0.25  # of a lead: when less than that is left as a chunk comes that took long, the next one may come too late
CALM_S = 10.0  # of sound without danger, after which a lead is shortened
LEFT = 0.6  # of what a lead was lengthened by, each time
TIGHT, EASY = 0.8, 0.3  # shares of real time: chunks are made larger above the one, smaller again below the other
LONGER, SHORTER, BEHIND = "longer", "shorter", "behind"


@dataclass(frozen=True)
class LeadChange:
    """What a voice says of its lead.

    Attributes:
        seconds: it works ahead now.
        word: LONGER, SHORTER, or BEHIND: no lead is long enough, since chunks take longer than they last.
    """

    seconds: float
    word: str


class Lead:
    """How far ahead a voice works.

    What is ready but not yet heard cannot be changed any more, so a lead is no longer than it must be. It counts seconds of sound, and looks at
    no clock.

    Attributes:
        gathering: whether chunks are kept until they make a whole lead: after a fault one longer silence is heard, and no crackling.
    """

    def __init__(self) -> None:
        self.gathering = False
        self._costs: deque[float] = deque(maxlen=REMEMBERED)  # seconds that chunks took
        self._shares: deque[float] = deque(maxlen=JUDGED)  # of real time, of chunks of the present size
        self._missed, self._extra_s, self._calm_s = 0, 0.0, 0.0
        self._whole = True  # whether all of the lead has lain ready since it was lengthened; before that a longer one is of no use
        self._behind = False

    @property
    def seconds(self) -> float:
        """As much as passes while the slowest of the last chunks is made, and a little; and what busy times have added."""
        slowest = max(self._costs, default=0.0)
        return min(MOST_S, max(LEAST_S, 1.5 * slowest + 0.01) + self._extra_s)

    @property
    def share(self) -> float:
        """How much of real time the last chunks take."""
        return sum(self._shares) / len(self._shares) if self._shares else 0.0

    def ready(self, missed: int) -> None:
        """Say that all of the lead lies ready, or that the sound is over.

        Args:
            missed: samples that a host has missed of the voice so far.
        """
        self.gathering, self._whole, self._missed = False, True, max(self._missed, missed)

    def missed(self, samples: int) -> LeadChange | None:
        """Take how many samples a host has missed of the voice so far; return what there is to say."""
        if samples <= self._missed:
            return None
        self._missed = samples
        if self.gathering:
            return None
        self.gathering = True
        return self._lengthened()

    def made(self, cost_s: float, lasts_s: float, left_s: float | None) -> LeadChange | None:
        """Take a chunk; return what there is to say.

        Args:
            cost_s: seconds that it took.
            lasts_s: seconds that it will sound.
            left_s: seconds that were left to be heard when it came; None if there was nothing to hear before.
        """
        before = self.seconds
        self._costs.append(cost_s)
        if lasts_s > 0.0:
            self._shares.append(cost_s / lasts_s)
        if left_s is not None and not self.gathering and left_s < CLOSE * before < cost_s:
            return self._lengthened()
        self._calm_s += lasts_s
        if self._calm_s < CALM_S or not self._extra_s:
            return None
        self._calm_s, self._behind = 0.0, False
        self._extra_s = LEFT * self._extra_s if self._extra_s > STEP_S else 0.0
        return LeadChange(self.seconds, SHORTER)

    def frames(self, now: int, least: int, most: int) -> int:
        """Return how many frames the next chunks shall have: larger ones take less of the time they last, and a change is heard later.

        Args:
            now: of the chunks so far.
            least: the fewest they may have.
            most: the most.
        """
        if len(self._shares) < JUDGED:
            return now
        wanted = 2 * now if self.share > TIGHT else now // 2 if self.share < EASY and not self._extra_s else now
        wanted = min(most, max(least, wanted))
        if wanted != now:
            self._shares.clear()
        return wanted

    def _lengthened(self) -> LeadChange | None:
        self._calm_s = 0.0
        if not self._whole:
            return None
        before, self._whole = self.seconds, False
        self._extra_s = min(MOST_S, max(2.0 * self._extra_s, STEP_S))
        if self.seconds > before:
            return LeadChange(self.seconds, LONGER)
        self._behind, told = True, self._behind
        return None if told else LeadChange(before, BEHIND)
