"""A job in, how far it is out; of one that is done, its result."""

from typing import Any

from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.notebook.background import DONE, RUNNING, BackgroundJob
from ganspacesynth.notebook.registry import view_of
from ganspacesynth.notebook.view import FactsPart, ProgressPart, View


def job_view(job: BackgroundJob[Any]) -> View:
    """Show a job; what is made of its result only its own view knows."""
    done, total = job.progress
    share = 1.0 if job.state == DONE else min(1.0, done / total) if total else None
    bar = ProgressPart(share, job.said())
    inside = (_result(job.result()),) if job.state == DONE else ()
    return View(job.name, (bar, FactsPart((("state", job.state), ("seconds", f"{job.seconds:.1f}")))) if job.state != RUNNING else (bar,), inside)


def _result(result: object) -> View:
    try:
        return view_of(result)
    except GanSpaceSynthError:
        return View("result", (FactsPart((("value", repr(result)[:2000]),)),))
