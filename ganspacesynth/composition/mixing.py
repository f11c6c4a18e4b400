"""Waves mixed into one clip: envelopes, overlap-add, gain.

start_trim   attack     sustain      release
|--cut off--|   ____________________
             __/                    \\__          one sound: attack + sustain + release, or what the wave has
clip:  sound 0 at start 0, sound 1 at start 1, … summed; it ends where the last-ending sound ends
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from ganspacesynth.audio.effects.edges import EDGE_S
from ganspacesynth.audio.effects.panning import panned
from ganspacesynth.audio.files.sound_files import level_gain, normalize, peak_safe
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.motion.curve import ramp
from ganspacesynth.core.point import Point
from ganspacesynth.core.work.progress import Progress

FADES = ("cosine", "linear", "exponential")
MIN_SOUND_S = 0.001
MAX_SECONDS = 3600.0
MAX_START_S = 1e6
MAX_GAIN = 1000.0
MOST_RAISED = 100.0  # times; recipes count on it: never change it
STEEP = 5  # an exponential fall begins steeply: in less than so many edges (of 2 ms) it would be a click
USUAL_S = 4.0  # most models make sounds of four seconds
MAX_CLIP_SAMPLES = 1 << 29  # 2 GiB of float32, nine hours at 16 kHz
SILENCE = 1e-6  # peak under which a clip counts as silent (-120 dB): amplified, it would be rounding noise

Synthesize = Callable[[list[Point]], np.ndarray]


@dataclass(frozen=True)
class Envelope:
    """The loudness of one sound over time.

    Attributes:
        attack_s: seconds of rise, 0..3600.
        sustain_s: seconds at full level.
        release_s: seconds of fall.
        start_trim_s: seconds cut off the front of the wave.
        fade: "cosine" (half a period, no corners), "linear", or "exponential": even in decibels, as strings and bells die away; it rises like a
            cosine, and so it falls within 10 ms.
    """

    attack_s: float = 0.5
    sustain_s: float = 0.5
    release_s: float = 0.5
    start_trim_s: float = 0.0
    fade: str = "cosine"

    def __post_init__(self) -> None:
        for name in ("attack_s", "sustain_s", "release_s", "start_trim_s"):
            object.__setattr__(self, name, check_seconds(name, getattr(self, name)))
        if self.duration_s < MIN_SOUND_S:
            raise InvalidInput(
                f"attack_s + sustain_s + release_s must be at least {MIN_SOUND_S} s. Received: {self}. Make one of them longer.",
                rule="shortest-sound",
            )
        if self.fade not in FADES:
            raise InvalidInput(f"fade must be one of {', '.join(FADES)}. Received: fade={brief(self.fade)}.", rule="known-fade")

    @property
    def duration_s(self) -> float:
        """Seconds of all of it, the trimmed front not counted."""
        return self.attack_s + self.sustain_s + self.release_s

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, value: object) -> "Envelope":
        """Read what `to_json` wrote, missing names taking their defaults; raises InvalidInput for anything else."""
        known = [f.name for f in dataclasses.fields(cls)]
        if not isinstance(value, dict) or not set(value) <= set(known):
            raise InvalidInput(f"envelope must be a JSON object with some of {', '.join(known)}. Received: {brief(value)}.", rule="known-fields")
        return cls(**value)

    def n_samples(self, wave_samples: int, sample_rate: float) -> int:
        """Return the length of a shaped wave: min(attack + sustain + release, wave - start_trim), each in whole samples."""
        trim = to_samples(self.start_trim_s, sample_rate)
        if trim >= wave_samples:
            raise InvalidInput(
                f"start_trim_s must be shorter than the sound. Received: {self.start_trim_s} s of {wave_samples / sample_rate:g} s.",
                rule="trim-within-sound",
            )
        return min(sum(to_samples(s, sample_rate) for s in (self.attack_s, self.sustain_s, self.release_s)), wave_samples - trim)

    def levels(self, n: int, sample_rate: float) -> np.ndarray:
        """Return the level of each of n samples: from 0 up to 1 and down to 0.

        Attack and release keep their length and the sustain gives way when n is short; when even they do not fit,
        both shrink alike. Neither is shorter than 2 ms (or half of n, when that is less).

        Returns:
            float32 [n] in 0..1.
        """
        edge = to_samples(EDGE_S, sample_rate)
        attack = max(to_samples(self.attack_s, sample_rate), edge)
        release = max(to_samples(self.release_s, sample_rate), edge)
        if attack + release > n:
            edge = min(edge, n // 2)
            attack = min(max(n * attack // (attack + release), edge), n - edge)
            release = n - attack
        dying = self.fade == "exponential"
        levels = np.ones(n, np.float32)
        levels[:attack] = ramp(attack, "cosine" if dying else self.fade)
        levels[n - release :] = ramp(release, "cosine" if dying and release < STEEP * edge else self.fade)[::-1]
        return levels

    def apply(self, wave: np.ndarray, sample_rate: float) -> np.ndarray:
        """Trim and shape float [samples]; returns float32 [n_samples(len(wave), sample_rate)]."""
        n = self.n_samples(len(wave), sample_rate)
        trim = to_samples(self.start_trim_s, sample_rate)
        return np.asarray(wave[trim : trim + n], np.float32) * self.levels(n, sample_rate)


@dataclass(frozen=True)
class Slot:
    """Where a sound goes: its start in seconds, its envelope, its gain, its place in the room.

    Attributes:
        pan: -1 (left) .. 1 (right), at equal power: as loud on the way as at both ends. None: both sides alike, or mono.
        even: whether it is brought to one loudness, as it is heard through its envelope, before its gain.
    """

    start_s: float
    envelope: Envelope
    gain: float = 1.0
    pan: float | None = None
    even: bool = False

    def __post_init__(self) -> None:
        if not 0.0 <= self.start_s <= MAX_START_S:
            raise InvalidInput(f"start_s must be in 0..{MAX_START_S:g} seconds. Received: start_s={brief(self.start_s)}.", rule="start-range")
        if not 0.0 <= self.gain <= MAX_GAIN:
            raise InvalidInput(f"gain must be in 0..{MAX_GAIN:g}. Received: gain={brief(self.gain)}.", rule="gain-range")
        if self.pan is not None and not -1.0 <= self.pan <= 1.0:
            raise InvalidInput(f"pan must be in -1 (left) .. 1 (right). Received: pan={brief(self.pan)}.", rule="pan-range")


def evened(wave: np.ndarray, sample_rate: float) -> np.ndarray:
    """Return a sound at the level "loudness", as near as full scale allows; near silence is raised by 40 dB and no more."""
    return wave * np.float32(min(level_gain(wave, sample_rate, "loudness"), MOST_RAISED))


def to_samples(seconds: float, sample_rate: float) -> int:
    """Convert seconds to the nearest whole number of samples."""
    if not 1.0 <= sample_rate <= 1e6:
        raise InvalidInput(f"sample_rate must be in 1..1000000 Hz. Received: sample_rate={brief(sample_rate)}.", rule="sample-rate-range")
    return round(seconds * sample_rate)


def overlap_add(sounds: Iterable[tuple[int, np.ndarray]], *, capacity: int = 0, channels: int = 1) -> np.ndarray:
    """Sum sounds at their starts into one clip.

    Args:
        sounds: (start in samples, float [samples], of two channels [samples, 2]) in any order; taken one at a time.
        capacity: samples to reserve, when the length is roughly known. It never changes the result.
        channels: 1 or 2.

    Returns:
        float32 [max(start + samples)], of two channels [samples, 2]: exactly as long as the last-ending sound needs. Empty without sounds.

    Raises:
        InvalidInput: a negative start, a wave with another number of dimensions, NaN or infinity, or a clip over 2**29 samples.
    """
    side = () if channels == 1 else (channels,)
    most = MAX_CLIP_SAMPLES // channels
    clip, length = np.zeros((min(capacity, most), *side), np.float32), 0
    for start, wave in sounds:
        if start < 0:
            raise InvalidInput(f"A sound starts at sample 0 or later. Received: start={start}.", rule="start-range")
        if np.shape(wave)[1:] != side or np.ndim(wave) < 1 or not np.isfinite(wave).all():
            raise InvalidInput(
                f"A sound must be finite numbers [samples]. Received: shape {list(np.shape(wave))}, or NaN or infinity in it.", rule="finite-wave"
            )
        stop = start + len(wave)
        _check_clip(stop * channels)
        if stop > len(clip):
            longer = np.zeros((min(max(stop, len(clip) * 3 // 2), most), *side), np.float32)
            longer[:length] = clip[:length]
            clip = longer
        clip[start:stop] += wave
        length = max(length, stop)
    return clip[:length]


def place(waves: Iterable[np.ndarray], slots: Iterable[Slot], sample_rate: float) -> np.ndarray:
    """Shape each wave by its slot's envelope and sum them.

    Args:
        waves: float [samples] each, as many as slots; taken one at a time, so a generator needs little memory.
        slots: where each goes.
        sample_rate: Hz.

    Returns:
        float32 [max over i of round(start_s * rate) + min(attack + sustain + release, samples - start_trim)]; [samples, 2] as soon as one
        slot has a pan.
    """

    slots = list(slots)
    stereo = any(slot.pan is not None for slot in slots)
    last_s = max((slot.start_s for slot in slots), default=0.0)
    _check_clip(to_samples(last_s, sample_rate) * (2 if stereo else 1))  # before anybody waits for the waves

    def placed() -> Iterator[tuple[int, np.ndarray]]:
        count = 0
        for wave in waves:
            if count < len(slots):
                slot = slots[count]
                shaped = slot.envelope.apply(wave, sample_rate)
                shaped = (evened(shaped, sample_rate) if slot.even else shaped) * np.float32(slot.gain)
                yield to_samples(slot.start_s, sample_rate), panned(shaped, slot.pan or 0.0) if stereo else shaped
            count += 1
        if count != len(slots):
            raise InvalidInput(f"Each wave needs a place and each place a wave. Received: {count} waves, {len(slots)} places.", rule="place-per-wave")

    return overlap_add(placed(), capacity=to_samples(last_s + USUAL_S, sample_rate), channels=2 if stereo else 1)


def synthesize_all(
    synthesize: Synthesize, points: Iterable[Point], *, batch_size: int = 8, progress: Progress | None = None, total: int | None = None
) -> Iterator[np.ndarray]:
    """Yield the wave of each point, holding one batch at a time.

    Args:
        synthesize: points in, float [n, samples] out.
        points: any number.
        batch_size: points per call, 1 or more.
        progress: called with (points done, total) after each batch; whatever it raises ends the work.
        total: what to tell `progress`.

    Raises:
        InvalidInput: batch_size under 1, or an answer of another shape.
    """
    if batch_size < 1:
        raise InvalidInput(f"batch_size must be 1 or more. Received: batch_size={brief(batch_size)}.", rule="batch-size")
    done, points = 0, iter(points)
    while batch := list(islice(points, batch_size)):
        waves = synthesize(batch)
        if np.ndim(waves) != 2 or len(waves) != len(batch):
            raise InvalidInput(
                f"{len(batch)} points make waves [{len(batch)}, samples]. Received: shape {list(np.shape(waves))}.", rule="wave-per-point"
            )
        yield from waves
        done += len(batch)
        if progress is not None:
            progress(done, total)


def finish(clip: np.ndarray, *, full_level: bool = True) -> np.ndarray:
    """Bring a clip to its level: max |x| = 0.98, or with `full_level` off only down to it. Silence stays silence."""
    quiet = float(np.max(np.abs(clip), initial=0.0)) < SILENCE
    return normalize(clip) if full_level and not quiet else peak_safe(clip)


def check_seconds(name: str, value: object, *, low: float = 0.0) -> float:
    """Return a number of seconds as a float, or raise InvalidInput unless it is in low..3600."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating) or not low <= value <= MAX_SECONDS:
        raise InvalidInput(f"{name} must be in {low:g}..{MAX_SECONDS:g} seconds. Received: {name}={brief(value)}.", rule="seconds-range")
    return float(value)


def _check_clip(n: int) -> None:
    if n > MAX_CLIP_SAMPLES:
        raise InvalidInput(f"A clip may have {MAX_CLIP_SAMPLES} samples. Received: {n} or more. Use fewer steps or less spacing.", rule="clip-length")
