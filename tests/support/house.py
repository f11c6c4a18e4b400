"""A folder of a musician, with spaces and accents in its names: the tiny model, directions of it, steps and melodies."""

import functools
import json
import os
import shutil

import mido
import numpy as np

from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.directions_files import save_directions
from ganspacesynth.directions.search.pca import SearchSettings, find_directions
from ganspacesynth.directions.search.regression import latent_directions
from ganspacesynth.networks.gansynth import gansynth
from ganspacesynth.networks.gansynth.plans import choice
from tests.conftest import GOLDEN

PITCHED = "Modell é"  # with directions beside it
PLAIN = "Modell ohne"  # without


def build(folder, tiny):
    """Fill a folder; returns it."""
    for name in (PITCHED, PLAIN):
        shutil.copytree(GOLDEN / "tiny_mel", folder / name)
    settings = SearchSettings(n_components=3, n_samples=300)
    found = latent_directions(tiny, find_directions(tiny, settings=settings), settings, n_samples=1000)[0]
    save_directions(found, folder / PITCHED / "directions_conv0.npz")
    shutil.copy(folder / PITCHED / "directions_conv0.npz", folder / "Richtungen ü.npz")
    melody(folder / "Lied ö.mid", [(0.0, 0.1, 60), (0.15, 0.2, 64), (0.25, 1.0, 67)])
    return folder


def light(folder, tiny):
    """Fill a folder with what needs no search: the model with directions made up, and a melody; returns it."""
    shutil.copytree(GOLDEN / "tiny_mel", folder / PITCHED)
    shape, size = (2, 16, 8), 2 * 16 * 8
    sums = {"mean": np.zeros(size, np.float32), "components": np.eye(3, size, dtype=np.float32), "stdev": np.ones(3), "var_ratio": np.full(3, 0.1)}
    made_up = Directions(layer="conv0", shape=shape, **sums, pitch=60, model_id=tiny.id)
    save_directions(made_up, folder / PITCHED / "directions_conv0.npz")
    melody(folder / "Lied ö.mid", [(0.0, 0.1, 60), (0.15, 0.2, 64), (0.25, 1.0, 67)])
    return folder


def melody(path, notes, channel=0):
    """Write notes (start_s, end_s, pitch), one after the other, as a MIDI file."""
    file = mido.MidiFile(ticks_per_beat=500)  # a tick is a millisecond
    track, now = mido.MidiTrack(), 0.0
    for start_s, end_s, pitch in notes:
        track.append(mido.Message("note_on", note=pitch, velocity=100, channel=channel, time=round(1000 * (start_s - now))))
        track.append(mido.Message("note_off", note=pitch, channel=channel, time=round(1000 * (end_s - start_s))))
        now = end_s
    file.tracks.append(track)
    file.save(path)
    return path


def steps(path, *each, **more):
    """Write a file of steps by hand."""
    path.write_text(json.dumps({"format": "ganspacesynth sequence", "version": 1, **more, "steps": list(each)}), encoding="utf-8")
    return path


def open_models_once(patch):
    """Let the command line open each model once in a test module, since compiling is what takes time."""
    load = gansynth.load_model
    opened = functools.cache(lambda backend, *args, **options: load(*args, **options))

    def load_once(*args, **options):
        return opened(choice.wanted(os.environ), *args, **options)

    load_once.cache_clear = opened.cache_clear
    patch.setattr(gansynth, "load_model", load_once)
