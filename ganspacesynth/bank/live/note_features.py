"""A note of a keyboard as the model hears it: pitch, velocity and length in, the numbers of a unit out; its timbre is that of a bank's nearest."""

import numpy as np

from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.units.unit_features import COLUMN, SILENT_DB

LOUD = 0.9  # of the bank's units, so many are no louder than the hardest note
RANGE_DB = 40.0  # from the softest note to the hardest
SEMITONES, OCTAVES, DB = 2.0, 1.0, 12.0  # that are as far apart as each other


def note_features(bank: Bank, pitch: float, velocity: float, duration_s: float) -> np.ndarray:
    """Return the features of a note, float32 [176].

    Args:
        bank: whose timbre it has: that of the unit that is nearest in pitch, length and loudness.
        pitch: MIDI number.
        velocity: 1..127.
        duration_s: seconds.
    """
    loudness = bank.column("loudness")
    loudest = float(np.quantile(loudness, LOUD))
    level = max(SILENT_DB, loudest + RANGE_DB * (min(velocity, 127.0) / 127.0 - 1.0))
    duration = float(np.log2(max(duration_s, 1e-3)))
    apart = np.square((bank.column("pitch") - pitch) / SEMITONES) + np.square((bank.column("duration") - duration) / OCTAVES)
    apart = apart + np.square((loudness - level) / DB) + np.where(bank.column("pitched") > 0.5, 0.0, 1e6)
    row = bank.features[int(np.argmin(apart))].copy()
    turn = 2.0 * np.pi * pitch / 12.0
    said = {"pitch": pitch, "pitched": 1.0, "pitch_sin": np.sin(turn), "pitch_cos": np.cos(turn), "pitch_begin": pitch, "pitch_end": pitch}
    louder = level - float(row[COLUMN["loudness"]])
    edges = {name: max(SILENT_DB, float(row[COLUMN[name]]) + louder) for name in ("loudness_begin", "loudness_end")}
    for name, value in {**said, **edges, "loudness": level, "duration": duration}.items():
        row[COLUMN[name]] = value
    return row
