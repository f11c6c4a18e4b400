"""Bends: what layers of the network hold is moved, turned round, sharpened, torn. Nobody knows beforehand what comes out."""

import numpy as np

from ganspacesynth import Point, clip_recipe, load_instrument, save_sound, written_bends
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.core.motion.modulation import Modulation
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import PointPath

instrument = load_instrument()
print("layers:", ", ".join(instrument.model.config.layers))
z = instrument.model.sample_z(1, seed=7)[0]
bent = {
    "plain": [],
    "torn": ["conv0:ablate:0.4:seed=2"],  # early layers: what the sound is
    "slide": ["conv1_5:shear:0.1"],  # late layers: where its partials are
    "upside_down": ["conv0:flip", "conv1_4:sharpen:1.5"],  # one behind the other
    "half_of_it": ["conv0_3:invert:1:channels=0-31"],  # of some channels alone
}

for name, texts in bent.items():
    save_sound(f"out/bends_{name}.wav", instrument, clip_recipe(Point(pitch=48, z=z, bends=written_bends(*texts))), force=True)
    print(f"out/bends_{name}.wav")

swing = Signal("swing", 0.5 - 0.5 * np.cos(np.linspace(0.0, 6.0 * np.pi, 240)), rate=40.0)  # a number of a bend, moved while it sounds
rows = (Modulation.read("swing -> bend.conv0_3.ablate.share:0:0.6"),)
recipe = ReactionRecipe(path=PointPath((0.0,), (Point(pitch=48, z=z),)), duration_s=6.0, signals={"swing": swing}, modulations=rows)
save_sound("out/bends_swinging.wav", instrument, recipe, force=True)
print("out/bends_swinging.wav")
