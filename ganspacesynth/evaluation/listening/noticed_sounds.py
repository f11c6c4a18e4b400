"""What a listener notices of each of many sounds."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.audio.descriptors import brightness
from ganspacesynth.audio.loudness import note_level_db
from ganspacesynth.audio.pitch import midi_to_hz, note_pitch
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.evaluation.listening.flux import attack_flux_db
from ganspacesynth.evaluation.listening.outline import FIRST_S, decay_db_s, outline, rise_ms, thump_db
from ganspacesynth.evaluation.listening.partials import wobble_db
from ganspacesynth.evaluation.listening.pitch_movement import movement_cents

TREBLE_HZ = 5500.0
TREBLE_FLOOR_DB = -100.0
QUICK_MS, DYING_DB_S = 40.0, 6.0  # of a struck or plucked sound


@dataclass(frozen=True, eq=False)
class Noticed:
    """What is noticed, sound by sound: float64 [n] each, NaN for what a sound does not have.

    Attributes:
        away: semitones from the pitch asked for.
        wobble: dB, fluctuation of the partials' levels.
        movement: cents to either side, of the pitch.
        rise: ms, from 10 % to 90 % of the largest level.
        flux: dB, how much of the spectrum sets in at once.
        decay: dB a second, of the held sound.
        length: s, until it is 40 dB under its loudest.
        brightness: Hz, centre of gravity of the spectrum.
        treble: dB, power above 5.5 kHz beside all of it, once the first 60 ms are over.
        thump: dB, by which the first 60 ms stand out.
        level: dB, of the loudest 0.4 s.
    """

    away: np.ndarray
    wobble: np.ndarray
    movement: np.ndarray
    rise: np.ndarray
    flux: np.ndarray
    decay: np.ndarray
    length: np.ndarray
    brightness: np.ndarray
    treble: np.ndarray
    thump: np.ndarray
    level: np.ndarray

    def __len__(self) -> int:
        return len(self.away)

    @property
    def struck(self) -> np.ndarray:
        """Which begin at once and die away, as what is struck or plucked does, bool [n]."""
        return (self.rise <= QUICK_MS) & (self.decay >= DYING_DB_S)


NAMES = tuple(each.name for each in fields(Noticed))


def listen(
    waves: Iterable[np.ndarray], sample_rate: int, pitches: np.ndarray, *, found: np.ndarray | None = None, track: Track = untracked
) -> Noticed:
    """Listen to sounds.

    Args:
        waves: float [samples] each.
        sample_rate: Hz.
        pitches: MIDI numbers that they should have, one a sound; NaN for what has no note.
        found: those that they have, where that is known already.
        track: shows how far it is.
    """
    each = zip(track(waves, "Listening", len(pitches)), pitches, [None] * len(pitches) if found is None else found, strict=True)
    rows = [listen_to(wave, sample_rate, pitch, has) for wave, pitch, has in each]
    table = np.array([[row[name] for name in NAMES] for row in rows], np.float64).reshape(len(rows), len(NAMES))
    return Noticed(**dict(zip(NAMES, table.T, strict=True)))


def listen_to(wave: np.ndarray, sample_rate: int, pitch: float, has: float | None = None) -> dict[str, float]:
    """Return what is noticed of one sound, {name of Heard: value}; see there.

    Args:
        wave: float [samples].
        sample_rate: Hz.
        pitch: MIDI number that it should have, NaN for none.
        has: the one that it has, None to find it.
    """
    wave = np.asarray(wave, np.float64)
    said = dict.fromkeys(NAMES, float("nan"))
    said["level"] = note_level_db(wave, sample_rate)
    found = note_pitch(wave, sample_rate, fmax=min(2500.0, 0.45 * sample_rate)) if has is None else float(has)
    hertz = float(midi_to_hz(found))  # what it plays, not what it should: a sound out of tune does not wobble by that
    shape = outline(wave, sample_rate, hertz)
    if shape is None:
        return said
    return said | {
        "away": found - pitch,
        "wobble": wobble_db(wave, sample_rate, hertz, shape.held),
        "movement": movement_cents(wave, sample_rate, hertz, shape.held),
        "rise": rise_ms(shape),
        "flux": attack_flux_db(wave, sample_rate, shape.begin_s),
        "decay": decay_db_s(shape),
        "length": shape.length_s,
        "brightness": float(midi_to_hz(brightness(wave, sample_rate))),
        "treble": treble_db(wave, sample_rate, shape.begin_s + FIRST_S),
        "thump": thump_db(shape),
    }


def treble_db(wave: np.ndarray, sample_rate: int, start_s: float = 0.0) -> float:
    """Return the power above 5.5 kHz beside that of the whole sound, dB, -100 at least.

    Args:
        wave: float [samples].
        sample_rate: Hz.
        start_s: what comes before is left out: a thump holds all frequencies, and has a figure of its own.

    Returns:
        The share; NaN when the rate holds nothing above, or the sound is over by then.
    """
    size = 1 << round(np.log2(0.064 * sample_rate))
    power = spectrum.power(spectrum.stft(wave[round(start_s * sample_rate) :], spectrum.hann(size), size // 4)).sum(axis=0)
    total = float(power.sum())
    if sample_rate / 2 <= TREBLE_HZ or not total > 0.0:
        return float("nan")
    return max(TREBLE_FLOOR_DB, 10.0 * float(np.log10(max(float(power[spectrum.bin_hertz(size, sample_rate) >= TREBLE_HZ].sum()) / total, 1e-30))))
