"""One figure of an evaluation, explained: its name, its unit, what is good."""

from dataclasses import dataclass

SHARE, PLAIN, DECIBELS = "%", "", "dB"


@dataclass(frozen=True)
class MetricText:
    """One figure, explained.

    Attributes:
        title: what it is called.
        unit: "%" for shares, otherwise such as "dB", or nothing.
        better: "higher", "lower", or "real": as near to that of real sounds as can be.
        says: what it means to a musician.
    """

    title: str
    unit: str
    better: str
    says: str
