"""Two neighbouring rows of a layer of a clip, without the rest: what the continuous form takes of each moment's clip.

    rows of    conv0  conv1  conv0_2  conv1_2  conv0_3  conv1_3  conv0_4  conv1_4  conv0_5  conv1_5        kernels of 3, four seconds
    a clip       2      2       4        4        8        8       16       16       32       32
    a moment     2      2       4        4        8        6        6        4        4        2

Early layers, of which all is seen, are computed whole; behind each later one the rows that the two do not see are cut off, as
`receptive_field.py` does for frames. The function is the same.
"""

from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.core.bends.bend import Bends, affine
from ganspacesynth.networks.gansynth.plans.plan import Chunk

if TYPE_CHECKING:
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

AT_ONCE = 4  # clips
PAIR = 2


class ClipRows:
    """Computes two rows of a layer from what an earlier layer holds.

    Attributes:
        layers: from the one that is given, whole, to the one whose rows are wanted.
    """

    def __init__(self, model: "GANSynth", least: str, stop: str) -> None:
        """Plan, for a layer that may be given at the earliest, and the one that is wanted."""
        config, reach = model.config, model.config.kernel_size // 2
        names = list(config.layers)
        names = names[names.index(least) : names.index(stop) + 1]
        counts = [config.layers[name][0] for name in names]
        rows, first = _plan(counts, reach)
        whole = [i for i in range(1, len(names) - 1) if rows[i - 1] * (counts[i] // counts[i - 1]) >= counts[i]]
        start = max(whole, default=0)
        self.layers, self._counts, self._rows, self._first = tuple(names[start:]), counts[start:], rows[start:], first[start:]
        self._compute = model.chunk(Chunk(self.layers, tuple(self._rows), (), PAIR, many=True))

    def at(self, held: np.ndarray, row: int, bends: Bends) -> np.ndarray:
        """Return two rows of the last layer, float32 [n, 2, bins, channels].

        Args:
            held: float32 [n, rows of a clip, bins, channels], what the first layer holds, bent.
            row: the first of the two.
            bends: of the layers behind it; scales and offsets of whole layers, each one number.
        """
        first = [int(each[row]) for each in self._first]  # of each layer
        amounts = np.zeros((len(self.layers), 2, max(self._rows)), np.float32)
        for index, name in enumerate(self.layers):
            rows = first[index] + np.arange(amounts.shape[2])
            scale, offset = affine(bends.get(name, ()))  # type: ignore[arg-type]  # as the caller promises
            inside = (rows >= 0) & (rows < self._counts[index])
            amounts[index] = inside * np.array([[1.0 if scale is None else scale], [0.0 if offset is None else offset]], np.float32)
        skipped = [0, *(b - a * (q // p) for a, b, p, q in zip(first, first[1:], self._counts, self._counts[1:], strict=False))]
        places = np.array([skipped, [0] * len(skipped)], np.int32)
        given = self._given(held, first[0])
        return np.concatenate([self._compute(given[i : i + AT_ONCE], amounts, places) for i in range(0, len(given), AT_ONCE)])

    def _given(self, held: np.ndarray, first: int) -> np.ndarray:
        """Return the rows that are needed of the first layer, zeros beyond its edges."""
        last = first + self._rows[0]
        before, after = max(0, -first), max(0, last - held.shape[1])
        return np.pad(held[:, max(0, first) : last], ((0, 0), (before, after), (0, 0), (0, 0)))


def _plan(counts: list[int], reach: int) -> tuple[list[int], list[np.ndarray]]:
    """Return how many rows of each layer are needed at most, and the first of them for each row of the last that may be wanted.

    Args:
        counts: rows of a clip, of each layer.
        reach: rows that a layer sees to each side.
    """
    begin = np.arange(max(1, counts[-1] - 1))
    end = begin + PAIR
    rows, first = [0] * len(counts), [begin] * len(counts)
    for index in reversed(range(len(counts))):
        first[index], rows[index] = begin, int((end - begin).max())
        factor = counts[index] // counts[index - 1] if index else 1
        begin, end = (begin - reach) // factor, -(-(begin + rows[index] + reach) // factor)
    return rows, first
