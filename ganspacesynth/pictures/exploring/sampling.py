"""A picture network and settings in, a folder of pictures out, with a JSON file that says what made each of them."""

import dataclasses
import os
from pathlib import Path

from ganspacesynth.core.documents import SAMPLED, write_document
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_folder, check_output
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.networks.prior import MAX_SEED
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.picture_making import PictureSettings, make_pictures, picture_document
from ganspacesynth.pictures.png import write_png

MOST_SAMPLED = 1_000_000
OURS, LIST = ("picture_*.png", "pictures.json"), "pictures.json"


def save_samples(
    folder: str | os.PathLike[str],
    model: PictureModel,
    settings: PictureSettings,
    count: int,
    *,
    seed: int = 0,
    force: bool = False,
    progress: Progress = quiet,
) -> Path:
    """Write pictures of seeds that follow each other.

    Args:
        folder: for `picture_SEED.png` and `pictures.json`.
        model: the network.
        settings: of each; seeds do not count.
        count: of pictures.
        seed: the first one.
        force: replace a folder that we wrote.
        progress: told how many are done.

    Raises:
        InvalidInput: no such number, or settings that the network does not take.
        OutputError: the folder is there, or cannot be written.
    """
    if not 1 <= count <= MOST_SAMPLED or not 0 <= seed <= MAX_SEED - count + 1:
        raise InvalidInput(
            f"A folder holds 1..{MOST_SAMPLED} pictures, of seeds up to {MAX_SEED}. Received: {count} from {seed} on.", rule="sample-count"
        )
    folder = check_output(folder, force=force)
    with atomic_folder(folder, force=force, ours=OURS) as made:
        names = []
        progress(0, count)
        for number in range(count):
            one = dataclasses.replace(settings, seeds=(seed + number,))
            (picture,) = make_pictures(model, one)
            names.append({"file": f"picture_{seed + number:08d}.png", "seed": seed + number})
            write_png(made / str(names[-1]["file"]), picture, picture_document(model, one))
            progress(number + 1, count)
        said = {"model": model.id, "psi": settings.psi, "width": picture.shape[1], "height": picture.shape[0], "pictures": names}
        write_document(made / LIST, SAMPLED, said)
    return folder
