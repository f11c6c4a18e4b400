"""Picture files and films in, pictures as arrays out; both are a stranger's, so kinds and sizes are looked at before anything is unpacked."""

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from ganspacesynth.core.errors import DatasetError, brief
from ganspacesynth.core.extras import need
from ganspacesynth.core.files import open_file
from ganspacesynth.core.untrusted.gray_pictures import gray_of_8_bits
from ganspacesynth.data.squares.finding import FILMS

STILL_KINDS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
FILM_KINDS = "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi"  # none that name other files, or places in the network
MOST_PIXELS = 64_000_000  # of a picture


def pictures_of(path: Path, every_s: float) -> Iterator[np.ndarray]:
    """Yield the pictures of a file, uint8 [height, width, 3]: the one that it is, or those of a film, one in so many seconds.

    Raises:
        DatasetError: it cannot be read, or is too large.
        GanSpaceSynthError: PyAV or Pillow is not installed.
    """
    if path.suffix.lower() in FILMS:
        yield from _frames(path, every_s)
    else:
        yield _still(path)


def _still(path: Path) -> np.ndarray:
    need("PIL")
    from PIL import Image, ImageOps

    try:
        with open_file(path) as file, Image.open(file, formats=STILL_KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError(f"{picture.width} x {picture.height} pixels, at most {MOST_PIXELS} are read")
            upright = ImageOps.exif_transpose(picture)
            gray = gray_of_8_bits(upright)
            if gray is not None:
                return gray
            if "A" in upright.getbands() or "transparency" in upright.info:
                upright = upright.convert("RGBA")
                upright = Image.alpha_composite(Image.new("RGBA", upright.size, (0, 0, 0, 255)), upright)
            return np.array(upright.convert("RGB"))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as e:
        raise DatasetError(
            f"A picture must be readable. Received: {path} ({brief(str(e))}). Leave it out, or save it anew.", rule="readable-picture"
        ) from e


def _frames(path: Path, every_s: float) -> Iterator[np.ndarray]:
    need("av")
    import av

    options = {"protocol_whitelist": "file", "format_whitelist": FILM_KINDS}
    try:
        with av.open(f"file:{os.path.abspath(path)}", options=options) as container:
            if not container.streams.video:
                raise ValueError("there is no picture in it")
            stream = container.streams.video[0]
            if stream.codec_context.width * stream.codec_context.height > MOST_PIXELS:
                raise ValueError(f"{stream.codec_context.width} x {stream.codec_context.height} pixels")
            due = Fraction(0)
            for number, frame in enumerate(container.decode(stream)):
                time = Fraction(number, 25) if frame.pts is None or stream.time_base is None else frame.pts * stream.time_base
                if time >= due:
                    due = time + Fraction(every_s).limit_denominator(1000)
                    yield frame.to_ndarray(format="rgb24")
    except (av.error.FFmpegError, OSError, ValueError) as e:
        raise DatasetError(
            f"A film must be readable. Received: {path} ({brief(str(e))}). Leave it out, or convert it.", rule="readable-picture"
        ) from e
