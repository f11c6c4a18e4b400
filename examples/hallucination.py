"""A hallucination: random sounds, the way between them, an envelope over each, all laid over each other."""

from ganspacesynth import hallucination_recipe, load_instrument, save_sound
from ganspacesynth.audio.sound_picture import draw_sound
from ganspacesynth.composition.hallucination import random_sequence
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings

CHORD = (48.0, 55.0, 60.0, 64.0)

instrument = load_instrument()
keypoints = random_sequence(instrument.model, 6, CHORD, seed=11)  # 6 sounds, the pitches of the chord in turn
walk = HallucinationSettings(interp_steps=4, spacing_s=0.25, attack_s=0.4, sustain_s=0.6, release_s=0.8)

sound = save_sound("out/hallucination.wav", instrument, hallucination_recipe(keypoints, walk), force=True)
draw_sound("out/hallucination.png", sound.wave, sound.sample_rate, title="a hallucination", force=True)
print(f"out/hallucination.wav: {sound.duration_s:.1f} s, and its picture: out/hallucination.png")
