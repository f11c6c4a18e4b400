"""Gray of 16 bits comes down to 8 as it looks, wherever pictures are read."""

import numpy as np
import pytest
from PIL import Image

from ganspacesynth.core.untrusted.gray_pictures import gray_of_8_bits
from ganspacesynth.data.squares.decoding import pictures_of
from ganspacesynth.pictures.picture_files import read_still

RAMP = np.linspace(0, 65535, 64).round().astype(np.uint16).reshape(8, 8)


@pytest.mark.parametrize("name", ["ramp.png", "ramp.tif"])
@pytest.mark.parametrize("values", [RAMP, RAMP // 512], ids=["all", "dark"])
def test_gray_of_16_bits_is_not_white(tmp_path, name, values):
    Image.fromarray(values).save(tmp_path / name)
    wanted = np.repeat((values / 257.0)[..., None], 3, axis=2)
    (decoded,) = pictures_of(tmp_path / name, 1.0)
    assert decoded.dtype == np.uint8 and np.abs(decoded - wanted).max() <= 0.5
    assert np.abs(127.5 * (read_still(tmp_path / name) + 1.0) - wanted).max() <= 0.51


def test_other_pictures_are_left():
    assert gray_of_8_bits(Image.new("L", (2, 2), 200)) is None and gray_of_8_bits(Image.new("RGB", (2, 2))) is None
    np.testing.assert_array_equal(gray_of_8_bits(Image.fromarray(np.full((2, 2), 200, np.int32))), np.full((2, 2, 3), 200))  # no 16 bits were used
