"""Picture files of strangers in, pictures of -1..1 out: kinds and sizes are looked at before anything is unpacked."""

import os

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.extras import need
from ganspacesynth.core.files import open_file
from ganspacesynth.core.untrusted.gray_pictures import gray_of_8_bits

KINDS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
MOST_PIXELS = 64_000_000


def read_still(path: str | os.PathLike[str]) -> np.ndarray:
    """Read a picture.

    Args:
        path: PNG, JPEG, WebP, BMP, TIFF or the first picture of a GIF; what is transparent becomes black.

    Returns:
        float32 [height, width, 3] of -1..1.

    Raises:
        InvalidInput: no such file, another kind, too large, or damaged.
        GanSpaceSynthError: Pillow is not installed.
    """
    need("PIL")
    from PIL import Image, ImageOps

    try:
        with open_file(path) as file, Image.open(file, formats=KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError(f"{picture.width} x {picture.height} pixels, {MOST_PIXELS} at most")
            turned = ImageOps.exif_transpose(picture)
            gray, upright = gray_of_8_bits(turned), turned.convert("RGBA")
            colours = (
                gray
                if gray is not None
                else np.asarray(Image.alpha_composite(Image.new("RGBA", upright.size, (0, 0, 0, 255)), upright).convert("RGB"))
            )
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as e:
        raise InvalidInput(
            f"A picture is a PNG, a JPEG or the like. Received: {path} ({brief(str(e))}). Check which file this is.", rule="readable-still"
        ) from e
    return colours.astype(np.float32) / 127.5 - 1.0


def fitted(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """Return the middle of a picture at a size, float32 [height, width, 3]: as much of it as fits, made smaller or larger by area."""
    from PIL import Image

    own_height, own_width = picture.shape[:2]
    scale = min(own_width / width, own_height / height)
    across, down = width * scale, height * scale
    box = ((own_width - across) / 2, (own_height - down) / 2, (own_width + across) / 2, (own_height + down) / 2)
    planes = [Image.fromarray(np.ascontiguousarray(picture[:, :, plane], np.float32)) for plane in range(3)]
    kind = Image.Resampling.BOX if scale > 1.0 else Image.Resampling.BICUBIC
    return np.stack([np.asarray(plane.resize((width, height), kind, box=box), np.float32) for plane in planes], axis=-1)
