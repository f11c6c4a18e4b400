"""Commands about what the sound shall be beside its pitch, on a conditioned model: family, source, qualities, velocity."""

from collections.abc import Sequence

from ganspacesynth.core.conditions import TIMBRE, Conditions, Written, read_conditions
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.engine.commands.row import command
from ganspacesynth.engine.engine_state import EngineState
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.voices.voice import Voice
from ganspacesynth.networks.gansynth.condition_labels import ConditionNames

ANY = "any"  # no longer asked for
NONE = "none"  # of the qualities: none of them


@command("/traits words:s*", options="voice", replies="/trait kind:s asked:i words:s* …; /traits count:i")
def traits(engine: EngineState, request: Request) -> None:
    """Ask a conditioned model for a trait: family guitar; family guitar 0.7 organ 0.3; qualities bright dark; velocity 100.

    A kind alone is asked for no longer; `any` forgets all. Without words, say what the sound has: asked is 1 for what was asked for, 0 for what
    came along.
    """
    voice, words = engine.voice(request), request.get("words")
    if words:
        _ask(voice, words)
        engine.changed(request)
    found = _heard(voice) if len(engine.library) else voice.step.point.timbre
    for kind, value in found.items():
        request.answer("/trait", kind, int(kind in voice.step.point.asked), *_words(value))
    request.answer("/traits", len(found))


@command("/conditions", options="model voice", replies="/condition kind:s words:s* …; /conditions count:i")
def conditions(engine: EngineState, request: Request) -> None:
    """List what the model can be asked for: kinds and their names."""
    known = engine.voice(request).entry(request.get("model")).preview.model.config.conditions
    for kind in known.kinds:
        request.answer("/condition", kind, *getattr(known, kind))
    request.answer("/conditions", len(known.kinds))


def say_left_out(engine: EngineState, request: Request) -> None:
    """Say which traits the steps ask for in vain, once another model or other steps were taken up."""
    voice = engine.voice(request)
    if not len(engine.library):
        return
    known = voice.entry().preview.model.config.conditions.known
    lost = {kind for step in voice.sequence.steps for kind, value in step.point.asked.items() if not _knows(known(step.point.asked), kind, value)}
    if lost:
        request.answer("/left_out", *(kind for kind in TIMBRE if kind in lost))


def _ask(voice: Voice, words: Sequence[str]) -> None:
    kind, *names = words
    asked = voice.step.point.asked
    if words == (ANY,):
        asked = {}
    elif kind in TIMBRE and names in ([], [ANY]):
        asked.pop(kind, None)
    else:
        known = voice.entry().preview.model.config.conditions
        if kind not in TIMBRE:
            raise InvalidInput(_no_kind(known, kind), rule="trained-condition")
        asked.update(known.check(read_conditions({kind: _written(kind, names)}, kinds=TIMBRE)))
    voice.ask(asked, ("traits", kind))


def _heard(voice: Voice) -> Conditions:
    """Return the traits of the sound as it is played; in mode replace nothing reads what was not asked for."""
    model, point = voice.entry().preview.model, voice.step.point
    known = model.config.conditions.known(point.timbre)
    if model.joint is None or point.mode == "replace":
        return known
    return model.joint.complete(known, model.config.nearest_pitch(voice.pitch))


def _written(kind: str, words: Sequence[str]) -> Written:
    """Return what stands behind a kind: names, each with an amount behind it or not (it is 1 then); a velocity is a number."""
    if kind == "velocity":
        number = _number(words[0]) if len(words) == 1 else None
        return " ".join(words) if number is None else number
    shares: dict[str, float] = {}
    name = None
    for word in words if words != [NONE] or kind != "qualities" else []:
        number = _number(word)
        if number is None:
            name = word
            shares[name] = 1.0
        elif name is None:
            raise InvalidInput(
                f"An amount stands behind its name. Received: {kind} {' '.join(words)[:60]}. Send such as family guitar 0.7 organ 0.3.",
                rule="amount-after-name",
            )
        else:
            shares[name], name = number, None
    return shares


def _words(value: dict[str, float] | float) -> tuple[str | float, ...]:
    """Return a trait as it is sent: names, with their amounts where those are not 1."""
    if isinstance(value, float):
        return (value,)
    words = [(name,) if share == 1.0 else (name, share) for name, share in value.items()]
    return tuple(word for pair in words for word in pair) or (NONE,)


def _knows(known: Conditions, kind: str, value: dict[str, float] | float) -> bool:
    return kind in known and (not isinstance(value, dict) or known[kind].keys() == value.keys())  # type: ignore[union-attr]


def _no_kind(known: ConditionNames, word: str) -> str:
    if not known:
        return f"This model takes nothing but the pitch. Received: {word[:40]!r}. Load one that was trained with conditions."
    named = {name: kind for kind in known.kinds if kind != "velocity" for name in getattr(known, kind)}
    hint = f"Send /traits {named[word]} {word}" if word in named else "Send /conditions for their names"
    return f"A trait begins with its kind: {', '.join(known.kinds)}. Received: {word[:40]!r}. {hint}."


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None
