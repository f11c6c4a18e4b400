"""`ganspacesynth show`: print the recipe inside a sound file, or make the same sound again from it."""

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.sounds.options import Outputs, interrupted, say, title, write_sound
from ganspacesynth.cli.sounds.trust import open_named

if TYPE_CHECKING:
    from ganspacesynth.core.recipe import Recipe

NOTE = ("start_s", "end_s", "pitch", "velocity", "channel")
MANY = 12  # steps, points or notes that are printed before "and so on"
LONG = 8  # numbers in a row that are printed, not counted
DEEPEST = 8
LONGEST = 200  # letters of one value that are printed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("wav", metavar="FILE", help="a WAV, FLAC or OGG that ganspacesynth made")
    parser.add_argument("--json", action="store_true", help="print all of it, every number")
    parser.add_argument("--render", metavar="FILE", help="make the sound again and write it here: the same samples, on the same machine")
    parser.add_argument("--model", metavar="MODEL", help="where its model is now (default: where it was, or the embedded one)")
    parser.add_argument("--directions", metavar="FILE", help="where its directions are now")
    parser.add_argument("--picture", metavar="PNG", help="with --render: also draw the sound (.png, .svg or .pdf)")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def run(args: argparse.Namespace) -> int:
    """Print, and render if asked."""
    from ganspacesynth.audio.files.recipe_inside import read_recipe
    from ganspacesynth.composition.recipes import check_recipe
    from ganspacesynth.core.errors import AudioError, InvalidInput

    if args.picture and not args.render:
        raise InvalidInput(
            "Only a sound that is made again is drawn. Received: --picture without --render. Give --render FILE.", rule="picture-needs-render"
        )
    stored = read_recipe(args.wav)
    if stored is None:
        raise AudioError(f"The WAV must carry a recipe. Received: {args.wav} without one: another program made or re-saved it.", rule="wav-recipe")
    if args.json:
        say(json.dumps(stored, indent=2, ensure_ascii=False))
    else:
        for line in [*describe(stored), *_made_of(args.wav)]:
            say(line)
    return _render(args, check_recipe(stored, where=args.wav)) if args.render else 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return interrupted(None)


def describe(recipe: Any) -> Iterator[str]:
    """Yield lines for people; long rows of numbers are counted and not listed."""
    from ganspacesynth.composition.recipes import check_recipe
    from ganspacesynth.core.errors import GanSpaceSynthError

    try:
        yield title(check_recipe(recipe))
    except GanSpaceSynthError:
        yield "a recipe that this version cannot play"
    if not isinstance(recipe, dict):
        yield f"  {_brief(recipe)}"
        return
    if isinstance(recipe.get("notes"), list):
        named = [dict(zip(NOTE, note, strict=False)) if isinstance(note, list) else note for note in recipe["notes"]]
        recipe = {**recipe, "notes": named}
    for name, value in recipe.items():
        if name not in ("format", "version", "kind") and value is not None:
            yield from _outline(name, value, "")


def _made_of(wav: str) -> Iterator[str]:
    """Yield the digest of a WAV's samples, and of what it was made."""
    from ganspacesynth.composition.sound import read_artifact
    from ganspacesynth.core.errors import AudioError

    try:
        artifact = read_artifact(wav)
    except AudioError as e:
        yield f"  samples: {e}"
        return
    yield f"samples: sha256 {artifact.digest}"
    if artifact.parents:
        yield f"made of: {', '.join(f'{parent.kind} {parent.digest[:16]}' for parent in artifact.parents)}"


def _render(args: argparse.Namespace, recipe: "Recipe") -> int:
    outputs = Outputs(args.render, args.picture, force=args.force)
    outputs.check()
    write_sound(outputs, open_named(recipe, args.wav, args.model, args.directions), recipe)
    return 0


def _outline(name: str, value: Any, indent: str) -> Iterator[str]:
    """Yield a name and its value: on one line, or what is inside it on lines of its own."""
    inner = dict(enumerate(value, start=1)) if isinstance(value, list) else value
    if not _deep(value) or len(indent) > DEEPEST:
        yield f"{indent}{name}: {_brief(value)}"
        return
    yield f"{indent}{name}:"
    for number, (key, item) in enumerate(inner.items()):
        if number == MANY and isinstance(value, list):
            yield f"{indent}  … and {len(value) - MANY} more"
            return
        yield from _outline(str(key), item, f"{indent}  ")


def _deep(value: Any) -> bool:
    """Whether something with names of its own is inside."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(item, dict) or (isinstance(value, dict) and isinstance(item, list) and _deep(item)) for item in inner if item)


def _brief(value: Any) -> str:
    """Say a value on one line."""
    if isinstance(value, dict):
        said = [f"{name} {_brief(item)}" for name, item in value.items() if item is not None and not isinstance(item, dict)]
        return ", ".join(said) or "-"
    if isinstance(value, list):
        plain = len(value) <= LONG and not any(isinstance(item, list | dict) for item in value)
        return " ".join(_brief(item) for item in value) or "none" if plain else f"{len(value)} values"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    word = f"{value:.6g}" if isinstance(value, float) else str(value)
    return word if len(word) <= LONGEST else f"{word[:LONGEST]} …"
