"""A recording prepared for projection: from its onset, in tune, at the model's rate."""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.audio.loudness import SILENT_DB
from ganspacesynth.audio.note_onsets import beginning
from ganspacesynth.audio.pitch import note_pitch
from ganspacesynth.core.errors import AudioError, InvalidInput
from ganspacesynth.networks.generator import SoundSizes

ONSET_DB, CUT_DB = 40.0, 30.0  # under the loudest: where a sound begins, and what is no end of one
ONSET_S = 0.005  # kept before it
IN_TUNE = 0.03  # semitones that nobody hears


@dataclass(frozen=True, eq=False)
class ProjectedRecording:
    """A sound as the model could have made it.

    Attributes:
        wave: float32 [samples] at the model's rate, from its onset, in tune with `pitch`.
        pitch: MIDI number of the model's.
        detected_pitch: fractional MIDI number, NaN for a sound without pitch.
        cut: whether it stops while it sounds: what would have followed is then anybody's guess, and is not compared.
    """

    wave: np.ndarray
    pitch: int
    detected_pitch: float
    cut: bool


def prepare(config: SoundSizes, wave: np.ndarray, sample_rate: int, pitch: int | None = None) -> ProjectedRecording:
    """Return a recording at the model's rate, without the silence before it, and tuned to a pitch that the model plays.

    Args:
        config: the model's.
        wave: float [samples], mono.
        sample_rate: Hz.
        pitch: MIDI number, None for the nearest to the detected one; notes outside the model's range are moved by octaves.

    Raises:
        AudioError: silent.
        InvalidInput: no sound, NaN or infinity, or a pitch that the model does not play.
    """
    wave, rate = np.asarray(wave, np.float32), config.sample_rate
    if wave.ndim != 1 or not len(wave) or not np.isfinite(wave).all():
        raise InvalidInput(
            f"A recording is finite [samples]. Received: shape {list(wave.shape)}, or NaN or infinity. Export it again.", rule="finite-wave"
        )
    wave = wave[: int(2 * sample_rate * (1 + config.audio_length / rate)) + _begin(wave, sample_rate)]  # hours would take minutes
    wave = wave if sample_rate == rate else resample(wave, sample_rate, rate)
    wave = wave[_begin(wave, rate) :]
    detected_pitch = note_pitch(wave[: config.audio_length], rate, fmax=min(2500.0, 0.3 * rate))
    if pitch is not None:
        config.label(pitch)
    chosen = pitch if pitch is not None else _playable(config, detected_pitch)
    off = detected_pitch - round(detected_pitch) if np.isfinite(detected_pitch) else 0.0
    if abs(off) > IN_TUNE:
        wave = resample(wave, rate, rate * 2.0 ** (off / 12.0))  # played at the old rate, it is lower by as much
    cut = len(wave) < config.audio_length and not _dies_away(wave, rate)
    return ProjectedRecording(wave[: config.audio_length], chosen, float(detected_pitch), cut)


def _begin(wave: np.ndarray, rate: int) -> int:
    """The sample where a sound begins; raises AudioError when it never does."""
    peak = float(np.abs(wave).max())
    if peak <= 10 ** (SILENT_DB / 20):
        raise AudioError("A recording must be heard. Received: silence. Record it louder.", rule="audible-recording")
    return max(0, beginning(wave, under_db=ONSET_DB) - round(ONSET_S * rate))


def _dies_away(wave: np.ndarray, rate: int) -> bool:
    end = wave[-max(1, round(0.05 * rate)) :]
    return float(np.abs(end).max()) < float(np.abs(wave).max()) * 10 ** (-CUT_DB / 20)


def _playable(config: SoundSizes, detected_pitch: float) -> int:
    """The nearest pitch the model plays, octaves up or down where it ends; middle C for sounds without pitch."""
    if not np.isfinite(detected_pitch):
        return int(config.nearest_pitch(60))
    octaves = [detected_pitch + 12 * k for k in range(-10, 11)]
    inside = [p for p in octaves if config.pitches[0] - 0.5 <= p <= config.pitches[-1] + 0.5]
    return int(config.nearest_pitch(min(inside, key=lambda p: abs(p - detected_pitch)) if inside else detected_pitch))
