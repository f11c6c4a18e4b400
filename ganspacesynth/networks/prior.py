"""Latent vectors from a seed and a model's prior, by counter-based drawing: row i needs no other row."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput, ModelError, brief

PRIORS = ("normal", "codes")
MAX_LATENT = 8192
MAX_MIXED = 16
MAX_SEED = 1 << 24  # of new sounds: whole numbers up to here every host can hold, those with 32-bit floats as well
CHUNK_WORDS = 1 << 14  # random words worked on at once: small enough to stay in the cache

Seed = int | np.random.Generator | None


@dataclass(frozen=True, eq=False)
class Prior:
    """How a model's z are drawn.

    A model trained adversarially takes z ~ N(0, I). A model that learned one code per training timbre plays best
    near and between those codes: each z is a random mix of a few of them, plus noise.

    Attributes:
        kind: "normal" or "codes".
        codes: float32 [n_codes, latent] for "codes", read-only; None for "normal".
        spread: noise per dimension relative to the codes' root mean square, 0..4. Larger strays further: more
            variety, less of what was trained.
        mixed: codes in each mix, 1..16; 1 stays near single codes.
    """

    kind: str = "normal"
    codes: np.ndarray | None = None
    spread: float = 0.2
    mixed: int = 2

    def __post_init__(self) -> None:
        if self.kind not in PRIORS:
            raise InvalidInput(f"A prior's kind must be one of {', '.join(PRIORS)}. Received: kind={brief(self.kind)}.", rule="known-prior")
        if (self.codes is None) != (self.kind == "normal"):
            raise InvalidInput(
                f"A prior has codes exactly when its kind is 'codes'. Received: kind={brief(self.kind)}, codes={_shape(self.codes)}.",
                rule="prior-codes",
            )
        if not _is_number(self.spread) or not 0.0 <= self.spread <= 4.0:
            raise InvalidInput(f"A prior's spread must be in 0..4. Received: spread={brief(self.spread)}.", rule="spread-range")
        if not _is_integer(self.mixed) or not 1 <= self.mixed <= MAX_MIXED:
            raise InvalidInput(f"A prior mixes a whole number of codes in 1..{MAX_MIXED}. Received: mixed={brief(self.mixed)}.", rule="mixed-range")
        if self.codes is not None:
            object.__setattr__(self, "codes", _checked_codes(self.codes))

    def to_json(self) -> dict:
        """Return the prior as a plain dict, without its codes (see `to_arrays`)."""
        return {"kind": self.kind} if self.codes is None else {"kind": self.kind, "spread": self.spread, "mixed": self.mixed}

    def to_arrays(self) -> dict[str, np.ndarray]:
        """Return the arrays that belong beside `to_json`: {"codes": float32 [n_codes, latent]}, or nothing."""
        return {} if self.codes is None else {"codes": self.codes}

    @classmethod
    def from_json(cls, value: object, arrays: Mapping[str, np.ndarray] | None = None) -> "Prior":
        """Read what `to_json` and `to_arrays` wrote; raises ModelError for anything else."""
        if not isinstance(value, dict) or not set(value) <= {"kind", "spread", "mixed"}:
            raise ModelError(
                f"A prior is a JSON object with kind, spread and mixed. Received: {brief(value)}. Fetch the model again.", rule="known-fields"
            )
        try:
            return cls(**value, codes=(arrays or {}).get("codes"))
        except InvalidInput as e:
            raise ModelError(f"The model's prior is damaged: {e} Fetch the model again.", rule="whole-prior") from e


def draw_z(n: int, latent_size: int, *, seed: Seed, prior: Prior | None = None, start: int = 0) -> np.ndarray:
    """Draw rows start, start+1, … start+n-1 of the endless list of z that a seed stands for.

    Row i depends on the seed, i, the latent size and the prior only: not on n, not on how the list is cut into
    calls. So a batch can be drawn anywhere in millions of rows at the cost of the batch.

    Args:
        n: rows, 0 or more.
        latent_size: entries of a z, 1..8192.
        seed: a whole number >= 0; a NumPy Generator, from which a seed is taken (so it moves on); None for a fresh one.
        prior: how z are distributed; None is N(0, I).
        start: number of the first row.

    Returns:
        float32 [n, latent_size].

    Raises:
        InvalidInput: a number out of range, or a prior whose codes have another size.

    Source: Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (2011), Philox 4x64; Box and Muller, A note on
        the generation of random normal deviates (1958).
    """
    prior = Prior() if prior is None else prior
    _check_draw(n, latent_size, start, prior)
    key = _key(seed)
    pairs = (latent_size + 1) // 2
    words = 2 * pairs + (0 if prior.codes is None else 2 * prior.mixed)
    blocks = (words + 3) // 4  # Philox makes four words for each value of its counter; a row starts on a fresh one
    z = np.empty((n, latent_size), np.float32)
    rows = max(1, CHUNK_WORDS // (4 * blocks))
    for i in range(0, n, rows):
        count = min(rows, n - i)
        raw = np.random.Philox(key=key, counter=(start + i) * blocks).random_raw(count * blocks * 4)
        uniform = ((raw >> np.uint64(11)) + 0.5) * 2.0**-53  # (0, 1]
        uniform = uniform.reshape(count, 4 * blocks)
        noise = _normal(uniform[:, :pairs], uniform[:, pairs : 2 * pairs])[:, :latent_size]
        z[i : i + count] = noise if prior.codes is None else _near_codes(noise, uniform[:, 2 * pairs :], prior.codes, prior)
    return z


def _normal(radius: np.ndarray, angle: np.ndarray) -> np.ndarray:
    length = np.sqrt(-2.0 * np.log(radius))
    turn = 2.0 * np.pi * angle
    return np.concatenate([length * np.cos(turn), length * np.sin(turn)], axis=1)


def _near_codes(noise: np.ndarray, uniform: np.ndarray, codes: np.ndarray, prior: Prior) -> np.ndarray:
    k = prior.mixed
    picks = np.minimum((uniform[:, :k] * len(codes)).astype(np.int64), len(codes) - 1)
    weights = 1e-300 - np.log(uniform[:, k : 2 * k])  # exponential variables over their sum are uniform on the simplex
    weights /= weights.sum(axis=1, keepdims=True)
    picked = codes[picks].astype(np.float64)  # [n, k, latent]
    z = np.einsum("nk,nkl->nl", weights, picked)
    # A mean of vectors is shorter than they are; the network was trained at their length, so give it back.
    wanted = (weights * np.linalg.norm(picked, axis=2)).sum(axis=1)
    length = np.linalg.norm(z, axis=1)
    z *= np.divide(wanted, length, out=np.ones_like(length), where=length > 1e-6 * wanted)[:, None]
    return z + prior.spread * np.sqrt(np.mean(np.square(codes, dtype=np.float64))) * noise


def _key(seed: Seed) -> np.ndarray:
    if isinstance(seed, np.random.Generator):
        return seed.integers(0, 2**64, size=2, dtype=np.uint64)
    if seed is not None and (not _is_integer(seed) or seed < 0):
        raise InvalidInput(f"A seed must be a whole number >= 0, a NumPy Generator or None. Received: seed={brief(seed)}.", rule="seed-range")
    return np.random.SeedSequence(seed).generate_state(2, np.uint64)


def _check_draw(n: int, latent_size: int, start: int, prior: Prior) -> None:
    for name, value, low, high in (("n", n, 0, 2**63), ("latent_size", latent_size, 1, MAX_LATENT), ("start", start, 0, 2**63)):
        if not _is_integer(value) or not low <= value <= high:
            raise InvalidInput(f"{name} must be a whole number in {low}..{high}. Received: {name}={brief(value)}.", rule="draw-size")
    if prior.codes is not None and prior.codes.shape[1] != latent_size:
        raise InvalidInput(
            f"A prior's codes must have the model's latent size. Received: latent_size={latent_size}, codes={_shape(prior.codes)}.", rule="codes-size"
        )


def _checked_codes(codes: np.ndarray) -> np.ndarray:
    codes = np.array(codes)
    if codes.ndim != 2 or not codes.size or codes.shape[1] > MAX_LATENT or codes.dtype.kind != "f" or not np.isfinite(codes).all():
        raise InvalidInput(f"A prior's codes must be finite floats [n_codes, latent]. Received: {_shape(codes)} {codes.dtype}.", rule="codes-form")
    codes = codes.astype(np.float32)
    codes.setflags(write=False)
    return codes


def _shape(array: np.ndarray | None) -> str:
    return "None" if array is None else str(list(np.shape(array)))


def _is_integer(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
