"""How long tests wait for what must come: so long that only what never comes is given up, on the busiest machine."""

import time

PATIENCE_S = 300.0  # less than pytest's own limit, so that the test says what did not come


def until(condition, said="it never came", patience_s=PATIENCE_S):
    """Wait until something is so; return it.

    Args:
        condition: a function whose true value is waited for.
        said: what is told when it does not come: a text, or a function that returns one.
        patience_s: when it is given up.
    """
    end = time.monotonic() + patience_s
    while not (found := condition()):
        assert time.monotonic() < end, said() if callable(said) else said
        time.sleep(0.005)
    return found
