"""How well the two decoders keep what pictures say: wobble, vibrato, attacks, noise and time, on sounds that no setting was chosen on.

    python benchmarks/decoder.py --soundfont FluidR3Mono_GM.sf3 [--half chosen] [--pictures FOLDER] [--only notes tones noise generated time]

`--half held_out` (default) are the presets, frequencies and seeds that were only looked at in the end; `chosen` those that settings were chosen on.
The soundfont is that of the Debian package fluidr3mono-gm-soundfont (MIT licence). Measures are in decoder_measures.py.
"""

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import decoder_measures as measures
import numpy as np

from ganspacesynth.data.soundfonts.soundfont_notes import Soundfont
from ganspacesynth.networks.gansynth.decoder import spectral
from ganspacesynth.networks.gansynth.decoder.locked import locked_waves
from ganspacesynth.networks.gansynth.gansynth import load_model
from ganspacesynth.networks.gansynth.model_config import ModelConfig

DECODERS = {"published": spectral.specgrams_to_waves, "locked": locked_waves}
NOTES = {  # (General MIDI program, pitch)
    "chosen": "41:60 52:64 81:57 49:67 73:76 12:62 25:52 19:55 65:58 57:50 15:72 71:65 4:60 42:48 6:57 21:69",
    "held_out": "40:67 53:62 80:60 48:64 75:72 11:65 24:55 20:60 66:53 56:63 13:72 68:70 0:60 110:62 46:66 22:68",
}
TONES = {
    "chosen": ((165, 30, 5.5), (330, 15, 5.5), (330, 30, 5.5), (440, 30, 5.5)),
    "held_out": ((131, 30, 6), (262, 30, 6), (523, 15, 6), (523, 30, 6)),
}
SEEDS = {"chosen": 11, "held_out": 12}
SOUNDS, DELAY_S = 64, 0.5
LISTED = ("notes", "tones", "noise", "generated", "time")


def decoded(config: ModelConfig, name: str, pictures: np.ndarray) -> np.ndarray:
    return np.concatenate([DECODERS[name](config, pictures[i : i + 8]) for i in range(0, len(pictures), 8)])


def analysed(config: ModelConfig, waves: np.ndarray) -> np.ndarray:
    return np.concatenate([spectral.waves_to_specgrams(config, waves[i : i + 4]) for i in range(0, len(waves), 4)])


def told(rises: np.ndarray) -> str:
    return " ".join(f"{rise:.1f}" for rise in np.median(rises, axis=0)) + f" (mean {rises.mean():.1f})"


def notes(config: ModelConfig, half: str, soundfont: str) -> None:
    font, rate = Soundfont(soundfont), config.sample_rate
    asked = [tuple(map(int, word.split(":"))) for word in NOTES[half].split()]
    real = np.stack([font.notes(program, [pitch], [100])[0].wave for program, pitch in asked])
    late = np.pad(real, [(0, 0), (round(DELAY_S * rate), 0)])[:, : config.audio_length]
    hertz = measures.hertz(np.array([pitch for _, pitch in asked]))
    own = [measures.of_note(wave, f0, rate) for wave, f0 in zip(late, hertz, strict=True)]
    print(f"notes themselves: rise within 8 ms, four bands: {told(measures.onset_rises(late, rate))} dB")
    for name in DECODERS:
        waves = decoded(config, name, analysed(config, late))
        found = [measures.of_note(wave, f0, rate) for wave, f0 in zip(waves, hertz, strict=True)]
        errors = measures.spectrum_error(config, late, waves)
        print(f"{name}: spectrum error {np.median(errors):.1f} dB")
        for (program, pitch), a, b, error in zip(asked, own, found, errors, strict=True):
            said = (
                f"wobble {a.wobble:.2f} -> {b.wobble:.2f} dB, vibrato {a.cents:.1f} -> {b.cents:.1f} cents, rise {a.rise_ms:.1f} -> {b.rise_ms:.1f}"
            )
            print(f"    {font.programs[program]:20s} {pitch}: {error:.1f} dB, {said}")
        vibrato = [b.cents / a.cents for a, b in zip(own, found, strict=True) if 3.0 < a.cents < 100.0]
        near = sum(abs(a.wobble - b.wobble) <= 0.3 for a, b in zip(own, found, strict=True))
        slower = [b.rise_ms - a.rise_ms for a, b in zip(own, found, strict=True)]
        depths = f"vibrato within 10 % on {sum(abs(ratio - 1) < 0.1 for ratio in vibrato)} of {len(vibrato)}"
        print(f"  wobble within 0.3 dB on {near} of {len(own)}, {depths}, rise later by {np.median(slower):.1f} ms")
        error = np.median(measures.onset_error(late, waves, DELAY_S, rate))
        print(f"  onsets: error of envelopes {error:.1f} dB, rise within 8 ms, four bands: {told(measures.onset_rises(waves, rate))} dB")


def tones(config: ModelConfig, half: str, soundfont: str) -> None:
    waves = np.stack([measures.vibrato_tone(config, *tone) for tone in TONES[half]])
    for name in DECODERS:
        found = decoded(config, name, analysed(config, waves))
        pairs = zip(TONES[half], found, strict=True)
        print(f"{name}:", ", ".join(f"{t[0]} Hz, {t[1]} cents: {measures.wobble(w, t[0], config.sample_rate):.2f} dB" for t, w in pairs))


def noise(config: ModelConfig, half: str, soundfont: str) -> None:
    rng = np.random.default_rng(SEEDS[half])
    waves = 0.1 * rng.standard_normal((8, config.audio_length)).astype(np.float32)
    rate = config.sample_rate / config.hop
    print(f"noise itself: {np.mean([measures.beating(wave, rate, config.sample_rate) for wave in waves]):.1f} % at the frame rate")
    for name in DECODERS:
        found = decoded(config, name, analysed(config, waves))
        beats = np.mean([measures.beating(wave, rate, config.sample_rate) for wave in found])
        ringing = np.mean([measures.ringing(wave) for wave in found])
        print(f"{name}: {beats:.1f} % at the frame rate, ringing {ringing:.2f} (noise itself {np.mean([measures.ringing(w) for w in waves]):.2f})")


def made(half: str, name: str | None) -> tuple[ModelConfig, np.ndarray, np.ndarray]:
    model = load_model(name)
    z = model.sample_z(SOUNDS, seed=SEEDS[half])
    pitches = [model.config.nearest_pitch(pitch) for pitch in np.linspace(model.config.pitches[0], model.config.pitches[-1], SOUNDS)]
    return model.config, model.denormalize(model.run(model.input(z, pitches), start=None, stop=None)), np.array(pitches)


def generated(config: ModelConfig, half: str, soundfont: str) -> None:
    config, pictures, pitches = made(half, None)
    power, rate = spectral.mel_power(config, pictures), config.sample_rate
    hertz = measures.hertz(pitches)
    own = np.array([measures.wobble_of_frames(config, frames, f0) for frames, f0 in zip(power, hertz, strict=True)])
    print(f"pictures: wobble {np.nanmedian(own):.2f} dB")
    for name in DECODERS:
        waves = decoded(config, name, pictures)
        found = np.array([measures.wobble_of_wave(config, wave, f0) for wave, f0 in zip(waves, hertz, strict=True)])
        more, below = np.nanmedian(found - own), 100 * np.mean(found < 2.0)
        rise = np.median([measures.rise_ms(wave, config.sample_rate) for wave in waves])
        print(f"{name}: wobble {np.nanmedian(found):.2f} dB, {more:.2f} more than the picture; {below:.0f} % below 2; rise {rise:.1f} ms")
        print(f"  onsets: rise within 8 ms, four bands: {told(measures.onset_rises(waves, config.sample_rate))} dB")
        early, later = (np.median(measures.levels(waves, *edges, config.sample_rate)) for edges in ((0.0, 0.02), (0.02, 0.05)))
        print(
            f"  level of the first 20 ms {early:.1f} dB, of the next 30 {later:.1f}, of all {np.median(measures.levels(waves, 0.0, 3.0, rate)):.1f}"
        )
    config, pictures, _ = made(half, "guitar")
    for name in DECODERS:
        waves = decoded(config, name, pictures)
        print(f"{name}, guitar: rise within 8 ms, four bands: {told(measures.onset_rises(waves, config.sample_rate))} dB")


def seconds(config: ModelConfig, half: str, soundfont: str) -> None:
    config, pictures, _ = made(half, None)
    for batch in (1, 8):
        ratios = []
        for begin in range(0, SOUNDS - batch, batch):
            spent = []
            for decode in DECODERS.values():
                start = time.process_time()
                decode(config, pictures[begin : begin + batch])
                spent.append(time.process_time() - start)
            ratios.append(spent[1] / spent[0])
        print(f"{batch} at once: locked takes {np.median(ratios):.2f} times the published decoder's processor time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--soundfont", default="/usr/share/sounds/sf3/FluidR3Mono_GM.sf3")
    parser.add_argument("--half", choices=tuple(NOTES), default="held_out")
    parser.add_argument("--only", nargs="+", choices=LISTED, default=LISTED)
    parser.add_argument("--pictures", type=Path, help="also draw one sound of each decoder here")
    args = parser.parse_args()
    config = load_model().config
    for name, run in zip(LISTED, (notes, tones, noise, generated, seconds), strict=True):
        if name in args.only:
            print(f"--- {name}, {args.half}")
            run(config, args.half, args.soundfont)
    if args.pictures:
        args.pictures.mkdir(parents=True, exist_ok=True)
        tone = np.stack([measures.vibrato_tone(config, 523, 30, 6)])
        waves = {"original": tone[0], **{name: decoded(config, name, analysed(config, tone))[0] for name in DECODERS}}
        measures.draw_partial(args.pictures / "decoder_partial.png", waves, 1569.0, config.sample_rate)
        config, pictures, _ = made(args.half, None)
        sounds = {name: decoded(config, name, pictures[20:21])[0] for name in DECODERS}
        measures.draw_spectra(args.pictures / "decoder_spectra.png", sounds, config.sample_rate)


if __name__ == "__main__":
    main()
