"""A scale: one timbre, eight notes. The notes may as well come from anything that computes melodies."""

from ganspacesynth import Point, PointPath, load_instrument, midi_recipe, save_sound
from ganspacesynth.composition.midi.midi_notes import MidiNote

SCALE = (48, 50, 52, 53, 55, 57, 59, 60)
BEAT_S = 0.5

instrument = load_instrument()
z = instrument.model.sample_z(1, seed=7)[0]
timbre = PointPath(times_s=(0.0,), points=(Point(pitch=60, z=z),))  # stands still; its pitch is the notes'
notes = [MidiNote(start_s=i * BEAT_S, end_s=(i + 0.9) * BEAT_S, pitch=pitch, velocity=70 + 5 * i) for i, pitch in enumerate(SCALE)]

save_sound("out/scale.wav", instrument, midi_recipe(notes, timbre, attack_s=0.01, release_s=0.3, legato=False), force=True)
print("out/scale.wav: a scale, each note a little louder")
