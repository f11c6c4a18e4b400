import numpy as np

from ganspacesynth.video.drawing import lettering
from ganspacesynth.video.drawing.lettering import write, write_clock, written


def test_words_are_written_once_and_small():
    cover = written("latent space", 16)
    assert cover.max() > 0.8 and cover.shape[0] < 30 and cover is written("latent space", 16)
    assert written("$x^", 16).size and written("\n\x07\U0001f600", 16).size == 0 and written("unreadable", 5).size == 0


def test_the_clock_stands_still():
    canvases = []
    for time in (61.05, 68.75):
        canvas = np.zeros((40, 200, 3), np.uint8)
        write_clock(canvas, 190, 20, time, 20, (255, 255, 255))
        canvases.append(canvas)
    assert (canvases[0][:, :, 0] > 99).any()
    np.testing.assert_array_equal(canvases[0][:, :125], canvases[1][:, :125])  # the minute
    assert (canvases[0] != canvases[1]).any()


def test_nothing_is_written_without_matplotlib(monkeypatch):
    monkeypatch.setattr(lettering, "can_write", lambda: False)
    canvas = np.zeros((40, 200, 3), np.uint8)
    write(canvas, 5, 20, "never seen before", 20, (255, 255, 255))
    assert canvas.max() == 0
    written.cache_clear()
