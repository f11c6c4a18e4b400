"""Options of how notes are played: their length, decay and vibrato."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ganspacesynth.core.motion.articulation import Articulation


def add_articulation_options(parser: argparse.ArgumentParser, *, note: str, release: bool) -> None:
    """Declare the options.

    Args:
        parser: of the subcommand.
        note: what is articulated, such as "the note".
        release: declare a release as well.
    """
    group = parser.add_argument_group("articulation (also where the model has none)")
    group.add_argument("--length", type=float, metavar="SECONDS", help=f"hold {note} so long, then let it die away")
    if release:
        group.add_argument("--release", type=float, metavar="SECONDS", help="with --length: of dying away (default 0.3)")
    group.add_argument("--decay", type=float, metavar="SECONDS", help=f"let {note} fall by 60 dB in so long from its beginning, as a string does")
    help_vibrato = "cents to each side, and perhaps how often a second (default 5) and from when (default 0.2 s), as in 30 or 30,6,0.5"
    group.add_argument("--vibrato", type=_numbers, metavar="DEPTH[,RATE[,ONSET]]", help=help_vibrato)


def chosen_articulation(
    *, length: float | None, release: float | None, decay: float | None, velocity: float | None, vibrato: tuple[float, ...] | None
) -> "Articulation":
    """Return the articulation that was asked for.

    Raises:
        InvalidInput: a number out of its range, or a release of a note without a length.
    """
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.core.motion.articulation import Articulation, Vibrato

    if release is not None and length is None:
        raise InvalidInput(
            "A release begins where a note's length ends. Received: --release without --length. Give --length SECONDS.", rule="release-needs-length"
        )
    return Articulation(length, release, decay, velocity, None if vibrato is None else Vibrato.of(vibrato))


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(word) for word in text.split(","))
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"a vibrato is DEPTH, DEPTH,RATE or DEPTH,RATE,ONSET, such as 30,5,0.3 (not {text!r})") from e
