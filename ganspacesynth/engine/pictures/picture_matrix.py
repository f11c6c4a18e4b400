"""PictureMatrix: what moves live pictures: rows of a chain and a target in, what each leads to at the moment out."""

from dataclasses import dataclass, replace

import numpy as np

from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, brief
from ganspacesynth.core.motion.curve import SHAPES
from ganspacesynth.core.motion.modulation import MAX_ROWS
from ganspacesynth.engine.listening.ear import ChainHistory
from ganspacesynth.engine.listening.ears import Ears
from ganspacesynth.pictures.driving.network_parts import layer_of
from ganspacesynth.pictures.driving.picture_modulation import PictureModulation
from ganspacesynth.pictures.live.bent import MOST_OF_LAYER
from ganspacesynth.pictures.live.moving import check_live_row
from ganspacesynth.pictures.live.performance import LivePictures


@dataclass(frozen=True)
class PictureRow:
    """One row.

    Attributes:
        row: the chain, as it is kept, and what it moves.
        voice: whose ear listens for it.
    """

    row: PictureModulation
    voice: str

    @property
    def target(self) -> str:
        """The target as it is written, with its detail and rows of ws."""
        return self.row.aim


class PictureMatrix:
    """Rows of an engine's pictures. Any thread may read them.

    Attributes:
        rows: see `PictureRow`.
    """

    def __init__(self, ears: Ears) -> None:
        """Begin without rows.

        Args:
            ears: that listen for chains.
        """
        self._ears = ears
        self.rows: tuple[PictureRow, ...] = ()
        self._before: dict[str, ChainHistory] = {}

    def put(self, row: PictureModulation, voice: str, live: LivePictures) -> PictureRow:
        """Add a row, or let it take the place of that of its target.

        Args:
            row: what moves what.
            voice: whose ear listens.
            live: the pictures.

        Raises:
            InvalidInput: the network has no such thing, the chain is none or is not done live, or there are too many rows.
        """
        check_live_row(live.model, live.directions, row)
        asked = PictureRow(row, voice)
        others = tuple(each for each in self.rows if each.target != asked.target)
        if len(others) >= MAX_ROWS:
            raise InvalidInput(
                f"A matrix has at most {MAX_ROWS} rows. Received: one more. Send /picture_unmodulate for one.", rule="modulation-count"
            )
        if row.bends and sum(_layer(each.row, live) == _layer(row, live) for each in others if each.row.bends) >= MOST_OF_LAYER:
            raise InvalidInput(f"At most {MOST_OF_LAYER} rows bend a layer. Received: one more. Take one out.", rule="bend-count")
        kept = replace(asked, row=replace(row, chain=self._ears.want(voice, _purpose(asked), row.chain)))
        for gone in self.rows:
            if gone.target == kept.target and gone.voice != voice:
                self._ears.want_no_more(gone.voice, _purpose(gone))
        self.rows = (*others, kept)
        return kept

    def remove(self, target: str | None = None) -> None:
        """Take rows out: all, or that of a target such as "zoom.early".

        Raises:
            InvalidInput: there is none.
        """
        going = [row for row in self.rows if target in (None, row.target)]
        if target is not None and not going:
            there = ", ".join(row.target for row in self.rows) or "none"
            raise InvalidInput(f"A row is asked for by its target. Received: {brief(target)}, and there are {there}.", rule="known-row")
        self.rows = tuple(row for row in self.rows if row not in going)
        for row in going:
            self._ears.want_no_more(row.voice, _purpose(row))

    def values(self, live: LivePictures) -> list[tuple[PictureModulation, float]]:
        """Return where each row leads now, by the mean of what its chain said since the last call; rows that a network cannot do are left out."""
        found, now = [], dict[str, ChainHistory]()
        for each in self.rows:
            if not _fits(each.row, live):
                continue
            heard = now[each.target] = self._ears.heard(each.voice, each.row.chain)
            share = min(1.0, max(0.0, heard.since(self._before.get(each.target))))
            found.append((each.row, each.row.low + float(SHAPES[each.row.shape](np.asarray(share))) * (each.row.high - each.row.low)))
        self._before = now
        return found

    def latency_s(self, row: PictureRow) -> float:
        """Return how late a row's signal is, seconds."""
        return self._ears.ear(row.voice).latency_s(row.row.chain)


def _purpose(row: PictureRow) -> str:
    return f"picture {row.target}"


def _layer(row: PictureModulation, live: LivePictures) -> str:
    return layer_of(row.detail, live.model.config)[0]


def _fits(row: PictureModulation, live: LivePictures) -> bool:
    try:
        check_live_row(live.model, live.directions, row)
    except GanSpaceSynthError:
        return False
    return True
