"""`ganspacesynth show`: print the recipe inside a sound file, or make the sound again from it; show anything else, also on a page."""

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ganspacesynth.cli.sounds.options import Outputs, interrupted, say, title, write_sound
from ganspacesynth.cli.sounds.trust import open_named, trusted_bank
from ganspacesynth.core.files import open_file

if TYPE_CHECKING:
    from ganspacesynth.bank.answering.continuation_recipe import ContinuationRecipe
    from ganspacesynth.core.recipe import Recipe


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    help_file = (
        "a sound that ganspacesynth made; or a song, a picture, directions, a timeline, the folder of a model, a bank, a data set, a training run"
    )
    parser.add_argument("wav", metavar="FILE", help=help_file)
    page = parser.add_mutually_exclusive_group()
    page.add_argument("--page", metavar="HTML", help="write what is seen and heard of it as a page, which works offline")
    page.add_argument("--browser", action="store_true", help="the same, in a new file, which is opened in the browser")
    page.add_argument("--seen", action="store_true", help="the same in the terminal, also of a sound that ganspacesynth made")
    parser.add_argument("--json", action="store_true", help="print all of it, every number")
    parser.add_argument("--render", metavar="FILE", help="make the sound again and write it here: the same samples, on the same machine")
    parser.add_argument("--model", metavar="MODEL", help="where its model is now (default: where it was, or the embedded one)")
    parser.add_argument("--directions", metavar="FILE", help="where its directions are now")
    parser.add_argument("--bank", metavar="BANK", help="where the bank of an answer is now")
    parser.add_argument("--picture", metavar="PNG", help="with --render: also draw the sound (.png, .svg or .pdf)")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def run(args: argparse.Namespace) -> int:
    """Print, and render if asked."""
    from ganspacesynth.audio.files.recipe_inside import read_recipe
    from ganspacesynth.composition.recipes import check_recipe
    from ganspacesynth.core.errors import AudioError, InvalidInput
    from ganspacesynth.notebook.recipe_outline import recipe_lines

    if args.picture and not args.render:
        raise InvalidInput(
            "Only a sound that is made again is drawn. Received: --picture without --render. Give --render FILE.", rule="picture-needs-render"
        )
    if args.page or args.browser or args.seen:
        return _shown(args)
    stored = read_recipe(args.wav) if _is_sound(args.wav) or args.render or args.json else None
    if stored is None:
        if args.render or args.json:
            raise AudioError(
                f"The WAV must carry a recipe. Received: {args.wav} without one: another program made or re-saved it.", rule="wav-recipe"
            )
        return _shown(args)
    if args.json:
        say(json.dumps(stored, indent=2, ensure_ascii=False))
    else:
        for line in [*recipe_lines(stored), *_made_of(args.wav)]:
            say(line)
    return _render(args, check_recipe(stored, where=args.wav)) if args.render else 0


def _is_sound(path: str) -> bool:
    """Tell whether a file begins, or is named, as those sounds are that carry recipes; one that is not there may be, and is complained of then."""
    from ganspacesynth.audio.files.sound_formats import WAVE_HEAD, format_of
    from ganspacesynth.lineage.file import located

    place = located(path)
    if place.is_dir():
        return False
    if not place.is_file() or place.suffix.lower() in (".wav", ".flac", ".ogg"):
        return True
    with open_file(place) as file:
        return format_of(file.read(WAVE_HEAD)) is not None


def _shown(args: argparse.Namespace) -> int:
    """Show anything, in the terminal or on a page."""
    from pathlib import Path

    from ganspacesynth.cli.progress_bar import counted
    from ganspacesynth.core.files import check_output
    from ganspacesynth.notebook.show import BROWSER, TERMINAL, show

    if args.page:
        check_output(args.page, force=args.force)
    with counted("Looking", None):
        path = show(Path(args.wav), args.page or (BROWSER if args.browser else TERMINAL), force=args.force)
    if path is not None:
        say(f"{path}: a page. {'Open it in a browser.' if args.page else 'The browser opens it.'}")
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return interrupted(None)


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
    from ganspacesynth.bank.answering.continuation_recipe import ContinuationRecipe

    outputs = Outputs(args.render, args.picture, force=args.force)
    outputs.check()
    if isinstance(recipe, ContinuationRecipe):
        return _lay(args, recipe)
    write_sound(outputs, open_named(recipe, args.wav, args.model, args.directions), recipe)
    return 0


def _lay(args: argparse.Namespace, recipe: "ContinuationRecipe") -> int:
    """Lay an answer again from its bank."""
    from ganspacesynth.audio.sound_picture import draw_sound
    from ganspacesynth.bank.answering.answer_files import save_answer
    from ganspacesynth.bank.known_banks import open_bank

    bank = open_bank(args.bank or trusted_bank(recipe.bank.path, args.wav))
    wave = save_answer(args.render, recipe, bank, force=args.force)
    say(f"{args.render}: {len(wave) / bank.sample_rate:.2f} s")
    if args.picture:
        draw_sound(args.picture, wave, bank.sample_rate, title=title(recipe), force=args.force)
        say(f"{args.picture}: its spectrogram")
    return 0
