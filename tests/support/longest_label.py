"""The longest that a direction can be called by listening to it; patches have room for that."""

from ganspacesynth.audio.descriptors import QUALITIES
from ganspacesynth.directions.describe.measure import COLOUR, NOTHING, WORDS


def longest_label():
    """The longest that a direction can be called by listening to it: as many words as there may be, on both of its sides."""
    words = sorted((max(quality.more, quality.less, key=len) for quality in QUALITIES), key=len)[-WORDS:]
    side = ", ".join(words)
    return max(f"{side} ↔ {side}", COLOUR, NOTHING, key=len)
