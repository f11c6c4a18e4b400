"""Commands that open live pictures, and say where they go."""

from ganspacesynth.core.work.jobs import Job
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.written_files import check_picture
from ganspacesynth.pictures.live.performance import PerformanceSettings
from ganspacesynth.pictures.png import write_png

PICTURE = "name:s id:s width:i height:i latent:i rows:i directions:i"


@command("/picture_open path:s?", options="directions seed", replies=f"/picture {PICTURE}")
def open_pictures(engine: EngineState, request: Request) -> None:
    """Open a picture network (`default`: the embedded one) and let its pictures play. Its directions are found, or read from a file."""

    def work(progress: Progress) -> None:
        engine.pictures.open(request.get("path", "default"), PerformanceSettings(seed=request.get("seed", 0)), request.get("directions"))
        progress(1, 1)
        _say(engine, request)

    engine.jobs.submit("load", Job(work, request.cancelled, request.fail, owner="picture"))


@command("/picture_close", replies="/ok address:s")
def close_pictures(engine: EngineState, request: Request) -> None:
    """End the pictures, and all that they go to."""
    engine.pictures.close()
    request.ok()


@command("/picture", replies=f"/picture {PICTURE}")
def picture(engine: EngineState, request: Request) -> None:
    """Say which picture network is open."""
    _say(engine, request)


@command("/picture_state", replies="/picture_state rate:f latency:f frames:i")
def picture_state(engine: EngineState, request: Request) -> None:
    """Say how many frames come a second, how many milliseconds lie between a message and its first frame (-1: not known), how many there were."""
    live = engine.pictures.live
    latency = 1000.0 * live.latency_s
    request.answer("/picture_state", round(live.rate, 2), round(latency, 2) if latency == latency else -1.0, live.frame_count)


@command("/picture_output word:s", replies="/picture_output word:s place:s")
def picture_output(engine: EngineState, request: Request) -> None:
    """Send frames to `http:4268` (a page, MJPEG, WebSocket), `ndi:NAME`, `spout:NAME`, `syphon:NAME` or `camera:DEVICE`; names may be left out."""
    word = request.get("word")

    def work(progress: Progress) -> None:
        output = engine.pictures.open_output(word, request.fail)
        request.answer("/picture_output", word, output.place)

    engine.jobs.submit("load", Job(work, request.cancelled, request.fail, owner="picture"))


@command("/picture_output_close word:s", replies="/ok address:s")
def close_output(engine: EngineState, request: Request) -> None:
    """Send no more frames there."""
    engine.pictures.close_output(request.get("word"))
    request.ok()


@command("/picture_outputs", replies="/picture_output word:s place:s …; /picture_outputs count:i")
def picture_outputs(engine: EngineState, request: Request) -> None:
    """List where frames go."""
    outputs = dict(engine.pictures.outputs)
    for word, output in outputs.items():
        request.answer("/picture_output", word, output.place)
    request.answer("/picture_outputs", len(outputs))


@command("/picture_save path:s", options="force", replies="/picture_saved path:s")
def save_picture(engine: EngineState, request: Request) -> None:
    """Write the newest frame as a PNG."""
    force = bool(request.get("force"))
    frame, path = engine.pictures.newest, check_picture(request.get("path"), force=force)
    if frame is None:
        raise CommandError("busy", "There must be a frame before it is kept. Received: none yet. Wait a moment.", rule="frame-there")

    def work(progress: Progress) -> None:
        request.answer("/picture_saved", str(write_png(path, frame.picture / 127.5 - 1.0, force=force)))

    engine.jobs.submit("preview", Job(work, request.cancelled, request.fail, owner="picture"))


def _say(engine: EngineState, request: Request) -> None:
    live = engine.pictures.live
    config = live.model.config
    count = live.directions.n_components if live.directions else 0
    request.answer("/picture", engine.pictures.name, live.model.id, config.width, config.height, config.z_dim, config.num_ws, count)
