"""Paintings: of each kind, the same for a seed at every size, and kept in folders."""

import numpy as np
import pytest
from PIL import Image

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.data.paintings.colour_schemes import coloured
from ganspacesynth.data.paintings.fields import looked_up, places, smooth_field, stretched
from ganspacesynth.data.paintings.painting import PAINTERS, paint, paint_folder
from tests.support.refused import refused


@pytest.mark.parametrize("kind", PAINTERS)
def test_a_painting_is_that_of_its_seed(kind):
    first, again, other = paint(kind, 3, 64), paint(kind, 3, 64), paint(kind, 4, 64)
    assert first.shape == (64, 64, 3) and first.dtype == np.uint8
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    assert first.reshape(-1, 3).std(axis=0).max() > 8  # there is something on it


@pytest.mark.parametrize("kind", PAINTERS)
def test_a_seed_paints_the_same_at_each_size(kind):
    small = paint(kind, 5, 128).astype(float).mean(axis=2)
    large = paint(kind, 5, 256).astype(float).mean(axis=2).reshape(128, 2, 128, 2).mean(axis=(1, 3))
    assert np.corrcoef(small.ravel(), large.ravel())[0, 1] > 0.85


def test_a_folder_is_painted_once(tmp_path):
    paint_folder(tmp_path, count=7, size=32, seed=2)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[0] == "000000-flow.png" and names[6] == "000006-ink.png" and len(names) == 7
    assert np.array_equal(np.asarray(Image.open(tmp_path / names[6])), paint("ink", 3, 32))
    kept = (tmp_path / names[1]).stat().st_mtime_ns
    paint_folder(tmp_path, count=8, size=32, seed=2)
    assert (tmp_path / names[1]).stat().st_mtime_ns == kept and len(list(tmp_path.iterdir())) == 8


def test_fields_have_unit_variance_and_go_on_at_the_edges():
    field = smooth_field(np.random.default_rng(0), 64, coarse=3.0)
    assert abs(field.mean()) < 1e-9 and field.std() == pytest.approx(1.0)
    y, x = places(64)
    assert np.allclose(looked_up(field, y, x), field) and np.allclose(looked_up(field, y + 1.0, x - 2.0), field)
    tones = stretched(field)
    assert tones.min() == 0.0 and tones.max() == 1.0


def test_ramps_begin_and_end_at_their_colours():
    palette = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    assert np.allclose(
        coloured(np.array([-1.0, 0.0, 0.25, 0.5, 1.0, 2.0]), palette), [[0, 0, 0], [0, 0, 0], [0.5, 0, 0], [1, 0, 0], [1, 1, 1], [1, 1, 1]]
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [("known-painting", ("oil", 1, 64)), ("painting-size", ("ink", 1, 16)), ("painting-size", ("ink", 1, 64.0)), ("seed-range", ("ink", -1, 64))],
)
def test_what_cannot_be_painted(rule, words):
    with refused(rule, InvalidInput):
        paint(*words)


def test_how_many_are_painted(tmp_path):
    for given in ({"count": 0}, {"count": 3, "kinds": ()}):
        with refused("painting-count", InvalidInput):
            paint_folder(tmp_path, **given)
