"""Work counted instead of timed: how many functions are called, which is the same on every machine."""

import sys


def calls(work):
    """Return how many functions, of Python and of C, are called while `work` is done."""
    before, count = sys.getprofile(), 0

    def look(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(look)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
