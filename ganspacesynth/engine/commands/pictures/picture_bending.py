"""Commands that bend layers and colours of live pictures, by hand and by signals."""

from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import MAIN, EngineState
from ganspacesynth.engine.pictures.picture_matrix import PictureRow
from ganspacesynth.engine.request import Request
from ganspacesynth.pictures.driving.picture_modulation import BENT, COLOURED, PictureModulation

ROW_REPLY = "/picture_modulation target:s chain:s low:f high:f shape:s latency:f"


@command("/picture_bend layer:s bend:s amount:f?", replies="/ok address:s")
def picture_bend(engine: EngineState, request: Request) -> None:
    """Bend a layer of the picture (early, middle, late, a name such as b16.conv1, some of its channels as b16.conv1[0-31], or picture, what comes \
    out), beside its other bends, by a word of /picture_bend_words; without an amount it does its usual thing."""
    engine.pictures.live.bend(request.get("layer"), request.get("bend"), request.get("amount"))
    request.ok()


@command("/picture_bends", replies="/picture_bend layer:s bend:s amount:f …; /picture_bends count:i")
def picture_bends(engine: EngineState, request: Request) -> None:
    """List the bends of the picture's layers, in the form that /picture_bend takes."""
    listed = engine.pictures.live.controls.bent.listed()
    for each in listed:
        request.answer("/picture_bend", *each)
    request.answer("/picture_bends", len(listed))


@command("/picture_bend_words", replies="/picture_bend_word word:s straight:f usual:f low:f high:f …; /picture_bend_words count:i")
def picture_bend_words(engine: EngineState, request: Request) -> None:
    """List the bends that a layer of a picture can have: where each changes nothing, what is usual, and how far signals go."""
    for word, (_, *numbers) in BENT.items():
        request.answer("/picture_bend_word", word, *(float(each) for each in numbers))
    request.answer("/picture_bend_words", len(BENT))


@command("/picture_straighten", replies="/ok address:s")
def picture_straighten(engine: EngineState, request: Request) -> None:
    """Take all bends of the picture's layers away; colours stay."""
    engine.pictures.live.straighten()
    request.ok()


@command("/picture_colour word:s amount:f?", replies="/ok address:s")
def picture_colour(engine: EngineState, request: Request) -> None:
    """Change colours of what comes out: brightness (0), contrast (1), saturation (1), hue (0 degrees), white (0, under 0 black); without an \
    amount it does its usual thing."""
    engine.pictures.live.colour(request.get("word"), request.get("amount"))
    request.ok()


@command("/picture_colours", replies="/picture_colour word:s amount:f …; /picture_colours count:i")
def picture_colours(engine: EngineState, request: Request) -> None:
    """List what changes colours; count is of words that there are."""
    for each in engine.pictures.live.controls.bent.listed_colours():
        request.answer("/picture_colour", *each)
    request.answer("/picture_colours", len(COLOURED))


@command("/picture_modulate target:s words:s*", options="voice", replies=ROW_REPLY)
def picture_modulate(engine: EngineState, request: Request) -> None:
    """Let a chain, heard with the ear of a voice, move the pictures, as in zoom.early:1:1.3 onsets(low) | decay 0.3; targets are those of \
    videos. A newer row takes its target's place."""
    row = PictureModulation.read(f"{' '.join(request.get('words'))} -> {request.get('target')}")
    _answer(engine, request, engine.pictures.modulate(row, request.get("voice", MAIN)))


@command("/picture_unmodulate target:s?", replies="/ok address:s")
def picture_unmodulate(engine: EngineState, request: Request) -> None:
    """Let chains move pictures no longer: all, or that of a target."""
    engine.pictures.unmodulate(request.get("target"))
    request.ok()


@command("/picture_modulations", replies=f"{ROW_REPLY} …; /picture_modulations count:i")
def picture_modulations(engine: EngineState, request: Request) -> None:
    """List what moves the pictures."""
    rows = engine.pictures.matrix.rows
    for row in rows:
        _answer(engine, request, row)
    request.answer("/picture_modulations", len(rows))


def _answer(engine: EngineState, request: Request, kept: PictureRow) -> None:
    row, latency_s = kept.row, engine.pictures.matrix.latency_s(kept)
    request.answer("/picture_modulation", kept.target, row.chain, row.low, row.high, row.shape, round(latency_s, 4))
