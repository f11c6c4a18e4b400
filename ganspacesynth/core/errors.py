"""The one exception tree: each names the rule that was broken, and its message says the rule, the value received and the next step."""

import copyreg
import unicodedata


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


class TrainingError(GanSpaceSynthError):
    """Training cannot start, resume or go on."""


class BusyError(GanSpaceSynthError):
    """Too much is being done already."""


class OutputError(GanSpaceSynthError):
    """A result cannot be written (it exists already, the folder is read-only, the disk is full)."""


def brief(value: object) -> str:
    """Write any value into an error message: short, and on one line."""
    try:
        return " ".join(repr(value).split())[:80]
    except ValueError:  # Python writes no whole numbers of more than 4300 digits
        return "a number too long to write"
    except Exception as e:  # noqa: BLE001  an error's words must not fail: lists in a thousand lists, or what raises when it is asked
        return f"a {type(value).__name__} that cannot be written ({type(e).__name__})"


def plain(text: str) -> str:
    """Return a text whose control characters are written out, as JSON writes them: strangers' words must not steer a terminal."""
    return "".join(
        letter if letter.isprintable() or letter in "\n\t" or unicodedata.category(letter) == "Zs" else _written(letter) for letter in text
    )


def _written(letter: str) -> str:
    code = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{code[at : at + 4]}" for at in range(0, len(code), 4))
