"""Anything in, shown: in a notebook, in a terminal, or in the browser as a page that works offline."""

import shutil
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.extras import need
from ganspacesynth.notebook.registry import view_of
from ganspacesynth.notebook.terminal import Face, view_lines
from ganspacesynth.notebook.view import View
from ganspacesynth.notebook.view_page import FramedView, save_view

NOTEBOOK, TERMINAL, BROWSER = "notebook", "terminal", "browser"
LOOK_S = 0.25  # how often a job is looked at
SAMPLE = "⣿░█├"  # what a terminal must have to draw with


@runtime_checkable
class FollowedJob(Protocol):
    """What goes on in the background: `BackgroundJob` does."""

    name: str

    @property
    def progress(self) -> tuple[int, int | None]:
        """Parts done, and parts in all."""

    def said(self) -> str:
        """Return how far it is, in words."""

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until it is over."""

    def result(self, timeout_s: float | None = None) -> Any:
        """Return what it came to."""


def show(thing: object, where: str | None = None, *, force: bool = False) -> Path | None:
    """Show anything: a sound, a song, a signal, a curve, a path, a point, a recipe, a timeline, a model, directions, a bank, a lineage, a job;
    a file or a folder of these; (wave, sample_rate); pictures; lists and dicts of them.

    A job is followed until it is over; then its result is shown.

    Args:
        thing: what.
        where: "notebook", "terminal", "browser" (a page is written to a new file, and opened), or the name of a page to write, such as "sound.html".
            None takes the notebook that this runs in, and otherwise the terminal.
        force: overwrite the page.

    Returns:
        The page's path where one was written; else None.

    Raises:
        InvalidInput: a kind of thing that has no view, or nowhere to show it.
        OutputError: the page exists, or cannot be written.
        GanSpaceSynthError: a file that cannot be read; of the class of its kind.
        Exception: whatever ended a job.
    """
    where = where or (NOTEBOOK if in_notebook() else TERMINAL)
    if where == NOTEBOOK:
        need("IPython")
    page = where.lower().endswith((".html", ".htm"))
    if not page and where not in (NOTEBOOK, TERMINAL, BROWSER):
        raise InvalidInput(
            f"Things are shown in a {NOTEBOOK}, the {TERMINAL}, the {BROWSER}, or on a page such as sound.html. Received: {brief(where)}.",
            rule="shown-where",
        )
    if isinstance(thing, FollowedJob):
        _follow(thing, where)
        thing.result()  # raises what ended it
    view = view_of(thing)
    if where == TERMINAL:
        _write(view)
        return None
    if where == NOTEBOOK:
        _display(view)
        return None
    path = Path(where) if page else Path(tempfile.mkdtemp(prefix="ganspacesynth-")) / "shown.html"
    save_view(path, view, force=force)
    if not page:
        webbrowser.open(path.resolve().as_uri())
    return path


def in_notebook() -> bool:
    """Tell whether this runs in a kernel that shows HTML, such as Jupyter's; IPython in a terminal does not."""
    shell = sys.modules.get("IPython")
    found = shell.get_ipython() if shell is not None and hasattr(shell, "get_ipython") else None
    return found is not None and hasattr(found, "kernel")


def _display(view: View) -> None:
    from IPython.display import display

    display(FramedView(view))


def _write(view: View) -> None:
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        SAMPLE.encode(encoding)
        dots = True
    except (UnicodeEncodeError, LookupError):
        dots = False
    for line in view_lines(view, Face(shutil.get_terminal_size().columns, dots)):
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _follow(job: FollowedJob, where: str) -> None:
    """Show how far a job is until it is over: in a notebook in one place, on a terminal in one line, elsewhere not at all."""
    if where == NOTEBOOK:
        _follow_in_notebook(job)
    elif sys.stderr.isatty():
        while not job.wait(LOOK_S):
            sys.stderr.write(f"\r\x1b[K{job.name}: {job.said()}")
            sys.stderr.flush()
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
    else:
        job.wait()


def _follow_in_notebook(job: FollowedJob) -> None:
    from IPython.display import HTML, display

    def bar() -> Any:
        done, total = job.progress
        share = 1.0 if job.wait(0.0) else done / total if total else None
        value = "" if share is None else f' value="{share:.4f}"'
        return HTML(f"<progress{value}></progress> {_escaped(job.name)}: {_escaped(job.said())}")

    handle = display(bar(), display_id=True)
    while not job.wait(LOOK_S):
        handle.update(bar())
    handle.update(bar())


def _escaped(text: str) -> str:
    import html

    return html.escape(text, quote=True)
