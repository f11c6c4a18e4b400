"""Pitches as musicians write them: MIDI numbers and names of notes, alone or several with commas between them."""

import argparse

from ganspacesynth.core.note_names import note_number

WRITTEN = "a MIDI number or a note, such as 60, C4 (middle C), F#3 or Bb2"
LOWEST, HIGHEST = 0, 127


def pitch(text: str) -> float:
    """Read one pitch, such as "60", "60.5", "C4" (60), "F#3" (54) or "Bb2" (46).

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    word = text.strip()
    note = note_number(word)
    try:
        number = float(word if note is None else note)
    except ValueError:
        number = float("nan")
    if not LOWEST <= number <= HIGHEST:
        several = " Only one fits here." if "," in word else ""
        raise argparse.ArgumentTypeError(f"a pitch is {WRITTEN}; received {text!r}.{several}")
    return number


def whole_pitch(text: str) -> int:
    """Read one pitch where only whole MIDI numbers are played; see `pitch`."""
    number = pitch(text)
    if number != int(number):
        raise argparse.ArgumentTypeError(f"here pitches are whole MIDI numbers; received {text!r}, try {round(number)}.")
    return int(number)


def pitches(text: str) -> tuple[float, ...]:
    """Read one pitch or several, such as "C4", "60,64,67" or "C4,Eb4,G4"."""
    words = [word for word in text.split(",") if word.strip()]
    if not words:
        raise argparse.ArgumentTypeError(f"a pitch is {WRITTEN}; several have commas between them, as in 60,64,67 or C4,E4,G4; received {text!r}.")
    return tuple(pitch(word) for word in words)
