"""Commands about models and directions. What takes time is done in the lane `load`, beside whatever plays."""

from collections.abc import Iterator, Mapping
from typing import Any

from ganspacesynth.core.bends.kinds import Offset
from ganspacesynth.core.errors import DirectionsError
from ganspacesynth.core.work.jobs import Job
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.conditioning import say_left_out
from ganspacesynth.engine.commands.row import MODEL, command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.library import OpenModel, folder_of, name_of, open_entry
from ganspacesynth.engine.request import Request, asked_decoder


@command("/load path:s", options="as directions precision decoder voice", replies=f"/loaded {MODEL} directions:i")
def load(engine: EngineState, request: Request) -> None:
    """Open a model folder (`default`: the embedded model) and give it to the voice. Its directions come along when they lie beside it."""
    voice, path = engine.voice(request), request.get("path")
    name = request.get("as") or name_of(path)
    precision, decoder = request.get("precision", engine.precision), asked_decoder(request) or engine.decoder

    def given(entry: OpenModel) -> None:
        voice.model = entry.name
        if engine.has(voice):  # it may have been closed meanwhile
            say_left_out(engine, request)
        request.answer("/loaded", *facts(entry), _count(entry))
        engine.changed(request)

    known = engine.library.find(name, folder_of(path))
    if known and not request.get("directions") and known.preview.model.precision == known.at(precision).model.precision:
        return given(_decoding(engine, known, decoder))

    def work(progress: Progress) -> None:
        entry = open_entry(path, name, request.get("directions"), precision, decoder)
        progress(1, 1)
        engine.library.put(entry)
        given(entry)
        _warm(entry)

    return engine.jobs.submit("load", Job(work, request.cancelled, request.fail, owner=voice.name))


@command("/unload name:s", replies="/unloaded name:s")
def unload(engine: EngineState, request: Request) -> None:
    """Close a model."""
    engine.library.remove(request.get("name"))
    for voice in engine.voices.values():
        voice.model = None if voice.model == request.get("name") else voice.model
    request.answer("/unloaded", request.get("name"))


@command("/models", replies=f"/model {MODEL} …; /models count:i")
def models(engine: EngineState, request: Request) -> None:
    """List the models that are open."""
    names = engine.library.names()
    for name in names:
        request.answer("/model", *facts(engine.library.get(name)))
    request.answer("/models", len(names))


@command("/info", options="model voice", replies=f"/info name:s value:s …; /model {MODEL}")
def info(engine: EngineState, request: Request) -> None:
    """Say what a model's card says, and its figures."""
    entry = engine.voice(request).entry(request.get("model"))
    for name, value in _flat(entry.preview.model.about):
        request.answer("/info", name, value)
    for kind, values in entry.preview.model.config.conditions.to_json().items():
        request.answer("/info", f"conditions.{kind}", ", ".join(map(str, values)))
    request.answer("/model", *facts(entry))


@command("/use name:s", options="voice", replies="/ok address:s")
def use(engine: EngineState, request: Request) -> None:
    """Play the voice on this model."""
    engine.library.get(request.get("name"))
    engine.voice(request).model = request.get("name")
    say_left_out(engine, request)
    request.ok()
    engine.changed(request)


@command("/load_directions path:s", options="model voice", replies="/loaded_directions name:s count:i layer:s")
def load_directions(engine: EngineState, request: Request) -> None:
    """Open a directions file for a model."""
    voice = engine.voice(request)
    entry = voice.entry(request.get("model"))

    def work(progress: Progress) -> None:
        changed = engine.library.get(entry.name).with_directions(request.get("path"))
        progress(1, 1)
        engine.library.put(changed)
        directions = changed.preview.directions
        request.answer("/loaded_directions", entry.name, _count(changed), directions.layer if directions else "")
        _warm(changed)

    engine.jobs.submit("load", Job(work, request.cancelled, request.fail, owner=voice.name))


@command("/directions", options="model voice", replies="/direction number:i name:s low:f high:f …; /directions name:s count:i layer:s")
def directions(engine: EngineState, request: Request) -> None:
    """List the directions: number (from 1), name and usable range of each."""
    entry = engine.voice(request).entry(request.get("model"))
    found = entry.preview.directions
    if found is None:
        raise DirectionsError(
            f"Directions must be loaded before they are listed. Received: {entry.name} without. Send /load_directions FILE.", rule="needs-directions"
        )
    for index in range(found.n_components):
        request.answer("/direction", index + 1, found.name(index), *found.range(index))
    request.answer("/directions", entry.name, found.n_components, found.layer)


def facts(entry: OpenModel) -> tuple[Any, ...]:
    """Return a model's figures, as /model and /loaded say them."""
    model, config = entry.preview.model, entry.preview.model.config
    return (entry.name, model.id, config.sample_rate, config.audio_length, config.latent_size, config.pitches[0], config.pitches[-1])


def _decoding(engine: EngineState, known: OpenModel, decoder: str) -> OpenModel:
    """Return an open model with this decoder, which it keeps."""
    entry = known.decoding(decoder)
    if entry.preview.model.decoder != known.preview.model.decoder:
        engine.library.put(entry)
    return entry


def _count(entry: OpenModel) -> int:
    return entry.preview.directions.n_components if entry.preview.directions else 0


def _warm(entry: OpenModel) -> None:
    """Build the graphs that edits need, so that the first move of a slider is as quick as the second."""
    model, found = entry.preview.model, entry.preview.directions
    if found is None:
        return
    layer = model.config.layers[found.layer]
    model.synthesize_from(found.layer, found.mean.reshape(layer))
    model.synthesize(model.sample_z(1, seed=0), model.config.pitches[0], bends={found.layer: (Offset(found.offset([0.0]).reshape(-1, *layer)),)})


def _flat(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, inside in value.items():
        if isinstance(inside, Mapping):
            yield from _flat(inside, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(inside)[:1000]
