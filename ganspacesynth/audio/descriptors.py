"""Perceptual descriptors of a sound: level, attack, sustain, brightness, hollowness, noise, fluctuation, pitch, drift."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio import loudness, spectrum
from ganspacesynth.audio.loudness import SILENT_DB, note_level_db, stretch_power
from ganspacesynth.audio.pitch import VOICED, hz_to_midi, midi_to_hz, yin
from ganspacesynth.core.errors import InvalidInput

HOP_S = 0.005  # of the envelope
WINDOW_S = 0.02
HELD_DB = 10.0  # a sound lasts as long as it is within this of its loudest
HEARD_DB = 20.0  # its pitch is listened to while it is within this
PITCH_FRAME_S, PITCH_HOP_S = 0.064, 0.025
NOISE_FLOOR = 1e-3  # shares of noise below this are not told apart: -30 dB
HOLLOW_DB = 30.0  # more is not heard as more
SHORTEST_ATTACK_S = 0.02  # quicker ones all sound the same
VIBRATO_HZ, TREMOLO_HZ, ROUGH_HZ = (3.0, 9.0), (3.0, 12.0), (20.0, 70.0)
STEADY_S = 0.5  # shorter sounds have no time for vibrato, tremolo and drift


@dataclass(frozen=True)
class Descriptor:
    """One thing that can be said of a sound.

    Attributes:
        name: of the descriptor.
        unit: in which `describe` says it.
        step: the smallest difference that is easily heard, in that unit; about 1 just-noticeable difference, taken generously.
        more: what a sound with more of it is called.
        less: and one with less.
        octaves: whether differences are ratios: `step` is then in octaves.
        has: how a sound with more of it, and one with less, is compared with another where `more` and `less` are no adjectives: "it has …".
    """

    name: str
    unit: str
    step: float
    more: str
    less: str
    octaves: bool = False
    has: tuple[str, str] | None = None


QUALITIES = (
    Descriptor("level", "dB", 1.0, "louder", "quieter"),
    Descriptor("attack", "s", 0.4, "slower attack", "quicker attack", octaves=True, has=("a slower attack", "a quicker attack")),
    Descriptor("sustain", "s", 0.3, "longer sustain", "shorter sustain", octaves=True, has=("a longer sustain", "a shorter sustain")),
    Descriptor("brightness", "semitones", 1.0, "brighter", "darker"),
    Descriptor("hollowness", "dB", 3.0, "hollower", "fuller"),
    Descriptor("noisiness", "dB", 3.0, "noisier", "purer"),
    Descriptor("vibrato", "cents", 10.0, "more vibrato", "less vibrato", has=("more vibrato", "less vibrato")),
    Descriptor("tremolo", "%", 5.0, "more tremolo", "less tremolo", has=("more tremolo", "less tremolo")),
    Descriptor("roughness", "%", 5.0, "rougher", "smoother"),
    Descriptor("pitch", "semitones", 0.15, "higher", "lower"),
    Descriptor("drift", "cents", 20.0, "rising pitch", "falling pitch", has=("a pitch that rises more", "a pitch that falls more")),
)
NAMES = tuple(quality.name for quality in QUALITIES)


def compared(changes: Sequence[tuple[int, bool]]) -> str:
    """Say what a sound is and has beside another, such as "is noisier and darker, and has more tremolo".

    Args:
        changes: (index of the descriptor, whether there is more of it), the most striking first.
    """
    kinds = [(QUALITIES[i], more) for i, more in changes]
    is_ = _listed([quality.more if more else quality.less for quality, more in kinds if quality.has is None])
    has = _listed([quality.has[not more] for quality, more in kinds if quality.has is not None])
    return ", and ".join(f"{verb} {words}" for verb, words in (("is", is_), ("has", has)) if words)


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def describe(wave: np.ndarray, sample_rate: int) -> np.ndarray:
    """Measure a sound.

    - level: dB, root mean square of the loudest 0.4 s; a full sine is -3.
    - attack: s, from 10 % to 80 % of the loudest, stretched so that a straight rise counts in full.
    - sustain: s, how long the sound is within 10 dB of its loudest.
    - brightness: MIDI number of the spectral centroid: 12 more is an octave.
    - hollowness: dB, partials 3, 5 and 7 against 2, 4 and 6: a clarinet is hollow, a violin is not.
    - noisiness: dB, share of the power that is not periodic: 0 is noise, -30 a clean tone.
    - vibrato: cents, how far the pitch swings to each side 3 to 9 times a second.
    - tremolo, roughness: %, how far the level swings 3 to 12, or 20 to 70 times a second. (Notes below 70 Hz beat by themselves.)
    - pitch: MIDI number.
    - drift: cents from the beginning to the end.

    Args:
        wave: float [samples], mono.
        sample_rate: Hz, 8000 at least.

    Returns:
        float64 [len(NAMES)]; NaN for what this sound does not have, such as the pitch of noise.

    Raises:
        InvalidInput: not mono, empty, NaN or infinity, or a lower rate.
    """
    wave = np.asarray(wave, np.float64)
    if wave.ndim != 1 or not len(wave) or not np.isfinite(wave).all():
        raise InvalidInput(
            f"A sound to describe is finite [samples]. Received: shape {list(wave.shape)}, or NaN or infinity. Render it again.", rule="finite-wave"
        )
    if sample_rate < 8000:
        raise InvalidInput(
            f"Sounds are described at 8000 Hz or more. Received: sample_rate={sample_rate}. Convert it with audio.resample.", rule="describable-rate"
        )
    said = dict.fromkeys(NAMES, np.nan)
    said["level"] = note_level_db(wave, sample_rate)
    if said["level"] > SILENT_DB:
        envelope = loudness.envelope(wave, sample_rate, hop_s=HOP_S, window_s=WINDOW_S)
        said["attack"], said["sustain"] = _attack(envelope), HOP_S * float(np.sum(envelope >= envelope.max() * 10 ** (-HELD_DB / 20)))
        said["brightness"] = brightness(wave, sample_rate)
        said["tremolo"], said["roughness"] = _swings(wave, envelope, sample_rate)
        said |= _pitched(wave, sample_rate)
    return np.array([said[name] for name in NAMES])


def steps_apart(values: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Return how many easily heard steps lie between descriptors [..., M] and others [..., M]; NaN where either has none."""
    values, reference = np.asarray(values, np.float64), np.asarray(reference, np.float64)
    apart = np.empty(np.broadcast_shapes(values.shape, reference.shape))
    for i, quality in enumerate(QUALITIES):
        a, b = values[..., i], reference[..., i]
        apart[..., i] = (np.log2(np.maximum(a, 1e-3) / np.maximum(b, 1e-3)) if quality.octaves else a - b) / quality.step
    return apart


def _attack(envelope: np.ndarray) -> float:
    low, high = (_crossing(envelope, share * envelope.max()) for share in (0.1, 0.8))
    return max(SHORTEST_ATTACK_S, HOP_S * (high - low) / 0.7)


def _crossing(envelope: np.ndarray, level: float) -> float:
    """Where the envelope first reaches a level, between its points."""
    i = int(np.argmax(envelope >= level))
    return i - (envelope[i] - level) / (envelope[i] - envelope[i - 1]) if i else 0.0


def brightness(wave: np.ndarray, rate: int) -> float:
    """Return the centroid of magnitudes as a MIDI number, each frame counting by its energy; what is 50 dB down in a frame is not heard."""
    size = 1 << round(np.log2(0.064 * rate))
    magnitudes = np.abs(spectrum.stft(np.pad(wave, size // 2), spectrum.hann(size, symmetric=True), size // 2))
    magnitudes[magnitudes < 10 ** (-50 / 20) * magnitudes.max(axis=1, keepdims=True)] = 0.0
    total = magnitudes.sum(axis=1)
    energy = np.square(magnitudes).sum(axis=1)
    centroid = magnitudes @ spectrum.bin_hertz(size, rate) / np.maximum(total, 1e-300)
    return float(hz_to_midi(max(20.0, float(np.sum(centroid * energy) / np.sum(energy)))))


def _hollowness(wave: np.ndarray, rate: int, f0: float) -> float:
    """Odd partials over even ones, dB; NaN for high notes, whose partials are not there, and for tones without any."""
    size = 1 << round(np.log2(0.256 * rate))
    power = spectrum.power(spectrum.stft(np.pad(wave, (0, size)), spectrum.hann(size, symmetric=True), size // 2)).mean(axis=0)
    if 7.3 * f0 > rate / 2:
        return np.nan
    hertz = spectrum.bin_hertz(size, rate)
    partials = [power[np.abs(hertz - k * f0) <= max(0.03 * k * f0, 3.0 * rate / size)].sum() for k in range(1, 8)]
    odd, even = sum(partials[2::2]), sum(partials[1::2])
    return np.nan if odd + even < 1e-5 * partials[0] else float(np.clip(10.0 * np.log10((odd + 1e-30) / (even + 1e-30)), -HOLLOW_DB, HOLLOW_DB))


def _swings(wave: np.ndarray, envelope: np.ndarray, rate: int) -> tuple[float, float]:
    """Tremolo and roughness, in %, of the stretch that is held."""
    from scipy.signal import hilbert

    held = np.flatnonzero(envelope >= envelope.max() * 10 ** (-HELD_DB / 20))
    part = wave[int(held[0] * HOP_S * rate) : int((held[-1] + 1) * HOP_S * rate)]
    if len(part) < STEADY_S * rate:
        return np.nan, np.nan
    edge = round(0.05 * rate)  # the transform of a cut sound swings at its ends
    outline = np.abs(hilbert(part))[edge:-edge]
    factor = int(rate / 400)
    outline = outline[: len(outline) // factor * factor].reshape(-1, factor).mean(axis=1)  # 400 a second
    times = np.arange(len(outline))
    trend = np.polyval(np.polyfit(times, outline, 3), times)
    swing = (outline - trend) / np.maximum(trend, 0.1 * outline.mean())
    return 100.0 * _depth(swing, rate / factor, TREMOLO_HZ), 100.0 * _depth(swing, rate / factor, ROUGH_HZ)


def _depth(values: np.ndarray, rate: float, band: tuple[float, float]) -> float:
    """Amplitude of a sine as strong as what swings within a band."""
    window = spectrum.hann(len(values), symmetric=True)
    hertz = spectrum.bin_hertz(len(values), rate)
    inside = (hertz >= band[0]) & (hertz <= band[1])
    swing = spectrum.power(spectrum.spectra(values - values.mean(), window))[inside]
    power = 2.0 * np.sum(swing) / (len(values) * np.sum(np.square(window)))
    return float(np.sqrt(2.0 * power))


def _pitched(wave: np.ndarray, rate: int) -> dict[str, float]:
    """Noisiness, and the pitch with its vibrato and drift where there is one."""
    f0, aperiodicity = yin(wave, rate, fmax=min(2500.0, 0.3 * rate), frame_s=PITCH_FRAME_S, hop_s=PITCH_HOP_S)
    size, hop = round(PITCH_FRAME_S * rate), round(PITCH_HOP_S * rate)
    power = stretch_power(wave, np.arange(len(f0)) * hop, size)
    heard = (power >= power.max() * 10 ** (-HEARD_DB / 10)) & (power > 0.0)
    if not heard.any():  # a click so late that no frame of pitch reaches it
        return {}
    share = float(np.sum(aperiodicity[heard] * power[heard]) / np.sum(power[heard]))
    said = {"noisiness": 10.0 * float(np.log10(np.clip(share, NOISE_FLOOR, 1.0)))}
    voiced = heard & (aperiodicity < VOICED)
    if voiced.sum() < 2:
        return said
    midi = hz_to_midi(f0[voiced])
    order = np.argsort(midi)
    weight = np.cumsum(np.sqrt(power[voiced])[order])
    said["pitch"] = float(midi[order][np.searchsorted(weight, weight[-1] / 2)])
    said["hollowness"] = _hollowness(wave, rate, float(midi_to_hz(said["pitch"])))
    near = np.abs(midi - said["pitch"]) < 2.0  # an octave taken for another, here and there, is no vibrato
    times, cents = np.flatnonzero(voiced)[near], 100.0 * (midi[near] - said["pitch"])
    if times[-1] - times[0] < STEADY_S / PITCH_HOP_S:
        return said
    third = (times[-1] - times[0]) / 3.0
    first, last = times <= times[0] + third, times >= times[-1] - third
    said["drift"] = 1.5 * float(np.median(cents[last]) - np.median(cents[first]))  # the middles of the thirds are two thirds apart
    track = np.interp(np.arange(times[0], times[-1] + 1), times, cents)
    where = np.arange(len(track))
    said["vibrato"] = _depth(track - np.polyval(np.polyfit(where, track, 2), where), 1.0 / PITCH_HOP_S, VIBRATO_HZ)
    return said
