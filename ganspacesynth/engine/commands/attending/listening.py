"""Commands about what a voice listens to, and about signals that have a name."""

import functools

from ganspacesynth.audio.signals.frame_rate import FPS
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.voices.voice import Voice


@command("/listen source:s? name:s?", options="loop fps voice", replies="/inlet path:s capacity:i; /listening source:s name:s fps:f")
def listen(engine: EngineState, request: Request) -> None:
    """Let the voice listen: to a device (by name or number), the inlet of [ganspacesynth~], a file (in real time), another voice, or off. \
    Without a source it says to what."""
    voice, kind = engine.voice(request), request.get("source")
    if kind is None:
        _answer(engine, request, voice)
        return

    def work(progress: Progress) -> None:
        name, loop, fps = request.get("name", ""), bool(request.get("loop", 0)), request.get("fps", FPS)
        say = functools.partial(request.answer, "/heard_from", kind)
        engine.ears.listen(voice.name, kind, name, loop=loop, fps=fps, say=say, fail=request.fail, still=lambda: engine.has(voice))
        if (ring := engine.ears.ring(voice.name)) is not None:
            request.answer("/inlet", str(ring[0]), ring[1])
        _answer(engine, request, voice)

    engine.jobs.submit("load", request.job(voice.name, work))


@command("/signal name:s words:s*", options="voice", replies="/signal name:s value:f")
def signal(engine: EngineState, request: Request) -> None:
    """Move a signal that chains call signal(NAME): to a number in 0..1, or let it follow a chain of what the voice listens to. \
    Alone it says where it is."""
    voice, name, words = engine.voice(request), request.get("name"), request.get("words")
    faders, purpose = engine.ears.faders, f"signal {name}"
    number = _number(words)
    if number is not None:
        faders.put(name, number)
        engine.ears.want_no_more(voice.name, purpose)
    elif words:
        faders.follow(name, lambda: 0.0)
        chain = engine.ears.want(voice.name, purpose, " ".join(words))
        faders.follow(name, lambda: engine.ears.last(voice.name, chain))
    elif name not in faders.names():
        there = ", ".join(faders.names()[:20]) or "none"
        raise CommandError("invalid", f"A signal that is asked for was moved before. Received: {name}, and there are {there}.", rule="known-signal")
    request.answer("/signal", name, faders.value(name))


@command("/signals", replies="/signal name:s value:f …; /signals count:i")
def signals(engine: EngineState, request: Request) -> None:
    """List the signals that have a name, and where they are."""
    faders = engine.ears.faders
    for name in faders.names():
        request.answer("/signal", name, faders.value(name))
    request.answer("/signals", len(faders.names()))


def _answer(engine: EngineState, request: Request, voice: Voice) -> None:
    kind, name, fps = engine.ears.source(voice.name)
    request.answer("/listening", kind, name if kind != "device" else engine.ears.ear(voice.name).name, fps)


def _number(words: tuple[str, ...]) -> float | None:
    try:
        return float(words[0]) if len(words) == 1 else None
    except ValueError:
        return None
