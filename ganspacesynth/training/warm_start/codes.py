"""The warm start on sounds that share neither timbre nor pitch: each has a code in z, and z are drawn near and between codes.

Cuts of a recording fit no table of timbres by pitches (morph.py), and there are more of them than a random z could tell apart. So
the codes are orthogonal vectors as long as z, a z is a mix of a few of them plus a little noise, and the model keeps this as its prior:
whatever draws z by chance, a hallucination first of all, wanders among cuts and morphs of cuts.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np

from ganspacesynth.networks.prior import Prior, draw_z
from ganspacesynth.training.warm_start.morph import MorphTask, initial_parameters
from ganspacesynth.training.warm_start.timbres import Targets, timbre_shares

CODE_GAIN = 1.0  # how much larger than the rest the codes' rows start; each code is as long as z
SHARPNESS = 0.35  # of the softmax: a mix of two as 3 to 2 sounds as 5 to 1, and a code sounds as itself
SPREAD = 0.1  # noise around the codes
MIXED = 4  # codes at most in a z to learn from; a path between two mixes of two meets as many


@dataclass(frozen=True)
class CodesTask(MorphTask):
    """A training task like `MorphTask`, with one code a sound.

    Attributes:
        spread: noise around the codes, see `Prior`.
    """

    sharpness: float = SHARPNESS
    spread: float = SPREAD

    @property
    def prior(self) -> Prior:
        """How the model's z are drawn."""
        return Prior("codes", self.vectors * np.float32(np.sqrt(self.config.latent_size)), self.spread, min(2, len(self.vectors)))

    def initial_parameters(self) -> dict[str, np.ndarray]:
        """See `MorphTask`."""
        return initial_parameters(self.config, self.timbres, self.seed, self.start, CODE_GAIN)

    def draw_targets(self, rng: np.random.Generator, purity: float) -> Targets:
        """See `MorphTask`."""
        z = draw_z_among(rng, self.prior, self.config.latent_size, self.batch_size, purity)
        present = self.timbres.present
        pitches = rng.integers(present.shape[1], size=len(z))
        shares = timbre_shares(z, self.vectors, present[:, pitches].T, self.sharpness)
        return Targets(z, pitches, np.eye(present.shape[1], dtype=np.float32)[pitches], shares)


def draw_z_among(rng: np.random.Generator, prior: Prior, latent_size: int, n: int, purity: float) -> np.ndarray:
    """Draw z near single codes with a chance of `purity`, else between up to `MIXED` of them: float32 [n, latent]."""
    mixed = np.where(rng.random(n) < purity, 1, rng.integers(1, MIXED + 1, size=n))
    return np.concatenate([draw_z(1, latent_size, seed=rng, prior=dataclasses.replace(prior, mixed=int(count))) for count in mixed])
