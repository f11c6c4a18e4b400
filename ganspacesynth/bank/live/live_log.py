"""The log of playing with somebody: events in as they happen, a line of JSON each; the log out again, what was chosen laid as it sounded."""

import json
import os
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.answering.continuing import BankPlayer
from ganspacesynth.bank.answering.conversation import Conversation, Said
from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.live.line import AnswerLine
from ganspacesynth.bank.live.live_events import AnswerUnit, HeardUnit, LiveEvent, Turn, read_event
from ganspacesynth.bank.live.live_settings import LiveAnswering
from ganspacesynth.core.documents import LIVE_LOG
from ganspacesynth.core.errors import BankError, InvalidInput, OutputError, brief
from ganspacesynth.core.files import check_output, open_file

MOST_BYTES = 1 << 30
MOST_LINE = 1 << 20
MOST_S = 4 * 3600.0  # that are laid again at once


class LiveLogWriter:
    """Writes a log as it goes: whatever happens then, what was is there."""

    def __init__(
        self, path: str | os.PathLike[str], player: BankPlayer, live: LiveAnswering, choosing: ContinueSettings, *, force: bool = False
    ) -> None:
        """Begin a log.

        Args:
            path: of the file.
            player: who plays.
            live, choosing: how.
            force: overwrite what is there.

        Raises:
            OutputError: the file exists, or cannot be written.
        """
        place = check_output(path, force=force)
        bank = player.bank
        about = {"bank": bank.id, "model": player.model.id, "rate": bank.sample_rate, "live": live.to_json(), "choosing": choosing.to_json()}
        self.path = place
        try:
            self._file = open(place, "w", encoding="utf-8")  # noqa: SIM115  it is open as long as somebody plays
        except OSError as e:
            raise OutputError(
                f"A log must be one that can be written. Received: {path} ({e.strerror}). Choose another place.", rule="live-log-file"
            ) from e
        self._write({**LIVE_LOG.head(), **about})

    def tell(self, event: LiveEvent) -> None:
        """Write an event."""
        self._write(event.to_json())

    def close(self) -> None:
        """End the log."""
        self._file.close()

    def _write(self, line: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n")
        self._file.flush()


@dataclass(frozen=True, eq=False)
class LiveLog:
    """A log that was read.

    Attributes:
        bank, model: ids.
        rate: Hz.
        events: in their order.
        cut_short: whether its last line is not whole, as when a machine lost its power.
    """

    bank: str
    model: str
    rate: int
    events: tuple[LiveEvent, ...]
    cut_short: bool = False

    @property
    def heard(self) -> list[HeardUnit]:
        """The units that somebody played."""
        return [event for event in self.events if isinstance(event, HeardUnit)]

    @property
    def chosen(self) -> list[AnswerUnit]:
        """The units that were answered."""
        return [event for event in self.events if isinstance(event, AnswerUnit)]

    @property
    def conversation(self) -> Conversation:
        """Who played what."""
        return Conversation(tuple(said_of(event, self.rate) for event in self.events if isinstance(event, HeardUnit | AnswerUnit)))

    @property
    def samples(self) -> int:
        """Where the last unit ends."""
        return max((event.at + event.length for event in self.events if isinstance(event, HeardUnit | AnswerUnit)), default=0)


def said_of(event: HeardUnit | AnswerUnit, rate: int) -> Said:
    """Return a unit as pictures and films show it."""
    attention = event.attention if isinstance(event, AnswerUnit) else None
    return Said(event.number, event.at / rate, event.length / rate, event.pitch, attention)


def read_live_log(path: str | os.PathLike[str]) -> LiveLog:
    """Read a log.

    Raises:
        InvalidInput: no log, or a damaged one; a last line that is not whole is left out.
    """
    lines = _lines(Path(path).expanduser())
    head = next(lines, None)
    _, about = LIVE_LOG.unpack(head, where=path)
    bank, model, rate = about.get("bank"), about.get("model"), about.get("rate")
    if not isinstance(bank, str) or not isinstance(model, str) or isinstance(rate, bool) or not isinstance(rate, int) or not 1000 <= rate <= 768_000:
        raise InvalidInput(f"A live log says its bank, its model and a rate. Received: {brief(about)}. {LIVE_LOG.advice}", rule="live-log-head")
    events: list[LiveEvent] = []
    cut_short = False
    for line in lines:
        if line is None:
            cut_short = True
            break
        events.append(read_event(line))
    return LiveLog(bank, model, rate, tuple(events), cut_short)


def is_live_log(path: str | os.PathLike[str]) -> bool:
    """Whether a file says in its first line that it is a log; the rest is not read."""
    lines = _lines(Path(path))
    try:
        LIVE_LOG.unpack(next(lines, None), where=path)
    except InvalidInput:
        return False
    finally:
        lines.close()
    return True


def _lines(path: Path) -> Generator[Any, None, None]:
    """Yield each line's JSON; None for a last one that is not whole."""
    try:
        with open_file(path) as file:
            if os.fstat(file.fileno()).st_size > MOST_BYTES:
                raise InvalidInput(f"A live log has at most {MOST_BYTES >> 20} MB. Received: {path}. Log less at once.", rule="live-log-size")
            while line := file.readline(MOST_LINE):
                if not line.endswith(b"\n") and len(line) >= MOST_LINE:
                    raise InvalidInput(
                        f"A line of a live log has at most {MOST_LINE} bytes. Received: {path}. {LIVE_LOG.advice}", rule="live-log-size"
                    )
                try:
                    yield json.loads(line)
                except (ValueError, RecursionError) as e:
                    if not line.endswith(b"\n"):
                        yield None
                        return
                    raise InvalidInput(
                        f"A live log is a line of JSON an event. Received: {path}: {brief(line)}. {LIVE_LOG.advice}", rule="live-log-line"
                    ) from e
    except OSError as e:
        raise InvalidInput(f"A live log must be readable. Received: {path} ({e.strerror}). {LIVE_LOG.advice}", rule="live-log-readable") from e


def lay_log(log: LiveLog, bank: Bank) -> np.ndarray:
    """Lay what was chosen as it sounded, float32 [samples] at the bank's rate; without the gain.

    Raises:
        BankError: another bank than the one that was played.
        InvalidInput: a log of more than four hours, or whose units are none of the bank.
    """
    if log.bank != bank.id:
        raise BankError(f"A live log is replayed with the bank {log.bank}. Received: {bank.id}. Name the right one with --bank.", rule="answer-bank")
    latest = max([log.samples, *(event.at for event in log.events if isinstance(event, Turn))])
    if latest > MOST_S * log.rate or any(each.unit >= len(bank) for each in log.chosen):
        raise InvalidInput(
            f"At most {MOST_S / 3600:g} hours are laid at once, of units of the bank. Received: others. {LIVE_LOG.advice}", rule="live-log-size"
        )
    line, parts = AnswerLine(bank), []
    for event in log.events:
        if isinstance(event, AnswerUnit):
            parts.append(line.render(max(0, event.at - line.now)))
            line.place(event.unit, event.at, event.length)
        elif isinstance(event, Turn) and event.what == "broken":
            parts.append(line.render(max(0, event.at - line.now)))
            line.stop()
    parts.append(line.render(max(0, line.end - line.now) + bank.tail + round(0.1 * bank.sample_rate)))
    return np.concatenate(parts)
