"""Commands that bend layers of the present sound."""

from ganspacesynth.continuous.layer_trajectory import check_streamed
from ganspacesynth.core.bends.arrays import check_has_channels
from ganspacesynth.core.bends.bend import is_affine, straightened
from ganspacesynth.core.bends.kinds import KINDS, Bend, Offset, Scale, checked_bend
from ganspacesynth.core.bends.written_bends import worded_bend, write_channels
from ganspacesynth.core.errors import brief
from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.messages import CommandError
from ganspacesynth.engine.request import Request

USAGE = "Send /bend layer scale offset, or /bend layer word numbers, such as /bend conv1_3 shift 0.1."


@command("/bend layer:s bend:s amounts:s*", options="voice", replies="/ok address:s")
def bend(engine: EngineState, request: Request) -> None:
    """Bend a layer: multiply it by a number, and add another one (1 0 is straight). Or, beside its other bends, by a word of /bend_words and its \
    numbers, in their order or as name=number; a word alone does its usual thing."""
    word, wanted = _wanted(request.get("bend"), request.get("amounts"))
    voice = engine.voice(request)
    config = voice.entry().preview.model.config
    layer = config.check_layer(request.get("layer"))
    check_has_channels(wanted[0].channels, config.layers[layer][2])
    before = voice.step.point.bends
    chain = tuple(each for each in (_beside(before.get(layer, ()), wanted[0]) if word else wanted) if not each.is_straight)
    others = {name: each for name, each in before.items() if name != layer}
    if getattr(engine.players.get(voice.name), "form", "") == "continuous":
        check_streamed(voice.entry().preview.model, {layer: chain}, voice.entry().preview.directions)
    voice.edit(("bend", layer, word), bends={**others, layer: chain} if chain else others)
    request.ok()
    engine.changed(request)


@command("/bends", options="voice", replies="/bend layer:s bend:s amounts:s* …; /bends count:i")
def bends(engine: EngineState, request: Request) -> None:
    """List the bent layers, each bend in the form that /bend takes; count is of layers."""
    bent = engine.voice(request).step.point.bends
    for layer in sorted(bent, key=lambda layer: not any(isinstance(bend, Scale) for bend in bent[layer])):  # scaled ones come first
        chain = bent[layer]
        if is_affine(chain):
            request.answer("/bend", layer, *(float(bend.amount) for bend in straightened(chain)))
            continue
        for each in chain:
            numbers = [float(getattr(each, number.name)) for number in each.amounts()]
            request.answer("/bend", layer, each.kind, *numbers, *([f"channels={write_channels(each.channels)}"] if each.channels else []))
    request.answer("/bends", len(bent))


@command("/bend_words", replies="/bend_word word:s numbers:s about:s …; /bend_words count:i")
def bend_words(engine: EngineState, request: Request) -> None:
    """List the bends that a layer can have: their numbers, with what they are where the word stands alone, and what each does."""
    for word, kind in KINDS.items():
        request.answer("/bend_word", word, " ".join(f"{each.name}={each.metadata['usual']:g}" for each in kind.amounts()), kind.about)
    request.answer("/bend_words", len(KINDS))


@command("/straighten", options="voice", replies="/ok address:s")
def straighten(engine: EngineState, request: Request) -> None:
    """Take all bends away."""
    engine.voice(request).edit(bends={})
    request.ok()
    engine.changed(request)


@command("/layers", options="model voice", replies="/layer name:s frames:i bins:i channels:i …; /layers count:i")
def layers(engine: EngineState, request: Request) -> None:
    """List the layers that can be bent."""
    found = engine.voice(request).entry(request.get("model")).preview.model.config.layers
    for name, shape in found.items():
        request.answer("/layer", name, *shape)
    request.answer("/layers", len(found))


def _wanted(first: str, amounts: tuple[str, ...]) -> tuple[str, tuple[Bend, ...]]:
    """Return the word and the bend that a message says, or "" and the scale and offset that numbers alone mean."""
    numbers = [_float(each) for each in (first, *amounts)]
    if numbers[0] is None:
        return first, (worded_bend(first, amounts),)
    if len(numbers) > 2 or None in numbers:
        said = " ".join([first, *amounts])
        raise CommandError("usage", f"Numbers alone multiply a layer, and add to it. Received: {brief(said)}. {USAGE}", rule="bend-form")
    scale, offset = (*numbers, 0.0)[:2]
    return "", (checked_bend(Scale(scale or 0.0)), checked_bend(Offset(offset or 0.0)))


def _beside(chain: tuple[Bend, ...], bend: Bend) -> tuple[Bend, ...]:
    """Return a layer's bends with another one: in the place of that of the same word and channels, or behind all."""
    alike = (index for index, each in enumerate(chain) if each.kind == bend.kind and each.channels == bend.channels)
    place = next(alike, len(chain))
    return (*chain[:place], bend, *chain[place + 1 :])


def _float(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None
