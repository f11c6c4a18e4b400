"""Matrix: what moves a voice while it sounds: rows of a chain, a target and its limits in, what each leads to at the moment out."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ganspacesynth.audio.chains.chain import read_chain
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.reaction.react import check_rows
from ganspacesynth.continuous.layer_trajectory import check_streamed
from ganspacesynth.core.documents import MODULATIONS, read_document, write_document
from ganspacesynth.core.errors import GanSpaceSynthError, InvalidInput, SequenceError, brief
from ganspacesynth.core.motion.modulation import MAX_ROWS, Modulation, moved_point
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.point import Point
from ganspacesynth.engine.listening.ear import ChainHistory
from ganspacesynth.engine.listening.ears import Attentive, Ears
from ganspacesynth.engine.listening.faders import NAME

MAX_BYTES = 1 << 18
STEPS = 512  # of a share: what moves less than that stands still, and costs nothing


STRAIGHT = Point(60.0, mode="replace")


@dataclass(frozen=True)
class MatrixRow:
    """One row.

    Attributes:
        row: the signal and what it moves; its chain as it was written.
        name: of several rows of one target; "" where there is one.
        depth: how far from the low to the high end it goes, 0..1.
    """

    row: Modulation
    name: str = ""
    depth: float = 1.0

    def __post_init__(self) -> None:
        if self.name and NAME.fullmatch(self.name) is None:
            raise InvalidInput(f"A row's name is a word of up to 32 letters, digits, _ and -. Received: {brief(self.name)}.", rule="row-name")
        if not 0.0 <= self.depth <= 1.0:
            raise InvalidInput(f"A depth is in 0..1. Received: {self.depth:g}. Write the ends as edits.0:-2:2.", rule="depth-range")

    @property
    def key(self) -> tuple[str, str, str]:
        """What a newer row takes the place of."""
        return self.row.target, self.row.detail, self.name

    @property
    def target(self) -> str:
        """The target as it is written, with its detail."""
        return f"{self.row.target}.{self.row.detail}" if self.row.detail else self.row.target

    @property
    def moved(self) -> Modulation:
        """The modulation as far as its depth goes."""
        row = self.row
        return row if self.depth == 1.0 else replace(row, high=row.low + self.depth * (row.high - row.low))


@dataclass(frozen=True, eq=False)
class Known:
    """What was heard of a row's chain at the last look.

    Attributes:
        source: that listened for it.
        chain: its text.
        heard: what it had said.
    """

    source: Attentive
    chain: str
    heard: ChainHistory


class Matrix:
    """The rows of one voice. Any thread may read them.

    Attributes:
        rows: see `MatrixRow`.
        struck: rows that jump, and in how many seconds, whose chain had a hit between the last two calls of `values`.
    """

    def __init__(self, voice: str, ears: Ears, song: Callable[[], Attentive | None]) -> None:
        """Begin without rows.

        Args:
            voice: whose.
            ears: that listen for its chains.
            song: what is listened to in place of the voice's ear, None for nothing.
        """
        self._voice, self._ears, self._song = voice, ears, song
        self.rows: tuple[MatrixRow, ...] = ()
        self._before: dict[tuple[str, str, str], Known] = {}
        self._closed = False
        self.struck: list[tuple[Modulation, float]] = []
        self._refused: tuple[object, tuple[MatrixRow, ...], tuple[MatrixRow, ...]] | None = None

    def put(self, row: MatrixRow, instrument: Instrument | None) -> MatrixRow:
        """Add a row, or let it take the place of that of its target and name.

        Raises:
            InvalidInput: what it moves is not there, its chain is none or is not done live, or there are too many rows.
        """
        others = tuple(each for each in self.rows if each.key != row.key)
        if len(others) >= MAX_ROWS:
            raise InvalidInput(f"A matrix has at most {MAX_ROWS} rows. Received: one more. Send /unmodulate for one.", rule="modulation-count")
        if instrument is not None:
            check_rows([row.row], instrument)
            if row.row.target == "bend" and instrument.model.config.data_type != "phase":
                check_streamed(instrument.model, moved_point(STRAIGHT, row.row, _furthest(row.row), np.zeros).bends, instrument.directions)
        kept = replace(row, row=replace(row.row, chain=self._want(row)))
        self.rows = (*others, kept) if len(others) == len(self.rows) else tuple(kept if each.key == kept.key else each for each in self.rows)
        return kept

    def remove(self, target: str | None = None, name: str | None = None) -> int:
        """Take rows out: all, those of a target such as "edits.0", or of it that of a name; returns how many there were.

        Raises:
            InvalidInput: there is none of that target.
        """
        going = [row for row in self.rows if target in (None, row.target) and name in (None, row.name)]
        if target is not None and not going:
            raise self._unknown(target)
        self.rows = tuple(row for row in self.rows if row not in going)
        for row in going:
            self._want_no_more(row)
        return len(going)

    def row_of(self, target: str, name: str = "") -> MatrixRow:
        """Return the row of a target such as "edits.0"; raises InvalidInput when there is none."""
        found = next((row for row in self.rows if (row.target, row.name) == (target, name)), None)
        if found is None:
            raise self._unknown(target)
        return found

    def values(self, instrument: Instrument) -> list[tuple[Modulation, float]]:
        """Return what each row leads to now: by the mean of what its chain said since the last call.

        Args:
            instrument: what is played; rows that it cannot do are left out.
        """
        found, now, struck = [], dict[tuple[str, str, str], Known](), []
        for each in self._fitting(instrument):
            source, chain = self.source_of(each), each.row.chain
            heard, known = source.heard(chain), self._before.get(each.key)
            earlier = known.heard if known is not None and known.source is source and known.chain == chain else None
            share = heard.last if each.row.target in ("pitch", "jump") else heard.since(earlier)
            now[each.key] = Known(source, chain, heard)
            row = each.moved
            value = row.value(round(min(1.0, max(0.0, share)) * STEPS) / STEPS)
            if row.target == "jump" and earlier is not None and heard.hits > earlier.hits:
                struck.append((row, value))
            found.append((row, value))
        self.struck, self._before = struck, now
        return found

    def lately(self, seconds: float) -> list[tuple[Signal, Modulation]]:
        """Return what moved the voice in the last seconds: each row with its signal."""
        return [(self.source_of(each).lately(each.row.chain, seconds), each.moved) for each in self.rows]

    def latency_s(self, row: MatrixRow) -> float:
        """Return how late a row's signal is, seconds."""
        return self.source_of(row).latency_s(row.row.chain)

    def source_of(self, row: MatrixRow) -> Attentive:
        """Return what listens for a row's chain."""
        song = self._song()
        return song if song is not None and song.knows(row.row.chain) else self._ears.ear(self._voice)

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Write the rows as a JSON file; raises OutputError when it exists, or cannot be written."""
        rows = [{**each.row.to_json(), **({"name": each.name} if each.name else {}), "depth": each.depth} for each in self.rows]
        write_document(path, MODULATIONS, {"rows": rows}, force=force)

    def _unknown(self, target: str) -> InvalidInput:
        there = ", ".join(dict.fromkeys(row.target for row in self.rows)) or "none"
        return InvalidInput(f"A row is asked for by its target. Received: {brief(target)}, and there are {there}.", rule="known-row")

    def _want(self, row: MatrixRow) -> str:
        song, chain = self._song(), read_chain(row.row.chain)
        if song is None or not chain.listens:
            return self._ears.want(self._voice, _purpose(row), chain.text, still=lambda: not self._closed)
        self._want_no_more(row)
        return song.ask(chain.text)

    def _want_no_more(self, row: MatrixRow) -> None:
        if not self._closed:  # or it would be a row of another voice of that name
            self._ears.want_no_more(self._voice, _purpose(row))

    def close(self) -> None:
        """Want nothing any more, whatever job is still adding rows."""
        self._closed = True

    def listen_anew(self) -> None:
        """Listen for all rows in a song that was opened; raises as `put`."""
        for row in self.rows:
            self._want(row)

    def without_song(self) -> tuple[MatrixRow, ...]:
        """Listen for all rows with the voice's ear again; returns those that went, since their chains are not done live."""
        gone = tuple(row for row in self.rows if not self._is_live(row))
        self.rows = tuple(row for row in self.rows if row not in gone)
        return gone

    def _is_live(self, row: MatrixRow) -> bool:
        try:
            self._want(row)
        except InvalidInput:
            return False
        return True

    def _fitting(self, instrument: Instrument) -> tuple[MatrixRow, ...]:
        rows, kept = self.rows, self._refused
        if kept is None or kept[0] is not instrument or kept[1] is not rows:
            kept = self._refused = (instrument, rows, tuple(row for row in rows if _fits(row, instrument)))
        return kept[2]


def load_rows(path: str | os.PathLike[str]) -> list[MatrixRow]:
    """Read the rows that `Matrix.save` wrote; raises SequenceError or InvalidInput for anything else."""
    rows = read_document(path, MODULATIONS, largest=MAX_BYTES)[1].get("rows")
    if not isinstance(rows, list) or len(rows) > MAX_ROWS or not all(isinstance(row, dict) for row in rows):
        raise SequenceError(f"A matrix holds up to {MAX_ROWS} rows. Received: {brief(rows)}. Save one with /modulations_save.", rule="matrix-rows")
    return [_read(dict(row)) for row in rows]


def _read(row: dict[str, object]) -> MatrixRow:
    name, depth = row.pop("name", ""), row.pop("depth", 1.0)
    if not isinstance(name, str) or isinstance(depth, bool) or not isinstance(depth, int | float):
        raise SequenceError(f"A row has a name and a depth in 0..1. Received: {brief(name)}, {brief(depth)}.", rule="matrix-rows")
    return MatrixRow(Modulation.from_json(row), name, float(depth))


def _purpose(row: MatrixRow) -> str:
    return f"{row.target} {row.name}"


def _fits(row: MatrixRow, instrument: Instrument) -> bool:
    try:
        check_rows([row.row], instrument)
    except GanSpaceSynthError:
        return False
    return True


def _furthest(row: Modulation) -> float:
    """Return the end of a row that is further from where a bend changes nothing, which is the lower one where nobody says another."""
    straight = row.ends[0]
    return max((row.low, row.high), key=lambda value: abs(value - straight))
