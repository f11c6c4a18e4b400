"""Four ways for a song to move a sound, by name; each a matrix of a few rows, to begin from."""

from typing import TYPE_CHECKING

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.motion.modulation import Modulation

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument

LOUD = "rms | smooth 0.08 | power 0.7 -> level:-24:0"
HARMONY = "harmony -> pitch:-6:5"
PRESETS = ("noise", "morph", "bend", "brighten")
ABOUT = {
    "noise": "hits throw the sound to other places of the space, from which it comes back",
    "morph": "time runs with the kick: the sound goes on along its path when there is a low onset, and waits where there is none",
    "bend": "low hits silence half of an early layer's channels, high ones sharpen a later layer; between them it plays straight",
    "brighten": "the brighter and louder the song, the brighter the sound, along the direction that does so most",
}
BRIGHTNESS = "brightness"
BENT = (0.4, 0.7)  # how far along the layers that are bent lie: an early one for lows, a later one for highs


def preset(name: str, instrument: "Instrument", *, seed: int, layer: str) -> tuple[Modulation, ...]:
    """Return a matrix.

    Args:
        name: one of `PRESETS`.
        instrument: what it is played with; brighten needs its directions.
        seed: of the places that noise throws to.
        layer: the one that will be stretched; bends lie before it.

    Raises:
        InvalidInput: no such preset, or no directions.
    """
    rows = {"noise": lambda: _noise(seed), "morph": _morph, "bend": lambda: _bend(instrument, layer), "brighten": lambda: _brighten(instrument)}
    if name not in rows:
        raise InvalidInput(f"A preset is one of {', '.join(PRESETS)}. Received: {brief(name)}.", rule="known-preset")
    return tuple(Modulation.read(row) for row in [*rows[name](), HARMONY, LOUD])


def _noise(seed: int) -> list[str]:
    low, high = (seed * 2 + 1) % (1 << 24), (seed * 2 + 2) % (1 << 24)
    return [
        f"drums.onsets(low) | peaks | decay 0.25 -> z.{low}:0:0.6",
        f"drums.onsets(high) | peaks | decay 0.12 -> z.{high}:0:0.35",
    ]


def _morph() -> list[str]:
    return ["drums.onsets(low) | peaks | decay 0.15 | cumulate | smooth 0.1 -> morph:0:1"]


def _bend(instrument: "Instrument", layer: str) -> list[str]:
    names = list(instrument.model.config.layers)
    names = names[: names.index(layer) + 1]
    early, late = (names[min(len(names) - 1, round(share * len(names)))] for share in BENT)
    return [
        f"drums.onsets(low) | peaks | decay 0.3 -> bend.{early}.ablate.share:0:0.5",
        f"drums.onsets(high) | peaks | decay 0.15 -> bend.{late}.sharpen.amount:0:2",
    ]


def _brighten(instrument: "Instrument") -> list[str]:
    number, sign = brightest(instrument)
    return [
        f"centroid | smooth 0.2 | normalise -> edits.{number}:{-1.5 * sign:g}:{2.0 * sign:g}",
        f"drums.onsets(high) | peaks | decay 0.2 -> edits.{number}:0:{sign:g}",
    ]


def brightest(instrument: "Instrument") -> tuple[int, int]:
    """Return the direction that changes brightness most, and whether up (1) or down (-1).

    Raises:
        InvalidInput: the instrument has no directions.
    """
    import numpy as np

    directions = instrument.directions
    if directions is None:
        raise InvalidInput(
            "brighten needs directions. Received: none. Name a file, or find some with `ganspacesynth directions`.", rule="needs-directions"
        )
    known = directions.annotations
    if known is None or BRIGHTNESS not in known.descriptors:
        return 0, 1
    slopes = known.slopes[:, known.descriptors.index(BRIGHTNESS)]
    number = int(np.abs(slopes[:256]).argmax())
    return number, 1 if slopes[number] >= 0.0 else -1
