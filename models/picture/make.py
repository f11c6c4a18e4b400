"""Makes the picture network that comes along: pictures are painted, learned at 64 pixels, and the network grows to 128.

    python models/picture/make.py WORK     (about two hours of one core; what is done is kept in WORK, and the same command goes on)

The network that lies here was made by these steps, and is not what they make to the last bit: see README.md.
"""

import dataclasses
import sys
from pathlib import Path

from ganspacesynth.data.paintings.painting import paint_folder
from ganspacesynth.training.observer import Observer
from ganspacesynth.training.pictures.picture_settings import PictureTraining
from ganspacesynth.training.pictures.train_pictures import train_pictures

PAINTINGS = 3500
SMALL = PictureTraining(
    size=64,
    channels=16,
    most=64,
    images=60_000,
    held_out=0.14,
    dtype="bfloat16",
    audition=10,
    title="Paintings",
    licence="Apache-2.0 as GANSpaceSynth itself which painted the pictures too",
)
LARGE = dataclasses.replace(SMALL, size=128, channels=8, images=16_000, warm=0, critic_first=1500, save_every=2000, average_images=3000.0, anchor=1.0)


class Telling(Observer):
    """Says how far it is, now and then."""

    def report(self, images, losses, rate, share):
        """Print a line every 500 images."""
        if images % 500 < SMALL.batch:
            sys.stdout.write(f"{images} images, {rate:.1f} a second\n")
            sys.stdout.flush()


def main(work: Path) -> None:
    """Do all of it."""
    paintings = paint_folder(work / "paintings", count=PAINTINGS)
    train_pictures(paintings, work / "small", SMALL, observer=Telling())
    trained = train_pictures(paintings, work / "large", dataclasses.replace(LARGE, init=str(work / "small")), observer=Telling())
    sys.stdout.write(f"{trained.folder / 'model'}: {trained.figures}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
