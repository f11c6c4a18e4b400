"""Work whose process dies in the midst of it: light, since every process that is started anew imports it."""

import os
import signal
from pathlib import Path

from ganspacesynth.core.errors import AudioError


class Half:
    """Halves numbers; kills its process at 3, the first time only or always, and refuses 13."""

    def __init__(self, path, *, always=False):
        self.path, self.always, self.home = Path(path), always, os.getpid()

    def __call__(self, number):
        if number == 3 and os.getpid() != self.home and (self.always or not self.path.exists()):
            self.path.write_text("killed")
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        if number == 13:
            raise AudioError("No.", rule="wav-recipe")
        return number / 2
