"""A wave in, what is heard in it out as parts of a view: a player, the waveform, a spectrogram, onsets, chroma."""

from collections.abc import Mapping, Sequence

import numpy as np

from ganspacesynth.audio.effects.panning import to_mono
from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.audio.signals.analyses import WholeSound
from ganspacesynth.audio.signals.chroma import CLASSES
from ganspacesynth.audio.signals.frame_rate import framing
from ganspacesynth.audio.sound_picture import FLOOR_DB, octave_ticks, spectrogram
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.notebook.view import COLUMNS, HeatPart, LinePart, PlayerPart, ViewPart, WaveformPart

MOST_S = 600.0  # of a sound that is analysed
SHORTEST_S = 0.1
MOST_MARKS = 150  # of a signal: more of them hide it


def wave_parts(wave: np.ndarray, sample_rate: int, *, said: str = "sound", marks: Sequence[float] = ()) -> list[ViewPart]:
    """Return what is seen of a wave.

    Args:
        wave: float [samples] or [samples, channels]; what is not finite is silent.
        sample_rate: Hz.
        said: what it is called.
        marks: moments in seconds, such as its keypoints.
    """
    wave = np.nan_to_num(np.asarray(wave, np.float32))
    if not len(wave):
        return []
    mono = to_mono(wave)
    parts: list[ViewPart] = [PlayerPart(wave, sample_rate, said), WaveformPart.of(mono, sample_rate, marks), spectrogram_part(mono, sample_rate)]
    if SHORTEST_S <= len(mono) / sample_rate <= MOST_S:
        frames = framing()
        rate = frames.sample_rate
        parts += heard_parts(WholeSound(mono if rate == sample_rate else resample(mono, sample_rate, rate), frames))
    return parts


def heard_parts(sound: WholeSound) -> list[ViewPart]:
    """Return onsets and chroma of a sound."""
    onsets = sound.signal("onsets")
    return [signal_part(onsets, sound.onsets_s(), "onsets"), chroma_part(sound.chroma, sound.duration_s)]


def signal_part(signal: Signal, marks: Sequence[float] | np.ndarray = (), name: str = "") -> LinePart:
    """Return a signal over time."""
    end, moments = signal.duration_s, tuple(float(each) for each in marks) if len(marks) <= MOST_MARKS else ()
    return LinePart.of(name or signal.name, signal.values, end, low=signal.low, high=signal.high, marks=moments)


def spectrogram_part(mono: np.ndarray, sample_rate: float) -> HeatPart:
    """Return the spectrogram of float [samples]."""
    levels, hertz = spectrogram(mono, round(sample_rate))
    places, words = octave_ticks(float(hertz[0]), float(hertz[-1]))
    octaves = float(np.log2(hertz[-1] / hertz[0])) or 1.0
    labels = tuple((place / octaves, f"{word} Hz") for place, word in zip(places, words, strict=True) if place < octaves)
    shares = 1.0 + (_joined(levels) - max(float(levels.max()), -100.0)) / -FLOOR_DB
    return HeatPart("spectrogram", len(mono) / sample_rate, levels=np.clip(shares, 0.0, 1.0), labels=labels)


def chroma_part(chroma: np.ndarray, duration_s: float) -> HeatPart:
    """Return pitch classes over time, of float [frames, 12]."""
    rows = _joined(np.asarray(chroma, np.float64).T)
    top = max(float(rows.max(initial=0.0)), 1e-9)
    labels = tuple(((i + 0.5) / len(CLASSES), name) for i, name in enumerate(CLASSES))
    return HeatPart("chroma", duration_s, levels=rows / top, labels=labels)


def lines(values: Mapping[str, np.ndarray], duration_s: float) -> list[ViewPart]:
    """Return numbers over time, each between its own lowest and highest; those that stand still are left out."""
    found: list[ViewPart] = []
    for name, each in values.items():
        low, high = float(np.min(each)), float(np.max(each))
        if high > low:
            found.append(LinePart.of(name, each, duration_s, low=low, high=high))
    return found


def _joined(rows: np.ndarray) -> np.ndarray:
    """Return rows with at most as many columns as are seen."""
    if rows.shape[1] <= COLUMNS:
        return rows
    return np.asarray(np.maximum.reduceat(rows, np.linspace(0, rows.shape[1], COLUMNS, endpoint=False).astype(int), axis=1))
