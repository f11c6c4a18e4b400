"""Names of notes in, MIDI numbers out: C4 is 60, middle C."""

import re

NOTE = re.compile(r"([A-Ga-g])(##|#|♯|bb|b|♭)?(-?\d{1,2})?")
SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SHARPS = {"": 0, "#": 1, "♯": 1, "##": 2, "b": -1, "♭": -1, "bb": -2}


def note_number(word: str, *, octave: int | None = None) -> int | None:
    """Return the MIDI number of a note such as "C4" (60), "F#3" (54) or "Bb2" (46); None for what is no note.

    Args:
        word: letter, sharps or flats, octave.
        octave: of a note that says none, such as "D"; None takes no such notes.
    """
    note = NOTE.fullmatch(word)
    if note is None or (note[3] is None and octave is None):
        return None
    return 12 * (int(note[3] or octave or 0) + 1) + SEMITONES[note[1].upper()] + SHARPS[note[2] or ""]
