"""Recordings to make a model of, some of which are none; and the smallest training there is."""

import numpy as np
import soundfile

RATE = 8000
SMALL = {"duration_s": 0.25, "sample_rate": RATE}
SETTINGS = {**SMALL, "preset": "tiny", "sounds": 4, "labels": 1, "audition": 2, "licence": "MIT"}


def melody(seconds, seed):
    """Plucks of changing pitch, a pause in the middle."""
    rng, wave = np.random.default_rng(seed), np.zeros(round(seconds * RATE))
    for at in range(0, len(wave), RATE // 4):
        part = np.arange(min(RATE // 4, len(wave) - at))
        wave[at : at + len(part)] = 0.5 * np.sin(2 * np.pi * rng.uniform(150, 900) / RATE * part) * np.exp(-part / 800)
    wave[len(wave) // 2 : len(wave) // 2 + RATE] = 0.0
    return wave


def write_recordings(folder):
    """Two recordings, and what is none: an empty file, a text by the name of a sound, silence, a text."""
    folder.mkdir(parents=True)
    soundfile.write(folder / "erste Aufnahme.wav", melody(4, 0), RATE)
    soundfile.write(folder / "zweite.flac", melody(3, 1), RATE)
    (folder / "leer.wav").write_bytes(b"")
    (folder / "gelogen.wav").write_text("This is a text.")
    soundfile.write(folder / "still.wav", np.zeros(RATE), RATE)
    (folder / "notes.txt").write_text("not a sound")
    return folder
