"""A recording, and the nearest sound that the model has; without one of yours, a plucked string is made here.

python examples/recording.py [RECORDING.wav]
"""

import sys

import numpy as np

from ganspacesynth import clip_recipe, load_instrument, save_sound
from ganspacesynth.audio.files.sound_files import read_audio, write_wave
from ganspacesynth.directions.project.projection import project


def plucked_string(hertz: float = 220.0, rate: int = 16000, seconds: float = 3.0) -> np.ndarray:
    """A burst of noise goes round and round, and loses a little of its highest tones each time."""
    string = np.random.default_rng(0).uniform(-0.5, 0.5, round(rate / hertz))
    rounds = []
    for _ in range(round(seconds * hertz)):
        rounds.append(string)
        string = 0.5 * (string + np.roll(string, 1))
    return np.concatenate(rounds).astype(np.float32)


if len(sys.argv) > 1:
    wave, rate = read_audio(sys.argv[1])
else:
    wave, rate = plucked_string(), 16000
    write_wave("out/string.wav", wave, rate, force=True)

instrument = load_instrument()
found = project(instrument.model, wave, rate, directions=instrument.directions, tries=300)  # more tries come nearer
save_sound("out/recording.wav", instrument, clip_recipe(found.point, gain=found.gain), force=True)
print(f"out/recording.wav: {found.distance_db:.1f} dB away; {found.typical_db:.1f} dB is usual for a random sound")
