"""A first sound: one timbre out of millions, at middle C. Change the seed for another one."""

from ganspacesynth import Point, clip_recipe, load_instrument, save_sound

instrument = load_instrument()
z = instrument.model.sample_z(1, seed=7)[0]  # a place in the space of sounds: 256 numbers
note = Point(pitch=60, z=z)

sound = save_sound("out/first_sound.wav", instrument, clip_recipe(note), force=True)
print(f"out/first_sound.wav: {sound.duration_s:g} s")
