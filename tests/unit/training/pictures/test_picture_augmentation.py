"""What happens to pictures before the critic sees them: nothing at 0, all of it undone by its opposite, and latents that know a picture's look."""

import numpy as np
import pytest

from ganspacesynth.networks import backend
from ganspacesynth.training.pictures import picture_augmentation
from ganspacesynth.training.pictures.latents import assigned_latents, normal_ranks


def draws(n, only=(), seed=0):
    """Draws of which only some kinds happen."""
    found = picture_augmentation.draw(np.random.default_rng(seed), n)
    found["chance"] = np.ones_like(found["chance"])
    for kind in only:
        found["chance"][..., picture_augmentation.KINDS.index(kind)] = 0.0
    return found


def augmented(pictures, drawn, probability=0.5):
    return np.asarray(
        picture_augmentation.augment(backend.tensors(pictures), backend.tensors(drawn), picture_augmentation.REAL, np.float32(probability))
    )


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(3).uniform(-1, 1, (6, 16, 16, 3)).astype(np.float32)


def test_nothing_happens_at_nought(pictures):
    assert np.allclose(augmented(pictures, picture_augmentation.draw(np.random.default_rng(0), 6), 0.0), pictures, atol=1e-5)


def test_mirrors_and_turns(pictures):
    drawn = draws(6, ["mirror"])
    drawn["coin"][:] = 1.0
    assert np.allclose(augmented(pictures, drawn), pictures[:, :, ::-1], atol=1e-5)
    drawn = draws(6, ["turn"])
    drawn["coin"][:] = [0.0, 1.0, 0.0, 1.0]
    assert np.allclose(augmented(pictures, drawn), np.rot90(pictures, 1, axes=(1, 2)), atol=1e-5)


def test_shifts_mirror_what_is_behind_the_edge(pictures):
    drawn = draws(6, ["shift"])
    drawn["shift"][:] = [2 / 16, 0.0]
    moved = augmented(pictures, drawn)
    assert np.allclose(moved[:, 2:], pictures[:, :-2], atol=1e-4) and np.allclose(moved[:, :2], pictures[:, 1::-1], atol=1e-4)


def test_colours_keep_what_they_should(pictures):
    gray = pictures.mean(axis=3)
    for kind in ("hue", "saturation"):
        changed = augmented(pictures, draws(6, [kind]))
        assert np.allclose(changed.mean(axis=3), gray, atol=1e-5) and not np.allclose(changed, pictures, atol=0.1)
    drawn = draws(6, ["negative"])
    drawn["coin"][:] = 1.0
    assert np.allclose(augmented(pictures, drawn).mean(axis=3), -gray, atol=1e-5)
    drawn = draws(6, ["brightness"])
    drawn["brightness"][:] = 0.3
    assert np.allclose(augmented(pictures, drawn), pictures + 0.3, atol=1e-5)


def test_zooming_in_shows_the_middle():
    ramp = np.broadcast_to(np.linspace(-1, 1, 16, dtype=np.float32)[None, :, None, None], (1, 16, 16, 3)).copy()
    drawn = draws(1, ["zoom"])
    drawn["zoom"][:] = np.log(2.0)
    rows = augmented(ramp, drawn)[0, :, 0, 0]
    assert np.allclose(np.diff(rows), np.diff(ramp[0, :, 0, 0]) / 2, atol=1e-4)


def test_latents_of_pictures_that_look_alike_are_near():
    rng = np.random.default_rng(0)
    looks = rng.integers(0, 255, (20, 1, 1, 3)) * np.ones((1, 16, 16, 1))
    pictures = np.clip(np.repeat(looks, 2, axis=0) + rng.normal(0, 4, (40, 16, 16, 3)), 0, 255).astype(np.uint8)
    z = assigned_latents(pictures, np.arange(40), 6, 0)
    assert z.shape == (40, 6) and z.dtype == np.float32
    apart = np.linalg.norm(z[:, None, :3] - z[None, :, :3], axis=2) + 100 * np.eye(40)
    assert (apart.argmin(axis=1) == np.arange(40) ^ 1).mean() > 0.8
    some = assigned_latents(pictures, np.arange(0, 40, 2), 30, 0)
    assert some.shape == (20, 30) and np.isfinite(some).all()


def test_ranks_are_normal():
    values = np.random.default_rng(1).exponential(size=(501, 2))
    found = normal_ranks(values)
    assert np.array_equal(np.argsort(found[:, 0]), np.argsort(values[:, 0]))
    assert abs(found.mean()) < 1e-5 and found.std() == pytest.approx(1.0, abs=0.02)
