"""Bends of a model in, what they do to its sounds out: changes of level, brightness, pitch and all else that is measured, and words for them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.descriptors import NAMES, QUALITIES, describe, steps_apart
from ganspacesynth.audio.similarity import log_mel, unlike_db
from ganspacesynth.core.bends.bend import Bends
from ganspacesynth.networks.generator import SoundGenerator

PITCHES = (48.0, 60.0, 67.0)
AUDIBLE = 1.0  # steps that a word needs
NOTHING_DB = 1.0  # sounds that are less unlike are the same to most ears
NOTHING, COLOUR, SILENT = "hardly audible", "another colour", "silent"


@dataclass(frozen=True)
class HeardBend:
    """What a bend does to sounds, beside the same ones without it.

    Attributes:
        apart: float [M], how much each descriptor changes, in its own unit (octaves where it counts in ratios): the median over sounds; NaN where
            there is none of it.
        steps: float [M], the same in easily heard steps.
        unlike_db: how unlike the sounds are.
        pitched: share of the sounds that still have a pitch.
    """

    apart: np.ndarray
    steps: np.ndarray
    unlike_db: float
    pitched: float

    def change(self, name: str) -> float:
        """Return the change of a descriptor, by its name."""
        return float(self.apart[NAMES.index(name)])

    @property
    def words(self) -> str:
        """A few words for it, the strongest first."""
        if self.unlike_db < NOTHING_DB:
            return NOTHING
        order = [i for i in np.argsort(-np.nan_to_num(np.abs(self.steps))) if abs(np.nan_to_num(self.steps[i])) >= AUDIBLE]
        return ", ".join(QUALITIES[i].more if self.steps[i] > 0 else QUALITIES[i].less for i in order[:2]) or COLOUR


class PlainSounds:
    """The sounds that bends are tried on, made and heard once without any."""

    def __init__(self, model: SoundGenerator, *, sounds: int = 3, seed: int = 1) -> None:
        """Make random sounds, at low, middle and high pitches.

        Args:
            model: a GANSynth.
            sounds: how many.
            seed: of them.
        """
        self._model, self._rate, self._z = model, model.config.sample_rate, model.sample_z(sounds, seed=seed)
        self._pitches = [float(model.config.nearest_pitch(PITCHES[i % len(PITCHES)])) for i in range(sounds)]
        plain = model.synthesize(self._z, self._pitches)
        self._reference = np.stack([describe(wave, self._rate) for wave in plain])
        self._spectra = [log_mel(wave, self._rate) for wave in plain]

    def bent(self, bends: Bends) -> HeardBend:
        """Return what bends do to them.

        Raises:
            InvalidInput: layers or channels that the model has not, or bends that make a sound overflow.
        """
        waves = self._model.synthesize(self._z, self._pitches, bends=bends)
        return _heard(waves, self._rate, self._reference, self._spectra)


def hear_bends(model: SoundGenerator, bends: Sequence[Bends], *, sounds: int = 3, seed: int = 1) -> list[HeardBend]:
    """Return what each of several bends does.

    Args:
        model: a GANSynth.
        bends: of its layers.
        sounds: random ones, at low, middle and high pitches.
        seed: of them.

    Raises:
        InvalidInput: layers or channels that the model has not, or bends that make a sound overflow.
    """
    plain = PlainSounds(model, sounds=sounds, seed=seed)
    return [plain.bent(each) for each in bends]


def _heard(waves: np.ndarray, rate: int, reference: np.ndarray, spectra: Sequence[np.ndarray]) -> HeardBend:
    found = np.stack([describe(wave, rate) for wave in waves])
    steps = _medians(steps_apart(found, reference))
    apart = steps * np.array([quality.step for quality in QUALITIES])
    unlike = float(np.median([unlike_db(log_mel(wave, rate), spectrum) for wave, spectrum in zip(waves, spectra, strict=True)]))
    return HeardBend(apart, steps, unlike, float(np.isfinite(found[:, NAMES.index("pitch")]).mean()))


def _medians(values: np.ndarray) -> np.ndarray:
    """Return the median of each column, NaN only where nothing else is."""
    return np.array([np.median(column[np.isfinite(column)]) if np.isfinite(column).any() else np.nan for column in values.T])


def named_by_effect(heard: Sequence[HeardBend]) -> list[str]:
    """Return a name for each of several bends, after what it does most; those alike get a number."""
    names: list[str] = []
    for each in heard:
        name = each.words.partition(",")[0].replace(" ", "-")
        same = sum(1 for other in names if other == name or other.rpartition("-")[0] == name)
        names.append(name if not same else f"{name}-{same + 1}")
    return names
