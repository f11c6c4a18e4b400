"""PictureModulation: a signal and what it moves of pictures; rows such as "drums.onsets(low) | decay 0.3 -> zoom.early:1:1.3" in, amounts out.

| target          | from the signal's low to its high end                                 | usually  |
| psi             | a factor of truncation                                                | 0.5:1    |
| edits.N         | standard deviations along axis N, added                               | 0:2      |
| z.SEED          | share of the way to the picture of a seed                             | 0:1      |
| zoom.LAYER …    | bends of a layer, see `TARGETS`                                       |          |
| brightness …    | colours of what comes out                                             |          |
| noise …         | StyleGAN 2's noise: its strength, how sharp it is, its turns a second |          |
| rotate, zoom …  | StyleGAN 3's picture, moved                                           |          |
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganspacesynth.audio.chains.chain import read_chain
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.core.motion.curve import SHAPES
from ganspacesynth.core.motion.modulation import LONGEST_CHAIN, MAX_EDIT, MAX_ROWS, MAX_SEED
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.networks.stylegan.layer_bends import LayerBend
from ganspacesynth.networks.stylegan.picture_config import PictureConfig
from ganspacesynth.pictures.driving.network_parts import ALL, check_layer_word, check_rows_word, layer_of

BENT = {  # what a layer's bend is called, its attribute, and the usual and the outermost ends
    "zoom": ("zoom", 1.0, 1.3, 0.05, 20.0),
    "right": ("right", 0.0, 0.2, -10.0, 10.0),
    "down": ("down", 0.0, 0.2, -10.0, 10.0),
    "rotate": ("rotate_deg", 0.0, 20.0, -3600.0, 3600.0),
    "shear": ("shear_deg", 0.0, 30.0, -80.0, 80.0),
    "swirl": ("swirl_deg", 0.0, 90.0, -3600.0, 3600.0),
    "ripple": ("ripple", 0.0, 0.1, -2.0, 2.0),
    "blur": ("blur", 0.0, 2.0, 0.0, 64.0),
    "hue": ("hue_deg", 0.0, 90.0, -3600.0, 3600.0),
    "ablate": ("ablate", 0.0, 1.0, 0.0, 1.0),
    "scale": ("gain", 1.0, 1.5, -100.0, 100.0),
    "offset": ("add", 0.0, 0.2, -100.0, 100.0),
}
COLOURED = {
    "brightness": (0.0, 0.3, -2.0, 2.0),
    "contrast": (1.0, 1.4, 0.0, 10.0),
    "saturation": (1.0, 1.6, -4.0, 10.0),
    "hue": (0.0, 90.0, -3600.0, 3600.0),
    "white": (0.0, 0.6, -1.0, 1.0),
}
NOISY = {"noise": (0.0, 1.0, 0.0, 10.0), "sharpness": (0.0, 1.0, 0.0, 1.0), "spin": (0.0, 0.5, -100.0, 100.0)}
MOVED = {
    "rotate": (0.0, 20.0, -36000.0, 36000.0),
    "right": (0.0, 0.2, -100.0, 100.0),
    "down": (0.0, 0.2, -100.0, 100.0),
    "zoom": (1.0, 1.3, 0.05, 20.0),
}
CHOSEN = {"psi": (0.5, 1.0, -4.0, 4.0), "edits": (0.0, 2.0, -30.0, 30.0), "z": (0.0, 1.0, 0.0, 1.0)}
PLAIN = {**COLOURED, **NOISY, **MOVED, **CHOSEN}
TARGETS = tuple(dict.fromkeys([*CHOSEN, *BENT, *COLOURED, *NOISY, *MOVED]))
FACTORS = ("zoom", "scale", "psi", "contrast", "saturation", "noise")  # several of which are multiplied; of all others they are added
ROW = re.compile(
    r"(?P<target>[a-z]+)(?:\.(?P<detail>[A-Za-z0-9_.]{1,60}(?:\[\d{1,4}(?:-\d{1,4})?\])?))?(?:@(?P<rows>[a-z0-9-]{1,8}))?"
    r"(?::(?P<low>[^:\s]+):(?P<high>[^:\s]+))?(?:\s+(?P<shape>[a-z]+))?"
)
WRITTEN = "drums.onsets(low) | peaks | decay 0.3 -> zoom.early:1:1.3"


@dataclass(frozen=True)
class PictureModulation:
    """A row of the matrix.

    Attributes:
        chain: the signal, as text; see docs/listening.md.
        target: one of `TARGETS`.
        detail: which axis, seed or layer; "" for what is of the picture as a whole.
        rows: of ws, which psi, edits and z move.
        low, high: where the ends of the signal's range lead; low may be the higher one.
        shape: "linear" or "cosine".
    """

    chain: str
    target: str
    detail: str = ""
    rows: str = ALL
    low: float = math.nan
    high: float = math.nan
    shape: str = "linear"

    def __post_init__(self) -> None:
        if not isinstance(self.chain, str) or not 0 < len(self.chain) <= LONGEST_CHAIN:
            raise SequenceError(f"A modulation has a signal. Received: {brief(self.chain)}. Write {WRITTEN}.", rule="modulation-form")
        read_chain(self.chain)
        if self.target not in TARGETS:
            raise SequenceError(f"A signal moves {', '.join(TARGETS)}. Received: {brief(self.target)}. Write {WRITTEN}.", rule="modulation-target")
        if self.bends:
            check_layer_word(self.detail)
        elif self.target not in PLAIN or not self._detail_fits():
            raise SequenceError(
                f"edits.N (0..{MAX_EDIT}), z.SEED, and bends of a layer, such as blur.late, say which. Received: {self.target}.{brief(self.detail)}.",
                rule="modulation-detail",
            )
        if self.rows != ALL and self.target not in CHOSEN:
            raise SequenceError(f"Rows of ws are moved by {', '.join(CHOSEN)}. Received: {self.target}@{self.rows}.", rule="modulation-detail")
        check_rows_word(self.rows)
        if self.shape not in SHAPES or self.shape == "hold":
            raise SequenceError(f"A modulation goes linear or cosine. Received: {brief(self.shape)}.", rule="modulation-shape")
        self._check_ends()

    def _check_ends(self) -> None:
        usual_low, usual_high, lowest, highest = BENT[self.target][1:] if self.bends else PLAIN[self.target]
        for name, usual in (("low", usual_low), ("high", usual_high)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not (math.isnan(value) or lowest <= value <= highest):
                raise SequenceError(
                    f"{self.target} moves within {lowest:g}..{highest:g}. Received: {name}={brief(value)}. Usual are {usual_low:g}:{usual_high:g}.",
                    rule="modulation-range",
                )
            object.__setattr__(self, name, usual if math.isnan(value) else float(value))

    def _detail_fits(self) -> bool:
        numbered = {"edits": MAX_EDIT, "z": MAX_SEED}
        if self.target in numbered:
            return self.detail.isascii() and self.detail.isdigit() and len(self.detail) < 9 and int(self.detail) <= numbered[self.target]
        return self.detail == ""

    @property
    def bends(self) -> bool:
        """Whether it bends a layer."""
        return self.target in BENT and self.detail != ""

    @property
    def number(self) -> int:
        """The number that the detail is."""
        return int(self.detail)

    def values(self, signal: Signal, times_s: np.ndarray, frame_s: float) -> np.ndarray:
        """Return what a signal leads to in frames that begin at some moments, float64: what is furthest from its mean within each counts."""
        looks = max(1, round(signal.rate * frame_s))
        moments = times_s[:, None] + frame_s * np.arange(looks) / looks
        shares = _shares(signal, moments)
        usual = float(np.clip((signal.values - signal.low) / (signal.high - signal.low), 0.0, 1.0).mean())
        furthest = np.abs(shares - usual).argmax(axis=1)
        return self.low + SHAPES[self.shape](shares[np.arange(len(shares)), furthest]) * (self.high - self.low)

    def passed(self, signal: Signal, times_s: np.ndarray) -> np.ndarray:
        """Return what a signal leads to added up over the seconds until some moments, float64: how far a speed has led."""
        shares = np.clip((signal.values.astype(np.float64) - signal.low) / (signal.high - signal.low), 0.0, 1.0)
        speeds = self.low + SHAPES[self.shape](shares) * (self.high - self.low)
        way = np.concatenate([[0.0], np.cumsum(0.5 * (speeds[1:] + speeds[:-1])) / signal.rate])
        end_s = (len(way) - 1) / signal.rate
        return np.interp(times_s, signal.times_s, way) + speeds[-1] * np.maximum(times_s - end_s, 0.0)

    def __str__(self) -> str:
        detail, rows = f".{self.detail}" if self.detail else "", "" if self.rows == ALL else f"@{self.rows}"
        return f"{self.chain} -> {self.target}{detail}{rows}:{self.low:g}:{self.high:g}{'' if self.shape == 'linear' else f' {self.shape}'}"

    @classmethod
    def read(cls, text: object) -> "PictureModulation":
        """Read a row; raises SequenceError or InvalidInput for what is none."""
        chain, arrow, target = text.rpartition("->") if isinstance(text, str) else ("", "", "")
        found = ROW.fullmatch(target.strip())
        if not arrow or found is None:
            raise SequenceError(f"A modulation is a signal, -> and a target. Received: {brief(text)}. Write {WRITTEN}.", rule="modulation-form")
        ends = {name: _number(found[name], text) for name in ("low", "high") if found[name] is not None}
        return cls(" ".join(chain.split()), found["target"], found["detail"] or "", found["rows"] or ALL, shape=found["shape"] or "linear", **ends)


def bend_of(config: PictureConfig, word: str, value: float) -> tuple[str, LayerBend]:
    """Return the layer, and the bend, of a word such as "zoom.early" or "blur.b16.conv1[0-31]" and an amount.

    Raises:
        InvalidInput: no such bend, layer or channels, or an amount that no bend has.
    """
    kind, _, place = word.partition(".")
    if kind not in BENT or not place:
        raise InvalidInput(f"A bend says what and where: {', '.join(BENT)}, as in zoom.early. Received: {brief(word)}.", rule="bend-form")
    layer, span = layer_of(place, config)
    return layer, LayerBend(channels=span).with_amount(BENT[kind][0], value)


def _shares(signal: Signal, moments: np.ndarray) -> np.ndarray:
    sampled = signal.sampled(moments.reshape(-1)).reshape(moments.shape)
    return np.clip((sampled - signal.low) / (signal.high - signal.low), 0.0, 1.0)


def _number(text: str, row: object) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        raise SequenceError(f"A modulation goes from a number to a number. Received: {brief(row)}. Write {WRITTEN}.", rule="modulation-form")
    return value


def read_picture_rows(texts: Sequence[Any]) -> tuple[PictureModulation, ...]:
    """Read the rows of a matrix.

    Raises:
        SequenceError: too many, or something that is none.
    """
    if len(texts) > MAX_ROWS:
        raise SequenceError(f"A matrix has at most {MAX_ROWS} rows. Received: {len(texts)}. Leave some out.", rule="modulation-count")
    return tuple(PictureModulation.read(text) for text in texts)


def same_aim(row: PictureModulation) -> tuple[str, str, str]:
    """Return what a row moves, by which it takes the place of another."""
    return row.target, row.detail, row.rows
