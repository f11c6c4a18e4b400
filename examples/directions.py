"""Directions as knobs: one sound, and what the first three knobs do to it, turned from low to high."""

from ganspacesynth import hallucination_recipe, load_instrument, save_sound
from ganspacesynth.audio.sound_picture import draw_sound
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step_sequence import Step, StepSequence

SEED, PITCH = 7, 60.0
KNOBS, AMOUNTS = 3, (-3.0, -1.5, 0.0, 1.5, 3.0)  # in standard deviations: further out is stranger

instrument = load_instrument()
steps = []
for knob in range(KNOBS):
    print(f"knob {knob + 1}: {instrument.directions.name(knob)}")
    for amount in AMOUNTS:
        edits = (0.0,) * knob + (amount,)
        steps.append(Step.of(mode="offset", seed=SEED, pitch=PITCH, edits=edits))
apart = HallucinationSettings(interp_steps=0, spacing_s=1.0, attack_s=0.01, sustain_s=0.7, release_s=0.25)

sound = save_sound("out/directions.wav", instrument, hallucination_recipe(StepSequence(tuple(steps)), apart), force=True)
draw_sound("out/directions.png", sound.wave, sound.sample_rate, title="three knobs, five places each", force=True)
print("out/directions.wav, and its picture: out/directions.png")
