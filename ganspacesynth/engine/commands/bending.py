"""Commands that bend layers of the present sound."""

from ganspacesynth.core.bend import Offset, Scale, straightened
from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.request import Request


@command("/bend layer:s scale:f offset:f?", options="voice", replies="/ok address:s")
def bend(engine: EngineState, request: Request) -> None:
    """Multiply a layer by scale, and add offset to it. 1 0 is straight."""
    voice = engine.voice(request)
    layer = voice.entry().preview.model.config.check_layer(request.get("layer"))
    others = {name: each for name, each in voice.step.point.bends.items() if name != layer}
    wanted = (Scale(request.get("scale")), Offset(request.get("offset", 0.0)))
    bent = tuple(bend for bend in wanted if bend.amount != bend.straight)
    voice.edit(("bend", layer), bends={**others, layer: bent} if bent else others)
    request.ok()
    engine.changed(request)


@command("/bends", options="voice", replies="/bend layer:s scale:f offset:f …; /bends count:i")
def bends(engine: EngineState, request: Request) -> None:
    """List the bent layers."""
    bent = engine.voice(request).step.point.bends
    for layer in sorted(bent, key=lambda layer: not any(isinstance(bend, Scale) for bend in bent[layer])):  # scaled ones come first
        request.answer("/bend", layer, *(float(bend.amount) for bend in straightened(bent[layer])))
    request.answer("/bends", len(bent))


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
