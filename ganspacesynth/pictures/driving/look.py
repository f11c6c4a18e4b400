"""Look: all that a picture is made of at a moment; looks in, pictures out, several at once; and one look on its way to another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from ganspacesynth.networks.stylegan.layer_bends import LayerBend
from ganspacesynth.networks.stylegan.noise import Noise
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.networks.stylegan.transform import moved
from ganspacesynth.pictures.driving.colours import USUAL, ColourMatch, Colours, coloured
from ganspacesynth.pictures.driving.moving_noise import MovingNoise, NoiseAmounts


@dataclass(frozen=True)
class Movement:
    """How StyleGAN 3's picture is moved, see `transform.moved`; the usual values leave it.

    Attributes:
        turn_deg: to the right.
        right, down: 1 being its edge.
        zoom: 2 makes all twice as large.
    """

    turn_deg: float = 0.0
    right: float = 0.0
    down: float = 0.0
    zoom: float = 1.0

    def matrix(self) -> np.ndarray:
        """Return the transform, float64 [3, 3]."""
        return moved(turn_deg=self.turn_deg, right=self.right, down=self.down, zoom=self.zoom)

    def over(self, other: "Movement") -> "Movement":
        """Return this beside another one: shifts and turns are added, zooms multiplied."""
        return Movement(self.turn_deg + other.turn_deg, self.right + other.right, self.down + other.down, self.zoom * other.zoom)


STILL = Movement()


@dataclass(frozen=True, eq=False)
class Look:
    """A picture at a moment.

    Attributes:
        ws: float32 [num_ws, w_dim].
        bends: {layer: what is done to it}.
        noise: StyleGAN 2's; None for the painter's usual one.
        movement: StyleGAN 3's.
        colours: of what comes out.
    """

    ws: np.ndarray
    bends: Mapping[str, tuple[LayerBend, ...]] = field(default_factory=dict)
    noise: NoiseAmounts | None = None
    movement: Movement = STILL
    colours: Colours = USUAL

    def same_as(self, other: "Look | None") -> bool:
        """Whether both make the same picture."""
        if other is None or (self.noise, self.movement, self.colours) != (other.noise, other.movement, other.colours):
            return False
        return dict(self.bends) == dict(other.bends) and np.array_equal(self.ws, other.ws)

    def toward(self, other: "Look", share: float) -> "Look":
        """Return the look so much of the way to another, 0..1."""
        if share <= 0.0 or share >= 1.0:
            return self if share <= 0.0 else other
        bends = {name: tuple(bend.times(1.0 - share) for bend in each) for name, each in self.bends.items()}
        for name, each in other.bends.items():
            bends[name] = (*bends.get(name, ()), *(bend.times(share) for bend in each))
        noise = None
        if self.noise is not None or other.noise is not None:
            noise = _between(self.noise or NoiseAmounts(), other.noise or NoiseAmounts(), share)
        movement = _between(self.movement, other.movement, share)
        ws = (self.ws + np.float32(share) * (other.ws - self.ws)).astype(np.float32)
        return Look(ws, bends, noise, movement, self.colours.toward(other.colours, share))


Amounts = TypeVar("Amounts", Movement, NoiseAmounts)


def _between(a: Amounts, b: Amounts, share: float) -> Amounts:
    return type(a)(**{name: value + share * (getattr(b, name) - value) for name, value in vars(a).items()})


class Painter:
    """Makes pictures of looks.

    Args:
        model: the network.
        noise: what looks without noise of their own have.
        seed: of noise that moves.
        match: colours of another picture that all are brought to.
    """

    def __init__(self, model: PictureModel, noise: Noise = "const", *, seed: int = 0, match: ColourMatch | None = None) -> None:
        self._model, self._noise, self._seed, self._match = model, noise, seed, match
        self._moving: MovingNoise | None = None

    def paint(self, looks: Sequence[Look]) -> np.ndarray:
        """Return float32 [n, height, width, 3 or 4], about -1..1, gray as colours; each is the same whatever else is painted with it."""
        model, count = self._model, len(looks)
        bends = [look.bends for look in looks] if any(look.bends for look in looks) else None
        transform = None
        if any(look.movement != STILL for look in looks):
            transform = np.stack([look.movement.matrix() for look in looks])
        pictures = model.synthesize(np.stack([look.ws for look in looks]), noise=self._fields(looks), bends=bends, transform=transform)
        if model.config.channels < 3:
            pictures = np.concatenate([np.repeat(pictures[..., :1], 3, axis=-1), pictures[..., 1:]], axis=-1)
        for place in range(count):
            pictures[place, :, :, :3] = coloured(pictures[place, :, :, :3], looks[place].colours, self._match)
        return pictures

    def _fields(self, looks: Sequence[Look]) -> Noise:
        if all(look.noise is None for look in looks):
            return self._noise
        if self._moving is None:
            self._moving = MovingNoise(self._model.config, self._seed)
        each = [self._moving.at(look.noise or NoiseAmounts()) for look in looks]
        return {name: np.stack([one[name] for one in each]) for name in each[0]}


Looks = Callable[[float], Look]  # seconds in, what is seen then out
