"""Seeds as they are typed: whole numbers that every host can hold, so that a sound found here can be asked for there; older work goes on."""

import argparse
from collections.abc import Callable
from typing import NoReturn

HIGHEST_STORED = (1 << 63) - 1  # what files may hold


def seed(text: str) -> int:
    """Read the seed of something new, 0..2^24.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    number = seed_or_older(text)
    if (wrong := _too_large(number)) is not None:
        raise argparse.ArgumentTypeError(wrong)
    return number


def seed_or_older(text: str) -> int:
    """Read the seed of work that may have begun when larger ones were taken; whoever takes it asks `check_seed` as well."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= HIGHEST_STORED:
        raise argparse.ArgumentTypeError(_rule(text))
    return number


def check_seed(number: int, *, begun: Callable[[], bool], refuse: Callable[[str], NoReturn]) -> None:
    """Refuse a large seed, but where work goes on that was begun with it.

    Args:
        number: as `seed_or_older` read it.
        begun: tells whether there is such work; asked of a large one only.
        refuse: called with what is wrong; a parser's `error`.
    """
    if (wrong := _too_large(number)) is not None and not begun():
        refuse(f"argument --seed: {wrong}")


def _too_large(number: int) -> str | None:
    from ganspacesynth.networks.prior import MAX_SEED

    return _rule(str(number)) if number > MAX_SEED else None


def _rule(text: str) -> str:
    from ganspacesynth.core.errors import brief
    from ganspacesynth.networks.prior import MAX_SEED

    return f"a seed is a whole number in 0..{MAX_SEED}, which Pd and Max can hold as well; received {brief(text)}"
