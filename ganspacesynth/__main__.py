"""`python -m ganspacesynth`: the same as the command `ganspacesynth`."""

import sys

if __name__ == "__main__":
    try:
        from ganspacesynth.cli.main import main
    except KeyboardInterrupt:  # before there is anybody to say it
        sys.exit(130)
    sys.exit(main())
