"""How loud a sound is brought to be: names, and numbers of LUFS; audio/files/sound_files.py does it."""

from ganspacesynth.core.errors import InvalidInput, brief

LEVELS = ("loudness", "peak", "model")  # as loud as others are heard, with the same highest sample, or as the model made it
QUIETEST_LUFS, LOUDEST_LUFS = -70.0, 0.0  # where the standard's gate closes, and full scale

Level = str | float


def check_level(level: object) -> Level:
    """Return one of `LEVELS`, or a number of LUFS as a float.

    Raises:
        InvalidInput: neither.
    """
    if isinstance(level, str) and level in LEVELS:
        return level
    if isinstance(level, int | float) and not isinstance(level, bool) and QUIETEST_LUFS <= level <= LOUDEST_LUFS:
        return float(level)
    rule = f"The level must be one of {', '.join(LEVELS)}, or LUFS in {QUIETEST_LUFS:g}..{LOUDEST_LUFS:g}"
    raise InvalidInput(f"{rule}. Received: level={brief(level)}.", rule="known-level")


def read_level(word: str) -> Level:
    """Return a level that is written as a word: one of `LEVELS`, or LUFS such as "-16" or "-16LUFS"; raises as `check_level`."""
    text = word.strip().lower().removesuffix("lufs").strip()
    try:
        return check_level(float(text))
    except ValueError:  # no number, or one that is too large or too small
        return check_level(word)
