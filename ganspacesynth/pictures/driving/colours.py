"""Colours: brightness, contrast, saturation, hue, a blend to white, and the mean and spread of another picture, of what comes out of a network."""

from dataclasses import dataclass, fields

import numpy as np

from ganspacesynth.networks.stylegan.layer_bends import hue_turn

GRAY = np.array([0.2126, 0.7152, 0.0722])  # how bright red, green and blue are seen (ITU-R BT.709)
FLAT = 1e-4  # a spread under it is none


@dataclass(frozen=True)
class Colours:
    """What is done to colours, in this order; the usual values change nothing.

    Attributes:
        saturation: 0 is gray, 2 twice as colourful.
        hue_deg: how far colours turn around gray.
        contrast: a factor around the middle gray.
        brightness: what is added; 1 makes black a middle gray.
        white: share of white, under 0 of black.
    """

    saturation: float = 1.0
    hue_deg: float = 0.0
    contrast: float = 1.0
    brightness: float = 0.0
    white: float = 0.0

    def affine(self) -> tuple[np.ndarray, np.ndarray]:
        """Return a matrix [3, 3] and an offset [3] that do all of it to a colour of -1..1."""
        matrix = hue_turn(self.hue_deg) @ (self.saturation * np.eye(3) + (1.0 - self.saturation) * np.tile(GRAY, (3, 1)))
        kept = 1.0 - min(abs(self.white), 1.0)
        matrix = kept * self.contrast * matrix
        return matrix, np.full(3, kept * self.brightness + np.sign(self.white) * (1.0 - kept))

    def over(self, other: "Colours") -> "Colours":
        """Return these beside others: factors are multiplied, all else is added."""
        saturation, contrast = self.saturation * other.saturation, self.contrast * other.contrast
        return Colours(saturation, self.hue_deg + other.hue_deg, contrast, self.brightness + other.brightness, self.white + other.white)

    def toward(self, other: "Colours", share: float) -> "Colours":
        """Return the colours so much of the way to others."""
        return Colours(*(getattr(self, each.name) + share * (getattr(other, each.name) - getattr(self, each.name)) for each in fields(self)))


USUAL = Colours()


@dataclass(frozen=True, eq=False)
class ColourMatch:
    """What brings the colours of a network to those of another picture: their mean and spread.

    Attributes:
        gain, shift: float64 [3], of each colour.
    """

    gain: np.ndarray
    shift: np.ndarray

    @classmethod
    def of(cls, ours: np.ndarray, theirs: np.ndarray) -> "ColourMatch":
        """Return it for pictures of a network and another one, both [.., 3] of -1..1.

        Source: Reinhard et al., Color transfer between images (2001), in the colours as they are.
        """
        mean, wanted = (each.reshape(-1, 3).mean(axis=0, dtype=np.float64) for each in (ours, theirs))
        spread, spread_wanted = (np.maximum(each.reshape(-1, 3).std(axis=0, dtype=np.float64), FLAT) for each in (ours, theirs))
        gain = spread_wanted / spread
        return cls(gain, wanted - gain * mean)


def coloured(picture: np.ndarray, colours: Colours = USUAL, match: ColourMatch | None = None) -> np.ndarray:
    """Return a picture in other colours.

    Args:
        picture: float [height, width, 3] of -1..1.
        colours: what is done.
        match: to another picture's mean and spread, before all else.

    Returns:
        float32 [height, width, 3], which may lie beyond -1..1.
    """
    if colours == USUAL and match is None:
        return picture
    matrix, offset = colours.affine()
    if match is not None:
        matrix, offset = matrix * match.gain, offset + matrix @ match.shift
    return picture @ matrix.T.astype(np.float32) + offset.astype(np.float32)
