"""Commands about the matrix of a voice: which signal moves what, while it sounds."""

from collections.abc import Callable

from ganspacesynth.core.motion.modulation import Modulation
from ganspacesynth.core.motion.note_rows import spelled_out
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.listening.matrix import Matrix, MatrixRow, load_rows
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.written_files import check_matrix

ROW_REPLY = "/modulation target:s chain:s low:f high:f shape:s depth:f row:s latency:f"


@command("/modulate target:s words:s*", options="depth row voice", replies=ROW_REPLY)
def modulate(engine: EngineState, request: Request) -> None:
    """Let a chain move something of the voice while it sounds, as in edits.0:-2:2 onsets(low) | decay 0.3; a newer one takes its place. \
    Alone it says what moves that; with @depth alone it changes how far."""
    voice, matrix = engine.voice(request), engine.attention(request).matrix
    name, words = request.get("row", ""), request.get("words")
    if words:
        asked = spelled_out([Modulation.read(f"{' '.join(words)} -> {request.get('target')}")])  # all notes of the harmony are twelve rows
        names = [name] if len(asked) == 1 else [f"{name}note{number}" for number in range(len(asked))]
        rows = [MatrixRow(row, each, request.get("depth", 1.0)) for row, each in zip(asked, names, strict=True)]
    else:
        row, depth = matrix.row_of(request.get("target"), name), request.get("depth")
        rows = [row if depth is None else MatrixRow(row.row, row.name, depth)]

    def put() -> None:
        instrument = voice.entry().preview if len(engine.library) else None
        kept = [matrix.put(row, instrument) for row in rows]
        _answer(request, matrix, kept[-1])
        engine.changed(request)

    _soon(engine, request, put)


@command("/unmodulate target:s?", options="row voice", replies="/ok address:s")
def unmodulate(engine: EngineState, request: Request) -> None:
    """Take rows out of the matrix: all, or those of a target."""
    engine.attention(request).matrix.remove(request.get("target"), request.get("row"))
    request.ok()
    engine.changed(request)


@command("/modulations", options="voice", replies=f"{ROW_REPLY} …; /modulations count:i")
def modulations(engine: EngineState, request: Request) -> None:
    """List the rows of the matrix."""
    matrix = engine.attention(request).matrix
    for row in matrix.rows:
        _answer(request, matrix, row)
    request.answer("/modulations", len(matrix.rows))


@command("/modulations_save path:s", options="force voice", replies="/saved path:s")
def save_modulations(engine: EngineState, request: Request) -> None:
    """Write the matrix as a JSON file."""
    force = bool(request.get("force"))
    path = check_matrix(request.get("path"), force=force)
    engine.attention(request).matrix.save(path, force=force)
    request.answer("/saved", str(path))


@command("/modulations_load path:s", options="voice", replies="/modulations count:i")
def load_modulations(engine: EngineState, request: Request) -> None:
    """Take up a matrix from a file, in the place of the one there is."""
    voice, matrix, rows = engine.voice(request), engine.attention(request).matrix, load_rows(request.get("path"))

    def put() -> None:
        instrument, before = voice.entry().preview if len(engine.library) else None, matrix.rows
        matrix.remove()
        try:
            for row in rows:
                matrix.put(row, instrument)
        except Exception:
            matrix.remove()
            for row in before:
                matrix.put(row, None)
            raise
        request.answer("/modulations", len(matrix.rows))
        engine.changed(request)

    _soon(engine, request, put)


def _soon(engine: EngineState, request: Request, put: Callable[[], None]) -> None:
    """Do it now, or in a job where a song has to be listened to, or is on its way."""
    if engine.attention(request).song is None and not engine.jobs.count("load"):
        put()
        return

    def work(progress: Progress) -> None:
        put()  # which may take long; where the voice is closed meanwhile its matrix takes no rows any more

    engine.jobs.submit("load", request.job(engine.voice(request).name, work))


def _answer(request: Request, matrix: Matrix, row: MatrixRow) -> None:
    each = row.row
    request.answer("/modulation", row.target, each.chain, each.low, each.high, each.shape, row.depth, row.name, round(matrix.latency_s(row), 4))
