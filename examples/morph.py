"""A morph: three timbres, one unbroken sound that wanders between them while its pitch climbs."""

from ganspacesynth import Point, PointPath, continuous_recipe, load_instrument, save_sound

instrument = load_instrument()
a, b, c = instrument.model.sample_z(3, seed=5)
path = PointPath(
    times_s=(0.0, 4.0, 8.0, 12.0),
    points=(Point(pitch=48, z=a), Point(pitch=55, z=b), Point(pitch=60, z=c), Point(pitch=60, z=a)),
)

save_sound("out/morph.wav", instrument, continuous_recipe(path), force=True)
print(f"out/morph.wav: {path.duration_s:g} s without a cross-fade")
