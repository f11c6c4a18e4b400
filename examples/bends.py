"""Bends: what a layer of the network holds is made stronger, weaker, or moved. Nobody knows beforehand what comes out."""

from ganspacesynth import Point, clip_recipe, load_instrument, save_sound
from tests.support.bends import bends_of

instrument = load_instrument()
print("layers:", ", ".join(instrument.model.config.layers))
z = instrument.model.sample_z(1, seed=7)[0]
bent = {
    "plain": Point(pitch=48, z=z),
    "hollow": Point(pitch=48, z=z, bends=bends_of(scale={"conv0_2": 0.3})),  # early layers: what the sound is
    "overdriven": Point(pitch=48, z=z, bends=bends_of(scale={"conv1": 2.5, "conv1_3": 1.5})),
    "haze": Point(pitch=48, z=z, bends=bends_of(offset={"conv1_5": 0.4})),  # late layers: its detail
}

for name, point in bent.items():
    save_sound(f"out/bends_{name}.wav", instrument, clip_recipe(point), force=True)
    print(f"out/bends_{name}.wav")
