"""A melody from a MIDI file, played as an unbroken line whose timbre travels on every three seconds.

python examples/melody.py [TUNE.mid]
"""

import sys
from pathlib import Path

from ganspacesynth import load_instrument, midi_recipe, save_sound
from ganspacesynth.composition.midi.midi_notes import read_midi
from ganspacesynth.composition.midi.note_points import fit_pitches, n_timbres, timbre_path

EVERY_S = 3.0
tune = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("melody.mid")

instrument = load_instrument()
model = instrument.model
notes = fit_pitches(read_midi(tune), model.config.pitches).notes  # too high or too low: by octaves
z = model.sample_z(n_timbres(notes, seconds_per_instrument=EVERY_S), seed=2)
timbre = timbre_path(z, seconds_per_instrument=EVERY_S, model=model.id)

save_sound("out/melody.wav", instrument, midi_recipe(notes, timbre, attack_s=0.01, release_s=0.3, legato=True), force=True)
print(f"out/melody.wav: {len(notes)} notes, {len(z)} timbres")
