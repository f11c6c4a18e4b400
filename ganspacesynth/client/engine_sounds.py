"""A recipe in, its sound out as a running engine makes it, sample for sample the same as here; None where there is no such engine.

Nobody is asked for a password on this machine's own addresses, so an engine may be anybody's. It is handed a private folder, with the recipe in it,
and has to write the sound there: another user's can do neither. What it says is not believed, what it wrote is read like any file.
"""

import contextlib
import functools
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.client.client import Client, EngineError
from ganspacesynth.client.launch import find
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.sound import Sound
from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.networks.runtime import computed_by
from ganspacesynth.version import __version__

RECIPE, WAVE = "recipe.json", "sound.wav"
DAMAGE = (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError)  # what comes of answers and files that are not an engine's
VOICE = "command line"  # whose jobs these are; it is no voice that anybody plays


def made_by_engine(port: int, instrument: Instrument, recipe: Recipe, *, progress: Progress = quiet) -> Sound | None:
    """Have a recipe's sound made by the engine on a port, if that makes the very same.

    Args:
        port: of this machine, where somebody answers (see `port.answers`).
        instrument: what the sound would be made with here.
        recipe: of any kind.
        progress: called with (parts done, parts in all), by another thread.

    Returns:
        The sound; None where no engine of ours listens, or it has not this model and these directions, is another program or version, computes
        otherwise, has other work to do, or fails. Then it is to be made here, and whatever is wrong with the recipe is said then.
    """
    client = _engine(port)
    if client is None or client.gone is not None:
        return None
    signed = instrument.signed(recipe)
    with contextlib.suppress(GanSpaceSynthError, *DAMAGE), tempfile.TemporaryDirectory(prefix="ganspacesynth-") as folder:
        if not _is_our_like(client, instrument.model.id):
            return None
        (Path(folder) / RECIPE).write_text(json.dumps(signed.to_json()), encoding="utf-8")
        _ask(client, Path(folder), progress)
        wave, rate = _read(Path(folder) / WAVE)
        if _said(read_recipe(Path(folder) / WAVE)) == _said(signed.to_json()) and rate == (signed.rate or instrument.model.config.sample_rate):
            return Sound(wave, rate, signed)
    return None


@functools.cache
def _engine(port: int) -> Client | None:
    """Return the conversation with whoever listens on a port: one for all the sounds of a command, ended with it."""
    link = find(port)
    return None if link is None else link.client


def _is_our_like(client: Client, model: str) -> bool:
    """Whether an engine would make the same samples, with a model that it has, at once."""
    asked = [client.ask(address) for address in ("/version", "/runtime", "/state", "/models")]
    version, runtime, state, models = (each.result() for each in asked)
    same = version[-1]["text"] == __version__ and runtime[-1]["text"] == computed_by(os.environ)
    return same and state[-1]["jobs"] == 0 and any(answer.values.get("id") == model for answer in models)


def _ask(client: Client, folder: Path, progress: Progress) -> None:
    asked = client.ask("/render", str(folder / RECIPE), to=str(folder / WAVE), bits="float", voice=VOICE, progress=progress)
    try:
        asked.result()
    except BaseException as e:
        if not isinstance(e, EngineError):  # Ctrl-C: nobody waits for it any more
            client.cancel(asked, voice=VOICE)
        raise


def _said(recipe: Any) -> Any:
    """Return all that decides about a sound: a recipe as JSON, without where its model and directions lie."""
    said = json.loads(json.dumps(recipe))
    for name in ("model", "directions"):
        said[name] = {key: value for key, value in (said.get(name) or {}).items() if key != "path"}
    return said


def _read(path: Path) -> tuple[np.ndarray, int]:
    """Return the samples of a sound file as they are, float32 [samples] or [samples, 2], and its rate."""
    import soundfile

    from ganspacesynth.core.files import open_file

    with open_file(path) as opened, soundfile.SoundFile(opened) as file:
        if file.subtype != "FLOAT" or file.channels > 2:
            raise ValueError("no sound of ours")
        return file.read(dtype="float32"), int(file.samplerate)
