"""What may be chosen where a picture network is trained; each is a name in settings files and on the command line."""

from dataclasses import asdict, dataclass
from typing import Any

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.data.squares.square_cutting import CROPS

SIZES = (16, 32, 64, 128, 256, 512)  # pixels of an edge
DTYPES = ("float32", "bfloat16")
LIMITS = {
    "batch": (2, 256),
    "images": (1, 1_000_000_000),
    "warm": (0, 1_000_000_000),
    "z_dim": (2, 1024),
    "channels": (1, 512),
    "most": (4, 1024),
    "mapping": (1, 16),
    "critic_first": (0, 1_000_000_000),
    "save_every": (1, 1_000_000_000),
    "penalty_every": (1, 1024),
    "path_every": (0, 1024),
    "augment_images": (1, 1_000_000_000),
    "audition": (1, 64),
    "seed": (0, 2**32 - 1),
}
AMOUNTS = {
    "learning_rate": (0.0, 1.0),
    "warm_rate": (0.0, 1.0),
    "average_images": (0.0, 1e9),
    "penalty": (0.0, 1e4),
    "path": (0.0, 1e4),
    "mixing": (0.0, 1.0),
    "anchor": (0.0, 1e3),
    "anchor_end": (0.0, 1e3),
    "matching": (0.0, 1e3),
    "augment_target": (-1.0, 1.0),
    "held_out": (0.0, 0.5),
    "every_s": (0.01, 3600.0),
}


@dataclass(frozen=True)
class PictureTraining:
    """How to train.

    Attributes:
        size: pixels of an edge.
        images: to train with in all, those of the warm start among them.
        warm: images of the warm start: pictures are learned from a latent each before the critic begins; 0 for none.
        batch: images of a step.
        z_dim: numbers of z, and of w.
        mapping: layers between the two.
        channels: of the finest layers; each coarser block has twice as many.
        most: channels of a layer, at most.
        learning_rate: of both networks.
        warm_rate: of the warm start.
        average_images: over which the weights that play are averaged, to half.
        penalty: weight of the critic's slopes at real pictures, R1; 0 for what the size of pictures and batch asks for.
        penalty_every: steps from one that pays for slopes to the next.
        path: weight of path lengths: how evenly pictures change along w.
        path_every: steps from one that pays for them to the next; 0 for never.
        mixing: share of made pictures whose coarse and fine rows of ws are of two z.
        anchor: how strongly the coarse look of pictures is still asked of their own latents while the critic learns, at its beginning.
        anchor_end: the same at the end of training.
        matching: how strongly what the critic sees in a picture is asked of its own latent.
        mirrored: learn each picture's mirror image, too.
        augment: let what happens to pictures before the critic sees them adapt itself (ADA).
        augment_target: mean sign of the critic's scores of real pictures above which more happens.
        augment_images: images in which its probability could rise from 0 to 1.
        held_out: share of the pictures that is never trained with, for figures.
        crop: how pictures become squares: middle, tiles or whole.
        every_s: seconds of a film between two of its pictures.
        init: a picture network to go on from ("picture": the one that comes along), or a run, whose critic goes on, too; a smaller one grows to
            the size that is asked for.
        critic_first: images, behind the warm start, during which only the critic learns, so that a new one does no harm.
        title, licence: for the model's card.
        dtype: of the convolutions, float32 or bfloat16.
        save_every: images between checkpoints.
        audition: pictures along an edge of a checkpoint's sheet.
        seed: of everything random.

    Raises:
        InvalidInput: a number out of range, or no such size or dtype.
    """

    size: int = 64
    images: int = 200_000
    warm: int = 10_000
    batch: int = 8
    z_dim: int = 64
    mapping: int = 2
    channels: int = 16
    most: int = 64
    learning_rate: float = 0.0025
    warm_rate: float = 0.004
    average_images: float = 4000.0
    penalty: float = 1.0
    penalty_every: int = 16
    path: float = 2.0
    path_every: int = 16
    mixing: float = 0.5
    anchor: float = 2.0
    anchor_end: float = 0.3
    matching: float = 1.0
    mirrored: bool = False
    augment: bool = True
    augment_target: float = 0.6
    augment_images: int = 30_000
    held_out: float = 0.1
    crop: str = "middle"
    every_s: float = 1.0
    init: str = ""
    critic_first: int = 0
    title: str = ""
    licence: str = ""
    dtype: str = "float32"
    save_every: int = 5000
    audition: int = 6
    seed: int = 0

    def __post_init__(self) -> None:
        if self.size not in SIZES:
            raise InvalidInput(
                f"A picture has one of {', '.join(map(str, SIZES))} pixels along an edge. Received: size={brief(self.size)}.", rule="training-size"
            )
        if self.crop not in CROPS:
            raise InvalidInput(f"A picture is cut as one of {', '.join(CROPS)}. Received: crop={brief(self.crop)}.", rule="known-crop")
        if self.dtype not in DTYPES:
            raise InvalidInput(f"Convolutions are computed in one of {', '.join(DTYPES)}. Received: dtype={brief(self.dtype)}.", rule="known-dtype")
        for name, (low, high) in (*LIMITS.items(), *AMOUNTS.items()):
            if not low <= getattr(self, name) <= high:
                raise InvalidInput(f"{name} is in {low}..{high}. Received: {name}={getattr(self, name)}.", rule="setting-range")

    def to_json(self) -> dict[str, Any]:
        """Return all of it as JSON can say it."""
        return asdict(self)
