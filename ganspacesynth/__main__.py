"""The command `ganspacesynth`, and `python -m ganspacesynth`: from the first moment Ctrl-C ends it with a line, or none, and no traceback."""

import signal
import sys

INTERRUPTED = 130


def main() -> int:
    """Run the command line; see `cli.main.main`."""
    return _interruptible("ganspacesynth.cli.main")


def ganspace() -> int:
    """Run `directions` as the program of its own that was published."""
    return _interruptible("ganspacesynth.cli.directions.find")


def _interruptible(module: str) -> int:
    try:
        import importlib

        from ganspacesynth.cli.interrupts import noticed

        with noticed():
            return int(importlib.import_module(module).main())
    except KeyboardInterrupt:  # before there is anybody to say it, or once more while it is said
        return INTERRUPTED
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # all is done: whoever is impatient now ends what Python still tidies up


if __name__ == "__main__":
    sys.exit(main())
