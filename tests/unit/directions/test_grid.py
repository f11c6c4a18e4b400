"""Points to waves in all modes, grids over directions, and their figure."""

import dataclasses
import logging

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import DirectionsError, InvalidInput, OutputError
from ganspacesynth.core.point import Point
from ganspacesynth.directions.describe.grid import make_axis, make_grid, write_figure
from ganspacesynth.directions.search.pca import SearchSettings, find_directions
from ganspacesynth.directions.search.regression import latent_directions
from ganspacesynth.directions.synthesis import synthesize_points
from tests.support.bends import bends_of
from tests.support.refused import refused
from tests.support.tiny_directions import SHAPE, LinearModel, make_directions

D = make_directions()
Z = (1.0, 0.0, -1.0, 0.5, 0.0, 2.0)


@pytest.fixture(scope="module")
def found(tiny):
    settings = SearchSettings(n_components=4, n_samples=1000)
    return latent_directions(tiny, find_directions(tiny, settings=settings), settings, n_samples=2000)[0]


def value(wave):
    assert np.ptp(wave) == 0.0
    return float(wave[0])


def test_each_mode_asks_the_model_its_way():
    edits = (1.0, -0.5)
    points = [Point(pitch=41, z=Z, edits=edits, mode=mode) for mode in ("replace", "offset", "latent")]
    replaced, offset, latent = map(value, synthesize_points(LinearModel(), points, D))
    plain = sum(Z) + 41_000.0
    assert replaced == pytest.approx(float(D.activation(edits, 41).sum()), abs=1e-3)
    assert offset == pytest.approx(plain + float(D.offset(edits).sum()), abs=0.01)
    assert latent == pytest.approx(plain + float(D.latent_offset(edits).sum()), abs=0.01)


def test_replace_follows_pitch():
    """Defect 8: it was ignored without a word."""
    points = [Point(pitch=p, edits=(1.0,), mode="replace") for p in (40, 45)]
    model = LinearModel()
    waves = synthesize_points(model, points, D)
    assert_allclose([value(w) for w in waves], [D.activation([1.0], p.pitch).sum() for p in points], atol=1e-4)
    assert model.semitones is None


@pytest.mark.parametrize("mode", ["replace", "offset", "latent"])
def test_between_two_pitches_the_nearest_one_is_retuned(mode):
    model, points = LinearModel(), [Point(pitch=p, z=Z, edits=(1.0,), mode=mode) for p in (41, 42.5, 44.75)]
    between = synthesize_points(model, points, D)
    assert model.semitones == [0.0, 1.5, -0.25]
    whole = synthesize_points(model, [dataclasses.replace(p, pitch=nearest) for p, nearest in zip(points, (41, 41, 45), strict=True)], D)
    assert_array_equal(between, whole)  # this model hears nothing of it
    plain = make_directions(pitches=(), pitch_means=None)  # which have one pitch in mode replace, whatever is asked for
    synthesize_points(model, points, plain)
    assert model.semitones == (None if mode == "replace" else [0.0, 1.5, -0.25])


def test_replace_says_when_it_cannot_follow_pitch(caplog):
    plain = make_directions(pitches=(), pitch_means=None)
    with caplog.at_level(logging.WARNING):
        synthesize_points(LinearModel(), [Point(pitch=41, edits=(1.0,), mode="replace")], plain)
        assert not caplog.text
        synthesize_points(LinearModel(), [Point(pitch=45, edits=(1.0,), mode="replace")], plain)
    assert "every sound has theirs, 41" in caplog.text


def test_without_edits_a_point_with_z_is_plain_and_one_without_is_the_mean():
    model = LinearModel()
    points = [Point(pitch=40, z=Z, mode=mode) for mode in ("replace", "offset", "latent")]
    assert_array_equal(synthesize_points(model, points), np.full((3, 28), sum(Z) + 40_000.0, np.float32))
    mean = synthesize_points(model, [Point(pitch=45, mode="replace")], D)
    assert value(mean[0]) == pytest.approx(float(D.mean_at(45).sum()), abs=1e-4)


def test_order_is_kept_and_points_of_a_kind_are_asked_together():
    model = LinearModel()
    points = [
        Point(pitch=40, z=Z),
        Point(pitch=41, edits=(1.0,), mode="replace"),
        Point(pitch=41, z=Z),
        Point(pitch=40, edits=(0.0, 1.0, 2.0), mode="replace"),
        Point(pitch=45, z=Z, bends=bends_of(scale={"conv1": 0.5})),
        Point(pitch=45, z=Z, edits=(0.5,)),
    ]
    waves = synthesize_points(model, points, D)
    singles = np.concatenate([synthesize_points(LinearModel(), [p], D) for p in points])
    assert_allclose(waves, singles, rtol=1e-6)
    asked = [(name, n, scale) for name, n, scale, _ in model.calls]
    assert asked == [("synthesize", 2, None), ("synthesize_from", 2, None), ("synthesize", 1, {"conv1": 0.5}), ("synthesize", 1, None)]


def test_no_points_are_no_waves():
    assert synthesize_points(LinearModel(), []).shape == (0, 28)


def test_directions_without_a_shape_take_the_models():
    flat = make_directions(shape=(24,))
    points = [Point(pitch=41, z=Z, edits=(1.0,), mode=mode) for mode in ("replace", "offset")]
    assert_array_equal(synthesize_points(LinearModel(), points, flat), synthesize_points(LinearModel(), points, D))


@pytest.mark.parametrize(
    ("point", "directions", "error", "rule"),
    [
        (Point(pitch=40, z=Z, edits=(1.0,)), None, DirectionsError, "needs-directions"),
        (Point(pitch=40, mode="replace"), None, DirectionsError, "needs-directions"),
        (Point(pitch=40, z=Z, edits=(1.0,)), make_directions(model_id="other"), DirectionsError, "own-model"),
        (Point(pitch=40, z=Z, edits=(1.0,) * 6), D, InvalidInput, "edit-count"),
        (Point(pitch=40, z=Z, model="other"), None, InvalidInput, "own-model: a point of other, model linear"),
        (Point(pitch=40, z=(1.0,)), None, InvalidInput, "latent-size: z must have 6 values. Received: 1"),
        (Point(pitch=46, z=Z), None, InvalidInput, "pitch-range: plays the pitches 40-41, 45"),
        (Point(pitch=40, z=Z, edits=(1.0,), mode="latent"), make_directions(latent=None), DirectionsError, "latent-directions"),
    ],
)
def test_impossible_points_are_refused(point, directions, error, rule):
    with refused(rule, error):
        synthesize_points(LinearModel(), [point], directions)


@pytest.mark.parametrize("mode", ["replace", "offset", "latent"])
def test_a_network_plays_every_mode(tiny, found, mode):
    z = tuple(tiny.sample_z(1, seed=0)[0].tolist())
    base = Point(pitch=60, z=z, mode=mode, edits=(0.0,), model=tiny.id)
    still, moved = synthesize_points(tiny, [base, Point(pitch=60, z=z, mode=mode, edits=(2.0,))], found)
    assert still.shape == (4000,)
    assert np.isfinite(moved).all()
    assert not np.allclose(still, moved)
    if mode != "replace":
        assert_allclose(still, tiny.synthesize(np.array([z]), 60)[0], atol=2e-3 * np.abs(still).max())


def test_axes_and_grids():
    x, y = make_axis(D, 0, span=(-1.0, 1.0), steps=3), make_axis(D, 2, span=(0.0, 1.5), steps=2)
    assert (x.name, x.amounts) == ("brightness", (-1.0, 0.0, 1.0))
    assert (y.name, y.amounts) == ("direction 3", (0.0, 1.5))
    grid = make_grid(Point(pitch=41, mode="replace", edits=(0.5,)), x, y)
    assert [p.edits for p in grid.points] == [(-0.5, 0, 0), (0.5, 0, 0), (1.5, 0, 0), (-0.5, 0, 1.5), (0.5, 0, 1.5), (1.5, 0, 1.5)]
    assert grid.file_names[:4] == ("wave_-1,0.wav", "wave_0,0.wav", "wave_1,0.wav", "wave_-1,1.5.wav")


def test_an_axis_goes_over_the_usable_range():
    assert make_axis(D, 0, steps=3).amounts == (-3.0, 0.0, 3.0)
    assert make_axis(D, 0, steps=4).amounts == (-3.0, -1.0, 1.0, 3.0)


def test_strips():
    strip = make_grid(Point(pitch=41, z=Z), make_axis(D, 1, span=(-2.0, 2.0), steps=3))
    assert strip.rows == (None,)
    assert strip.file_names == ("wave_-2.wav", "wave_0.wav", "wave_2.wav")
    assert strip.points[0].edits == (0.0, -2.0)
    assert strip.points[0].mode == "offset"


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (lambda: make_axis(D, 5), r"direction-number: numbered 1\.\.5\. Received: 6"),
        (lambda: make_axis(D, -1), "direction-number"),
        (lambda: make_axis(D, 0, span=(1.0, -1.0)), "span-ascends: A span goes up.*Received: 1 to -1"),
        (lambda: make_axis(D, 0, span=(0.0, np.inf)), "span-ascends"),
        (lambda: make_axis(D, 0, steps=1), r"grid-steps: steps must be in 2\.\.33"),
        (lambda: make_grid(Point(pitch=1, z=Z), make_axis(D, 0), make_axis(D, 0)), "two-directions: Received: 1 twice"),
    ],
)
def test_impossible_grids_are_refused(make, rule):
    with refused(rule, InvalidInput):
        make()


@pytest.mark.parametrize(("steps", "with_y", "suffix"), [(2, True, "png"), (3, False, "png"), (2, False, "svg"), (2, False, "pdf")])
def test_figures_are_drawn(tmp_path, rng, steps, with_y, suffix):
    grid = make_grid(Point(pitch=41, z=Z), make_axis(D, 0, steps=steps), make_axis(D, 1, steps=steps) if with_y else None)
    path = write_figure(tmp_path / f"a.{suffix}", grid, rng.standard_normal((len(grid.points), 3000)).astype(np.float32), 16000, title="a · b")
    start = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix]
    assert path.read_bytes().startswith(start)
    if suffix == "png":
        with open(path, "rb") as file:
            width, height = np.frombuffer(file.read(24)[16:], ">u4").tolist()
        assert width > 300 * steps
        assert (height > width * 0.7) == with_y


def test_figures_leave_no_global_state(tmp_path):
    import sys

    grid = make_grid(Point(pitch=41, z=Z), make_axis(D, 0, steps=2))
    write_figure(tmp_path / "a.png", grid, np.zeros((2, 2000), np.float32), 16000, title="silence")
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums()


def test_impossible_figures_are_refused(tmp_path):
    grid = make_grid(Point(pitch=41, z=Z), make_axis(D, 0, steps=2))
    with refused("wave-per-point", InvalidInput, says=r"wave of each of its 2 points\. Received: 3"):
        write_figure(tmp_path / "a.png", grid, np.zeros((3, 100)), 16000, title="")
    with refused("file-ending", InvalidInput):
        write_figure(tmp_path / "a.gif", grid, np.zeros((2, 100)), 16000, title="")
    (tmp_path / "a.png").touch()
    with refused("nothing-overwritten", OutputError):
        write_figure(tmp_path / "a.png", grid, np.zeros((2, 100)), 16000, title="")


def test_shapes_of_the_tiny_model_are_what_they_seem():
    assert SHAPE == (2, 4, 3)
