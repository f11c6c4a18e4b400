"""A few quarter-second notes of two instruments, and the small network that fits them."""

import numpy as np
import soundfile

from ganspacesynth.training.adversarial.gan import GanTask
from ganspacesynth.training.adversarial.gan_settings import GanSettings
from ganspacesynth.training.adversarial.schedule import Schedule
from ganspacesynth.training.architectures import architecture, published_normalizer
from ganspacesynth.training.notes.corpus import Corpus
from ganspacesynth.training.notes.pictures import Pictures

PITCHES = (57, 60, 64)
RATE, SAMPLES = 8000, 2000


def note(pitch, second=0.0):
    """A sine and its octave."""
    turns = 440.0 * 2.0 ** ((pitch - 69) / 12) * np.arange(SAMPLES) / RATE
    return 0.5 * np.sin(2 * np.pi * turns) + second * np.sin(4 * np.pi * turns)


def corpus(pitches=PITCHES, instruments=("reed", "organ")):
    keys = [(k, pitch) for k in range(len(instruments)) for pitch in pitches]
    waves = np.stack([note(pitch, 0.3 * k) for k, pitch in keys])
    names = tuple(instruments[k] for k, _ in keys)
    return Corpus("tiny", np.rint(waves * 32767).astype(np.int16), np.array([p for _, p in keys]), names, RATE)


def save(folder, pitches=PITCHES):
    """Write the corpus as a folder of samples."""
    folder.mkdir()
    notes = corpus(pitches)
    for wave, pitch, name in zip(notes.waves, notes.pitches, notes.instruments, strict=True):
        soundfile.write(folder / f"{name}_0_{pitch}.wav", wave, RATE, subtype="PCM_16")
    return folder


def config(pitches=PITCHES, **changes):
    return architecture("tiny", **changes).config(pitches=pitches, sample_rate=RATE, audio_length=SAMPLES)


def gan_task(notes=None, schedule=None, changes=None, **settings):
    """An adversarial task that trains in seconds."""
    notes = corpus() if notes is None else notes
    gain, shift = published_normalizer()
    c = config(tuple(sorted(set(notes.pitches.tolist()))), **(changes or {}))
    return GanTask(
        c,
        Pictures(c, notes, gain, shift),
        np.array([c.label(p) for p in notes.pitches.tolist()]),
        gain,
        schedule or Schedule(c.num_resolutions, 8, 8),
        GanSettings(**{"batch_size": 4, "total_images": 32, **settings}),
        last_filters=8,
    )


def flat(tree):
    """Nested dicts of arrays as one dict."""
    found = {}
    for name, value in tree.items():
        found.update({f"{name}.{k}": v for k, v in flat(value).items()} if isinstance(value, dict) else {name: np.asarray(value)})
    return found
