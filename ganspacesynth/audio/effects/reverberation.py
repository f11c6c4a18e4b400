"""A sound in a room: its convolution with the room's impulse response, recorded or of a small room of our own."""

import base64
import os

import numpy as np

from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.core.errors import AudioError
from ganspacesynth.core.output.room import MAX_IMPULSE_BYTES, Impulse, Room

SMALL_S = 0.5  # of our own room, until it is 60 dB down at low frequencies
HIGH_S = 0.25  # and at high ones
HIGH_HZ = 4000.0
FIRST_S = 0.004  # until the first wall answers
WALLS = 6  # answers that are heard apart
TOGETHER_HZ, APART_HZ = 300.0, 700.0  # below the one both channels are the same, above the other each its own
SEED = 1
FULL_SCALE = 32767.0
END_S = 0.01


def in_room(wave: np.ndarray, sample_rate: int, room: Room, *, channels: int = 1) -> np.ndarray:
    """Return a sound and what the room adds to it.

    Args:
        wave: float32 [samples] or [samples, 2].
        sample_rate: Hz.
        room: the room.
        channels: 2 lets the room of a sound in one channel be wide; it is so in any case where the sound or the impulse response has two.

    Returns:
        float32 [samples + as long as the room rings], or [..., 2]; it may exceed -1..1.
    """
    import scipy.signal

    answer = small_room(sample_rate) if room.impulse is None else impulse_samples(room.impulse, sample_rate)
    recorded_wide = room.impulse is not None and room.impulse.channels == 2
    wide = channels == 2 or wave.ndim == 2 or recorded_wide
    answer = np.stack([answer, answer], axis=1) if answer.ndim == 1 else answer
    dry = wave.reshape(len(wave), -1)
    if wide:
        dry = np.broadcast_to(dry, (len(dry), 2))
    else:
        answer = answer.mean(axis=1, keepdims=True)
    answer = answer / np.sqrt(np.square(answer).sum(axis=0).mean())
    wet = scipy.signal.oaconvolve(dry.astype(np.float64), answer, axes=0)
    wet *= room.amount
    wet[: len(dry)] += dry
    return wet.astype(np.float32) if wide else wet[:, 0].astype(np.float32)


def small_room(sample_rate: int) -> np.ndarray:
    """Return the answer of a small room to a click, float64 [samples, 2]: always the same at a rate."""
    size = round(1.2 * SMALL_S * sample_rate)
    noise = np.random.default_rng(SEED).standard_normal((3, size))
    time_s, hertz = np.arange(size) / sample_rate, np.fft.rfftfreq(size, 1.0 / sample_rate)
    low = 1.0 / (1.0 + (hertz / HIGH_HZ) ** 4)
    fades = [10.0 ** (-3.0 * time_s / seconds) for seconds in (SMALL_S, HIGH_S)]
    apart = np.clip((hertz - TOGETHER_HZ) / (APART_HZ - TOGETHER_HZ), 0.0, 1.0)
    both, *own = (_filtered(each, low) * fades[0] + _filtered(each, 1.0 - low) * fades[1] for each in noise)
    channels = [_filtered(both, np.sqrt(1.0 - apart)) + _filtered(each, np.sqrt(apart)) for each in own]
    rise = np.clip((time_s - FIRST_S) / (4.0 * FIRST_S), 0.0, 1.0)
    walls = round(FIRST_S * sample_rate) * (1 + np.arange(WALLS)) + np.arange(WALLS) ** 2 * sample_rate // 2000
    answer = np.stack(channels, axis=1) * rise[:, None]
    answer[walls] += (2.0 * 0.75 ** np.arange(WALLS) * (-1.0) ** np.arange(WALLS))[:, None]
    return answer * np.clip((size - 1 - np.arange(size)) / (END_S * sample_rate), 0.0, 1.0)[:, None]


def read_impulse(path: str | os.PathLike[str], sample_rate: int) -> Impulse:
    """Read a recorded impulse response as a recipe keeps it, at the rate of the model that plays.

    Raises:
        AudioError: no such sound, silence, or one that is too long.
    """
    sound = open_sound(path)
    channels = min(2, sound.channels)
    most = MAX_IMPULSE_BYTES // (2 * channels)
    blocks, total = [], 0
    for block in sound.blocks():
        blocks.append(block[:, :channels])
        total += len(block)
        if total * sample_rate / sound.sample_rate > most:
            raise AudioError(
                f"An impulse response is {most / sample_rate:.0f} s long at most. Received: {path}, which is longer. Cut it.", rule="impulse-size"
            )
    samples = np.concatenate(blocks) if blocks else np.zeros((0, channels), np.float32)
    if not np.isfinite(samples).all() or not samples.any():
        raise AudioError(f"An impulse response must be heard, and finite. Received: {path}. Record or export it again.", rule="audible-impulse")
    if sound.sample_rate != sample_rate:
        samples = resample(samples, sound.sample_rate, sample_rate)
    whole = np.rint(samples / np.abs(samples).max() * FULL_SCALE).astype("<i2")
    return Impulse(base64.b64encode(whole.tobytes()).decode("ascii"), channels, sample_rate)


def impulse_samples(impulse: Impulse, sample_rate: int) -> np.ndarray:
    """Return a recorded impulse response at a rate, float64 [samples] or [samples, 2]."""
    samples = np.frombuffer(impulse.samples(), "<i2").reshape(-1, impulse.channels).astype(np.float32) / np.float32(FULL_SCALE)
    if impulse.sample_rate != sample_rate:
        samples = resample(samples, impulse.sample_rate, sample_rate)
    return samples.astype(np.float64) if impulse.channels == 2 else samples[:, 0].astype(np.float64)


def _filtered(wave: np.ndarray, gains: np.ndarray) -> np.ndarray:
    return np.fft.irfft(np.fft.rfft(wave) * gains, n=len(wave))
