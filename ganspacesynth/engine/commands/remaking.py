"""The command that makes a sound of ours again from its recipe, for whoever wants the very same samples."""

from pathlib import Path

from ganspacesynth.audio.files.sound_formats import sound_format
from ganspacesynth.composition.point_arguments import find_recipe
from ganspacesynth.composition.recipes import check_recipe
from ganspacesynth.composition.sound import make_sound
from ganspacesynth.core.errors import GanSpaceSynthError, SequenceError, brief
from ganspacesynth.core.files import read_json
from ganspacesynth.core.recipe import Recipe
from ganspacesynth.core.work.progress import Progress
from ganspacesynth.engine.commands.row import SOUND, command
from ganspacesynth.engine.engine_state import MAIN, EngineState
from ganspacesynth.engine.request import Request
from ganspacesynth.engine.written_files import check_sound


@command("/render path:s", options="to bits force voice", replies=f"/rendered {SOUND}")
def render(engine: EngineState, request: Request) -> None:
    """Make a sound of ours again: path is a file that carries its recipe, a recipe as .json, or a favourite. What it was made with must be open."""
    recipe = _recipe_in(request.get("path"))
    instrument = engine.library.instrument_of(recipe)
    target, force = request.get("to"), bool(request.get("force"))
    subtype = sound_format(target).subtype_of(request.get("bits")) if target else None
    if target:
        check_sound(target, force=force)

    def work(progress: Progress) -> None:
        sound = make_sound(instrument, recipe, progress=progress)
        if target:  # checked once more: another message may have taken the name
            path = sound.save(check_sound(target, force=force), subtype=subtype, force=force)
        else:
            path = engine.sounds.write(sound.wave, sound.sample_rate, sound.recipe.to_json())
        request.answer("/rendered", str(path), len(sound.wave), sound.sample_rate)

    name = request.get("voice", MAIN)  # not the voice: its last sound stays as it is
    engine.jobs.submit("export", request.job(name, work, report=request.progress))


def _recipe_in(path: str) -> Recipe:
    try:
        if path.lower().endswith(".json"):
            return check_recipe(read_json(Path(path).expanduser(), SequenceError), where=path)
        return find_recipe(path)[0]
    except GanSpaceSynthError:
        raise
    except (RuntimeError, ValueError) as e:  # ~somebody without a home, a null character
        raise SequenceError(f"The file must be readable. Received: {brief(path)} ({e}). Check the path.", rule="readable-file") from e
