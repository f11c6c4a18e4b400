"""What is measured of a unit: a short wave in, one row of numbers out, the same for every bank and every recording whatever its rate.

0    68 short-term features, their means (34, and how they change), then the deviations of the 34
102  64 numbers of log-mel bands: 32 means, 32 deviations
166  pitch: of the whole, how much of it is pitched, its place on the circle of pitch classes, at its begin and at its end
172  loudness: of the whole, at its begin and at its end, dB
175  duration, octaves of a second
"""

from collections.abc import Sequence

import numpy as np

from ganspacesynth.audio.loudness import level_db
from ganspacesynth.audio.pitch import VOICED, hz_to_midi, yin
from ganspacesynth.audio.short_term import NAMES as SHORT_TERM
from ganspacesynth.audio.short_term import short_term
from ganspacesynth.audio.similarity import log_mel
from ganspacesynth.core.errors import InvalidInput

RATE = 16000  # Hz: everything is measured at this one rate
SIZE, HOP = 800, 400  # of short-term frames
BANDS = 32
LOWEST_HZ, HIGHEST_HZ = 40.0, 2000.0  # of pitches
EDGE_S = 0.06  # begin and end, which joins compare
SILENT_DB = -80.0
DEPTH_DB = -60.0  # of bands, under the level of the unit
UNPITCHED = 60.0  # stands for no pitch; how much is pitched is said beside it

NAMES: tuple[str, ...] = (
    *(f"{name}_mean" for name in SHORT_TERM),
    *(f"{name}_change" for name in SHORT_TERM),
    *(f"{name}_deviation" for name in SHORT_TERM),
    *(f"mel_{i + 1}_mean" for i in range(BANDS)),
    *(f"mel_{i + 1}_deviation" for i in range(BANDS)),
    *("pitch", "pitched", "pitch_sin", "pitch_cos", "pitch_begin", "pitch_end"),
    *("loudness", "loudness_begin", "loudness_end"),
    "duration",
)
COLUMN = {name: place for place, name in enumerate(NAMES)}
TIMBRE = slice(0, COLUMN["pitch"])
MELODY = tuple(COLUMN[name] for name in ("pitch", "pitched", "pitch_sin", "pitch_cos"))
REST = tuple(COLUMN[name] for name in ("loudness", "duration"))


def unit_features(wave: np.ndarray) -> np.ndarray:
    """Measure one unit.

    Args:
        wave: float [samples] at `RATE`, mono, without NaN.

    Returns:
        float32 [176], as in `NAMES`.

    Raises:
        InvalidInput: not mono, empty, NaN or infinity.
    """
    wave = np.asarray(wave, np.float32)
    if wave.ndim != 1 or not len(wave) or not np.isfinite(wave).all():
        raise InvalidInput(
            f"A unit is finite [samples]. Received: shape {list(wave.shape)}, or NaN or infinity. Render or export it again.", rule="finite-wave"
        )
    duration = np.log2(len(wave) / RATE)
    level = level_db(wave, floor_db=SILENT_DB)
    edge = round(EDGE_S * RATE)
    ends = [level_db(part, floor_db=SILENT_DB) for part in (wave[:edge], wave[-edge:])]
    whole = np.pad(wave, (0, max(0, 2 * SIZE - len(wave))))
    frames = short_term(whole, RATE, size=SIZE, hop=HOP)
    count = len(SHORT_TERM)
    short = [frames[:, :count].mean(axis=0), np.abs(frames[:, count:]).mean(axis=0), frames[:, :count].std(axis=0)]
    return np.concatenate([*short, *_mel(whole, level), _pitch(whole), [level, *ends, duration]]).astype(np.float32)


def all_features(waves: Sequence[np.ndarray]) -> np.ndarray:
    """Measure units one after the other, float32 [units, 176]; see `unit_features`."""
    return np.stack([unit_features(wave) for wave in waves]) if len(waves) else np.zeros((0, len(NAMES)), np.float32)


def _mel(wave: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation of 32 bands over time, dB, the unit's own level taken out and nothing counted that is far under it."""
    bands = log_mel(wave * np.float32(10.0 ** (-level / 20.0)), RATE).reshape(-1, BANDS, 2).mean(axis=-1)  # [frames, 32]
    bands = np.maximum(bands, DEPTH_DB)
    return bands.mean(axis=0), bands.std(axis=0)


def _pitch(wave: np.ndarray) -> np.ndarray:
    """Pitch, share, circle, begin and end: float64 [6]."""
    f0, aperiodicity = yin(wave, RATE, fmin=LOWEST_HZ, fmax=HIGHEST_HZ)
    voiced = aperiodicity < VOICED
    if not voiced.any():
        return np.array([UNPITCHED, 0.0, 0.0, 0.0, UNPITCHED, UNPITCHED])
    midi = hz_to_midi(f0[voiced])
    pitch, share = float(np.median(midi)), float(voiced.mean())
    turn = 2.0 * np.pi * pitch / 12.0
    return np.array([pitch, share, share * np.sin(turn), share * np.cos(turn), midi[0], midi[-1]])
