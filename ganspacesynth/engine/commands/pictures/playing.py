"""Commands that play live pictures. Each only changes numbers, and is answered at once; the next frame follows."""

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.engine.commands.points import numbers_of
from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import MAIN, EngineState
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.voices.voice import checked_seed, new_seed


@command("/picture_z values:f*", replies="/picture_z values:f*")
def picture_z(engine: EngineState, request: Request) -> None:
    """Set z of the picture (as many numbers as the network has, over their whole range; or one blob of float32); without any, ask for it."""
    live, values = engine.pictures.live, request.get("values")
    if values:
        live.change(z=numbers_of(values))
    request.answer("/picture_z", *(float(each) for each in live.controls.z))


@command("/picture_seed number:i", replies="/picture_seed number:i")
def picture_seed(engine: EngineState, request: Request) -> None:
    """Show the picture of a seed, 0..16777216."""
    live, number = engine.pictures.live, checked_seed(request.get("number"))
    live.change(z=live.model.sample_z(1, seed=number)[0])
    request.answer("/picture_seed", number)


@command("/picture_random", replies="/picture_seed number:i")
def picture_random(engine: EngineState, request: Request) -> None:
    """Show the picture of a new seed."""
    live, number = engine.pictures.live, new_seed()
    live.change(z=live.model.sample_z(1, seed=number)[0])
    request.answer("/picture_seed", number)


@command("/picture_psi value:f?", replies="/picture_psi value:f")
def picture_psi(engine: EngineState, request: Request) -> None:
    """Draw w toward the mean of all: 1 leaves it, 0.7 is more usual, 0 the mean itself; without a value, ask for it."""
    live, value = engine.pictures.live, request.get("value")
    if value is not None:
        live.change(psi=value)
    request.answer("/picture_psi", live.controls.psi)


@command("/picture_cutoff rows:i?", replies="/picture_cutoff rows:i")
def picture_cutoff(engine: EngineState, request: Request) -> None:
    """Let psi act on so many rows of ws, from the first; -1: on all."""
    live, rows = engine.pictures.live, request.get("rows")
    if rows is not None:
        live.change(cutoff=None if rows == -1 else rows)
    cutoff = live.controls.cutoff
    request.answer("/picture_cutoff", -1 if cutoff is None else cutoff)


@command("/picture_edit number:i amount:f", replies="/ok address:s")
def picture_edit(engine: EngineState, request: Request) -> None:
    """Move the picture along one direction (number from 1), in standard deviations, mostly -3..3."""
    live, number = engine.pictures.live, request.get("number")
    count = live.directions.n_components if live.directions else 0
    if not 1 <= number <= count:
        raise InvalidInput(f"This picture network has {count} directions, counted from 1. Received: {number}.", rule="direction-number")
    edits = [*live.controls.edits, *[0.0] * (number - len(live.controls.edits))]
    edits[number - 1] = request.get("amount")
    live.change(edits=tuple(edits))
    request.ok()


@command("/picture_edits amounts:f*", replies="/picture_edits amounts:f*")
def picture_edits(engine: EngineState, request: Request) -> None:
    """Move the picture along the first directions; without amounts, ask for them."""
    live, amounts = engine.pictures.live, request.get("amounts")
    if amounts:
        live.change(edits=amounts)
    request.answer("/picture_edits", *live.controls.edits)


@command("/picture_noise word:s", replies="/ok address:s")
def picture_noise(engine: EngineState, request: Request) -> None:
    """The noise of StyleGAN 2: const (the file's own), none, random (new in each frame), or a seed."""
    engine.pictures.live.change(noise=request.get("word"))
    request.ok()


@command("/picture_class number:i", replies="/ok address:s")
def picture_class(engine: EngineState, request: Request) -> None:
    """Ask a network with classes for one, counted from 0."""
    engine.pictures.live.change(class_index=request.get("number"))
    request.ok()


@command("/picture_move turn:f right:f? down:f? zoom:f?", replies="/ok address:s")
def picture_move(engine: EngineState, request: Request) -> None:
    """Turn (degrees), shift (1 is the picture's edge) and zoom the picture of a StyleGAN 3."""
    values = [request.get(name, other) for name, other in (("turn", 0.0), ("right", 0.0), ("down", 0.0), ("zoom", 1.0))]
    engine.pictures.live.change(movement=tuple(values))
    request.ok()


@command("/picture_smooth seconds:f", replies="/ok address:s")
def picture_smooth(engine: EngineState, request: Request) -> None:
    """How gently pictures follow: 63 percent of a change take so long. 0: at once."""
    engine.pictures.live.move(smooth_s=request.get("seconds"))
    request.ok()


@command("/picture_wander seconds:f", options="seed", replies="/ok address:s")
def picture_wander(engine: EngineState, request: Request) -> None:
    """Move from one random picture to the next every so many seconds, endlessly; 0 stops."""
    engine.pictures.live.move(wander_s=request.get("seconds"), seed=request.get("seed", new_seed()))
    request.ok()


@command("/picture_follow on:i", options="seed voice", replies="/ok address:s")
def picture_follow(engine: EngineState, request: Request) -> None:
    """1 lets a voice drive the pictures (its z, edits, pitch and bends, as they are heard) by the fixed map of a seed, as in a video; 0: z again."""
    name = request.get("voice", MAIN)
    engine.pictures.follow((lambda: heard(engine, name)) if request.get("on") else None, request.get("seed", 0))
    request.ok()


def heard(engine: EngineState, name: str) -> Point | None:
    """Return the point of a voice as it is heard now, or, while it is silent, as it would begin; None where there is none."""
    player, voice = engine.players.get(name), engine.voices.get(name)
    point = None if player is None else player.heard()
    if point is None and voice is not None and len(engine.library):
        point = voice.point(voice.entry())
    return point
