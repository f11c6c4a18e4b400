"""Two neighbouring rows of a layer of a clip, without the rest: what the continuous form takes of each moment's clip.

    rows of    conv0  conv1  conv0_2  conv1_2  conv0_3  conv1_3  conv0_4  conv1_4  conv0_5  conv1_5        kernels of 3, four seconds
    a clip       2      2       4        4        8        8       16       16       32       32
    a moment     2      2       4        4        7        5        6        4        4        2
    the middle   2      2       4        4        6        4        6        4        4        2

Early layers, of which all is seen, are computed whole; of each later one, only the rows that the two see. The function is the same. Most moments
of a long sound are taken from the middle of their clips, all of whose rows lie within: they have a graph of their own, without edges.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ganspacesynth.continuous.receptive_field import rows_seen
from ganspacesynth.core.bends.bend import Bends, straightened
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
        names = list(model.config.layers)
        names = names[names.index(least) : names.index(stop) + 1]
        counts = [model.config.layers[name][0] for name in names]
        places = np.arange(max(1, counts[-1] - 1))
        anywhere = _seen(counts, model.config.kernel_size, places)
        start = max((index for index in range(1, len(names) - 1) if anywhere.rows[index] >= counts[index]), default=0)
        self.layers, self._counts, self._model = tuple(names[start:]), np.array(counts[start:]), model
        self._middle = (len(places) - 1) // 2
        self._anywhere = anywhere.behind(start)
        self._in_the_middle = _seen(counts, model.config.kernel_size, places[self._middle : self._middle + 1]).behind(start)

    def at(self, held: np.ndarray, row: int, bends: Bends) -> np.ndarray:
        """Return two rows of the last layer, float32 [n, 2, bins, channels].

        Args:
            held: float32 [n, rows of a clip, bins, channels], what the first layer holds, bent.
            row: the first of the two.
            bends: of the layers behind it; scales and offsets of whole layers, each one number.
        """
        middle = row == self._middle
        seen, place = (self._in_the_middle, 0) if middle else (self._anywhere, row)
        first = seen.first[:, place]
        amounts = np.stack([self._amounts(index, first[index], max(seen.rows), bends) for index in range(len(self.layers))])
        straight = middle and all((amounts[index, :, :rows] == [[1.0], [0.0]]).all() for index, rows in enumerate(seen.rows) if index)
        compute = self._model.chunk(Chunk(self.layers, seen.rows, (), PAIR, many=True, straight=straight))
        places = np.zeros((2, len(first)), np.int64)
        places[0, 1:] = first[1:] - first[:-1] * (self._counts[1:] // self._counts[:-1])
        given = _given(held, int(first[0]), seen.rows[0])
        return np.concatenate([compute(given[i : i + AT_ONCE], amounts, places) for i in range(0, len(given), AT_ONCE)])

    def _amounts(self, index: int, first: int, count: int, bends: Bends) -> np.ndarray:
        """Return what rows of a layer are multiplied by, and what is added to them, float32 [2, count]: nothing is left of those beyond its edges."""
        rows = first + np.arange(count)
        inside = (rows >= 0) & (rows < self._counts[index])
        chain = straightened(bends.get(self.layers[index], ()))  # type: ignore[arg-type]  # as the caller promises
        return (inside * np.array([[bend.amount] for bend in chain], np.float32)).astype(np.float32)


@dataclass(frozen=True)
class _Seen:
    """What pairs of rows of the last of some layers see of each.

    Attributes:
        rows: of each layer at most.
        first: of these, int64 [layers, places of a pair].
    """

    rows: tuple[int, ...]
    first: np.ndarray

    def behind(self, start: int) -> "_Seen":
        """Return the same from one of the layers on."""
        return _Seen(self.rows[start:], self.first[start:])


def _seen(counts: list[int], kernel_size: int, places: np.ndarray) -> _Seen:
    """Return what pairs at some places see.

    Args:
        counts: rows of a clip, of each layer.
        kernel_size: rows that a layer sees at once.
        places: first rows of the pairs.
    """
    begin, end = places, places + PAIR
    rows, first = [0] * len(counts), [begin] * len(counts)
    for index in reversed(range(len(counts))):
        first[index], rows[index] = begin, int((end - begin).max())
        factor = counts[index] // counts[index - 1] if index else 1
        begin, end = rows_seen(begin, begin + rows[index], factor, kernel_size)
    return _Seen(tuple(rows), np.array(first))


def _given(held: np.ndarray, first: int, count: int) -> np.ndarray:
    """Return some rows of a layer, zeros beyond its edges."""
    before, after = max(0, -first), max(0, first + count - held.shape[1])
    return np.pad(held[:, max(0, first) : first + count], ((0, 0), (before, after), (0, 0), (0, 0)))
