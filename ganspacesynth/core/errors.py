"""The one exception tree: each names the rule that was broken, and its message says the rule, the value received and the next step."""

import copyreg
import unicodedata
from collections.abc import Iterator


class GanSpaceSynthError(Exception):
    """Base of everything this package raises on purpose.

    Attributes:
        rule: the rule that was broken, for programs: what must hold, in two words or more such as "pitch-range". It stays when a sentence changes.
    """

    def __init__(self, message: str, *, rule: str) -> None:
        super().__init__(message)
        self.rule = rule

    def __reduce__(self) -> tuple[object, ...]:
        """Travel from worker to worker whole: by default errors are made anew from their message alone."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class InvalidInput(GanSpaceSynthError, ValueError):
    """An argument is outside what the function accepts."""


class ModelError(GanSpaceSynthError):
    """A model folder is missing, damaged or of a kind that cannot be opened."""


class DirectionsError(GanSpaceSynthError):
    """A directions file is damaged, hostile, or belongs to another model or layer."""


class AudioError(GanSpaceSynthError):
    """An audio file cannot be read, or holds nothing to use."""


class SequenceError(GanSpaceSynthError):
    """A sequence of steps, a path or a MIDI file cannot be understood."""


class DatasetError(GanSpaceSynthError):
    """A data set is missing, damaged or empty."""


class BankError(GanSpaceSynthError):
    """A bank of sounds is missing, damaged or empty, or does not suit what shall be played with it."""


class TrainingError(GanSpaceSynthError):
    """Training cannot start, resume or go on."""


class BusyError(GanSpaceSynthError):
    """Too much is being done already."""


class DownloadError(GanSpaceSynthError):
    """Something cannot be fetched: no connection, nothing at the address, or an address that is not asked."""


class OutputError(GanSpaceSynthError):
    """A result cannot be written (it exists already, the folder is read-only, the disk is full)."""


BRIEF_LETTERS = 80  # of a value in an error message


def brief(value: object) -> str:
    """Write any value into an error message: short, and on one line. However much it holds, no more of it is written than is shown."""
    written = ""
    try:
        for piece in _pieces(value):
            written += piece
            if len(written) > BRIEF_LETTERS and len(" ".join(written.split())) > BRIEF_LETTERS:
                break
    except ValueError:  # Python writes no whole numbers of more than 4300 digits
        return "a number too long to write"
    except Exception as e:  # noqa: BLE001  an error's words must not fail: what raises when it is asked
        return f"a {type(value).__name__} that cannot be written ({type(e).__name__})"
    return " ".join(written.split())[:BRIEF_LETTERS]


def _pieces(value: object) -> Iterator[str]:
    """Yield what `repr` would write, piece by piece, since a few lists within each other can be endlessly long when they are written out."""
    if type(value) is dict:
        yield "{"
        for place, (key, each) in enumerate(value.items()):
            yield ", " if place else ""
            yield from _pieces(key)
            yield ": "
            yield from _pieces(each)
        yield "}"
    elif type(value) is list or type(value) is tuple:
        opened, closed = ("[", "]") if type(value) is list else ("(", ",)" if len(value) == 1 else ")")
        yield opened
        for place, each in enumerate(value):
            yield ", " if place else ""
            yield from _pieces(each)
        yield closed
    else:
        yield repr(value)


def plain(text: str) -> str:
    """Return a text whose control characters are written out, as JSON writes them: strangers' words must not steer a terminal."""
    return "".join(
        letter if letter.isprintable() or letter in "\n\t" or unicodedata.category(letter) == "Zs" else _written(letter) for letter in text
    )


def _written(letter: str) -> str:
    code = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{code[at : at + 4]}" for at in range(0, len(code), 4))
