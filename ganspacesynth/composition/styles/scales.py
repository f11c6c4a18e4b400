"""Scales by their names: the steps of each in semitones, and the pitches of one between two ends."""

from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.note_names import note_number

SCALES: dict[str, tuple[int, ...]] = {  # semitones over the root within an octave
    "major": (0, 2, 4, 5, 7, 9, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
    "harmonic-minor": (0, 2, 3, 5, 7, 8, 11),
    "melodic-minor": (0, 2, 3, 5, 7, 9, 11),
    "major-pentatonic": (0, 2, 4, 7, 9),
    "minor-pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "phrygian-dominant": (0, 1, 4, 5, 7, 8, 10),
    "hungarian-minor": (0, 2, 3, 6, 7, 8, 11),
    "hirajoshi": (0, 2, 3, 7, 8),
    "in-sen": (0, 1, 5, 7, 10),
    "whole-tone": (0, 2, 4, 6, 8, 10),
    "octatonic": (0, 2, 3, 5, 6, 8, 9, 11),
    "chromatic": (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
    "fifths": (0, 7),
    "octaves": (0,),
}
SAME = {"ionian": "major", "aeolian": "minor", "natural-minor": "minor", "pentatonic": "major-pentatonic", "diminished": "octatonic"}
LOWEST, HIGHEST = 0, 127


def scale_name(word: object) -> str:
    """Return the name of a scale as the table has it, or raise SequenceError."""
    name = "-".join(word.lower().replace("_", " ").replace("-", " ").split()) if isinstance(word, str) else ""
    name = SAME.get(name, name)
    if name not in SCALES:
        raise SequenceError(f"scale must be one of {', '.join(SCALES)}. Received: scale={brief(word)}.", rule="known-scale")
    return name


def root_pitch(word: object, octave: int = 4) -> int:
    """Return the MIDI number of a root such as "D3" or 50; of "D" alone that in an octave. Raises SequenceError for what is no note."""
    pitch = note_number(word.strip(), octave=octave) if isinstance(word, str) else word
    if isinstance(word, str) and pitch is None and word.strip().isdecimal():
        pitch = int(word)
    if isinstance(pitch, bool) or not isinstance(pitch, int) or not LOWEST <= pitch <= HIGHEST:
        raise SequenceError(
            f"root must be a note such as D, D3, F#3 or Bb2, or a MIDI number in 0..127. Received: root={brief(word)}.", rule="known-root"
        )
    return pitch


def scale_pitches(scale: str, root: int, octaves: int, *, lowest: float = LOWEST, highest: float = HIGHEST) -> tuple[int, ...]:
    """Return the notes of a scale from its root upwards, and the root over them, in so many octaves.

    Args:
        scale: a name of the table.
        root: MIDI number.
        octaves: 1 or more.
        lowest, highest: the instrument's range. Where it leaves out notes, all are moved by the octaves that keep the most of them.

    Returns:
        Ascending MIDI numbers; none where the range holds no note of the scale.
    """
    notes = [root + 12 * octave + step for octave in range(octaves) for step in SCALES[scale]] + [root + 12 * octaves]
    moved = [[note + 12 * by for note in notes] for by in sorted(range(-10, 11), key=abs)]
    inside = [tuple(note for note in each if lowest <= note <= highest) for each in moved]
    return max(inside, key=len)
