import numpy as np

from ganspacesynth.video.drawing.raster import blend, dot, heat, line


def test_levels_grow_brighter():
    light = heat().astype(float) @ [0.2126, 0.7152, 0.0722]
    assert heat().shape == (256, 3) and (np.diff(light) > -0.51).all() and light[-1] > 230


def test_what_lies_outside_is_not_drawn():
    canvas = np.zeros((10, 12, 3), np.uint8)
    for top, left in ((-5, -5), (8, 10), (50, 0), (0, -50)):
        blend(canvas, top, left, np.ones((4, 4)), (255, 0, 0))
    assert canvas[8:, 10:, 0].min() == 255 and canvas[:8].max() == 0


def test_a_dot_and_a_line_are_where_they_are_meant():
    canvas = np.zeros((40, 60, 3), np.uint8)
    dot(canvas, 20.0, 30.0, 4.0, (0, 200, 0))
    rows, columns = np.nonzero(canvas[:, :, 1])
    assert abs(rows.mean() - 30) < 0.01 and abs(columns.mean() - 20) < 0.01
    line(canvas, np.array([5.0, 55.0]), np.array([10.0, 10.0]), (0, 0, 200), 1.0)
    assert (canvas[9:11, 6:54, 2].max(axis=0) > 80).all() and canvas[20:, :, 2].max() == 0
    line(canvas, np.array([5.0]), np.array([5.0]), (0, 0, 0), 1.0)  # a single place has no line
    line(canvas, np.array([-500.0, 500.0]), np.array([-9.0, 90.0]), (9, 9, 9), 1.0)
