"""A process that does one piece of long work for a studio: its request on the first line of stdin, what it says as lines of JSON on stdout.

Stdin is its leash: when that ends, because somebody asked to stop or the studio is gone, the work stops, and keeps what can be gone on with.
"""

import json
import os
import sys
import threading
from typing import Any

from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.files import NO_ROOM
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.engine.claim import lock
from ganspacesynth.studio.making.tasks import TASKS
from ganspacesynth.studio.making.teller import Teller

PATIENCE_S = 0.5


def main() -> int:
    """Do the work, and say what came of it."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)  # libraries that print do so elsewhere
        request = json.loads(sys.stdin.readline())
        asked = threading.Event()
        threading.Thread(target=_hold, args=(asked,), daemon=True).start()
        teller = Teller(out, asked)
        with open(request["lock"], "ab") as file:
            while not lock(file) and not asked.wait(PATIENCE_S):
                teller.stage("Waiting for the one before to save", 0, None)  # a studio was killed, and begun again at once
            teller.tell({"end": {"state": "stopped"} if asked.is_set() else _done(request, teller)})
    return 0


def _hold(asked: threading.Event) -> None:
    sys.stdin.read()
    asked.set()


def _done(request: dict[str, Any], teller: Teller) -> dict[str, Any]:
    try:
        return TASKS[request["kind"]](request, teller)
    except Cancelled:
        return {"state": "stopped"}
    except MemoryError:
        return {"state": "failed", "fault": "There must be enough memory. Received: none left. Close other programs, or take fewer sounds."}
    except OSError as e:
        text = f"What is worked on must stay where it is. Received: {e.filename} ({e.strerror}). Put it back, then go on or begin anew."
        if e.errno in NO_ROOM:
            text = "The disk must have room for what is made. Received: no space left. Free some space, then go on."
        return {"state": "failed", "fault": text}
    except GanSpaceSynthError as e:
        return {"state": "failed", "fault": str(e)}


if __name__ == "__main__":
    sys.exit(main())
