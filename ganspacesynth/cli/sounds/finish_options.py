"""Options of how a sound is finished: its width, its room, its rate, and the format of its file."""

import argparse
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ganspacesynth.core.output.levels import LEVELS, Level

if TYPE_CHECKING:
    from ganspacesynth.core.output.room import Room
    from ganspacesynth.core.recipe import AnyRecipe

RATES = (16000, 44100, 48000)
FORMATS = ("wav", "flac", "ogg")
BITS = ("16", "24", "float")
ROOM = 0.35  # of a room that is named without an amount
HELP_LEVEL = (
    "how loud: all sounds equally (loudness, default: -18 dB in their loudest 0.4 s), all with the same highest sample (peak), as the "
    "model makes them (model: edits that make louder and quieter are heard), or at a number of LUFS, such as -16 (ITU-R BS.1770-4)"
)


def add_finish_options(parser: argparse.ArgumentParser) -> None:
    """Declare them; see `Finish`."""
    parser.add_argument("--level", type=level, default=LEVELS[0], metavar="LEVEL", help=HELP_LEVEL)
    help_width = "stereo: left and right from two near points of the space, 0..1 apart (default 0: one channel)"
    parser.add_argument("--width", type=float, default=0.0, metavar="0..1", help=help_width)
    help_room = (
        f"a small room, 0..1 of it; or that of an impulse response, such as hall.wav ({ROOM:g} of it), or 0.2:hall.wav; wide where --width is over 0"
    )
    parser.add_argument("--room", default=None, metavar="ROOM", help=help_room)
    parser.add_argument("--rate", type=int, choices=RATES, default=None, help="samples a second of the file (default: the model's)")
    parser.add_argument("--format", choices=FORMATS, default=None, help="of the file (default: by the name's ending, else wav)")
    parser.add_argument("--bits", choices=BITS, default=None, help="of a sample (default 24; flac has no float, and ogg none of them)")


@dataclass(frozen=True)
class Finish:
    """How a sound is finished, as the options say it.

    Attributes:
        width: 0..1.
        room: an amount, a file, or both; None for none.
        rate: Hz; None for the model's.
    """

    width: float = 0.0
    room: str | None = None
    rate: int | None = None

    def check(self) -> None:
        """Raise before the work when it could not be done."""
        from ganspacesynth.core.output.room import Room, check_share

        check_share("width", self.width)
        amount, file = _room(self.room)
        Room(amount)
        if file is not None:
            from ganspacesynth.audio.files.decode import open_sound

            open_sound(file)

    def of(self, recipe: "AnyRecipe", sample_rate: int) -> "AnyRecipe":
        """Return a recipe that says so.

        Args:
            recipe: of any kind.
            sample_rate: the model's.
        """
        rate = None if self.rate == sample_rate else self.rate
        return replace(recipe, width=self.width, room=self.room_at(sample_rate), rate=rate)

    def room_at(self, sample_rate: int) -> "Room | None":
        """Return the room that is asked for, at a rate."""
        from ganspacesynth.audio.effects.reverberation import read_impulse
        from ganspacesynth.core.output.room import Room

        amount, file = _room(self.room)
        if not amount:
            return None
        return Room(amount, None if file is None else read_impulse(file, sample_rate))


def _room(word: str | None) -> tuple[float, str | None]:
    """Return the amount and the file that a word such as "0.3", "hall.wav" or "0.3:hall.wav" says."""
    if word is None:
        return 0.0, None
    found = re.fullmatch(r"(-?[0-9]*\.?[0-9]+)(?::(.+))?", word)
    if found is None:
        return ROOM, word
    return float(found.group(1)), found.group(2)


def level(text: str) -> Level:
    """Read how loud a sound shall be, for argparse."""
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.core.output.levels import read_level

    try:
        return read_level(text)
    except InvalidInput as e:
        raise argparse.ArgumentTypeError(str(e)) from e
