"""A long sound: twenty seconds on one note, one knob turned slowly up and down again. No loop, no cross-fade."""

from ganspacesynth import Point, PointPath, continuous_recipe, load_instrument, save_sound

instrument = load_instrument()
z = instrument.model.sample_z(1, seed=3)[0]
low, high = (Point(pitch=43, z=z, edits=(amount,)) for amount in (-2.0, 2.0))
path = PointPath(times_s=(0.0, 10.0, 20.0), points=(low, high, low))

save_sound("out/long_sound.wav", instrument, continuous_recipe(path), force=True)
print("out/long_sound.wav: 20 s on one note")
