"""`python -m ganspacesynth`: the same as the command `ganspacesynth`."""

import sys

from ganspacesynth.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
