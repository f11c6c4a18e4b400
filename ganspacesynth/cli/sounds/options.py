"""What the sound-making subcommands share: their options, opening model and directions, and writing a sound with its recipe."""

import argparse
import contextlib
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.computing import made_elsewhere
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.finish_options import Finish, add_finish_options
from ganspacesynth.cli.sounds.recipe_parts import keypoints_s, parts, title
from ganspacesynth.core.errors import plain
from ganspacesynth.core.output.decoders import DECODERS, LOCKED

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.composition.sound import Sound
    from ganspacesynth.core.recipe import Recipe
    from ganspacesynth.core.work.crew import Crew

PIPE = "-"


def add_sound_options(parser: argparse.ArgumentParser, output: str) -> None:
    """Declare the options of every subcommand that makes sound."""
    help_output = f"the sound to write: .wav, .flac or .ogg (default {output}); - writes it to a pipe"
    parser.add_argument("-o", "--output", default=None, metavar="FILE", help=help_output)
    parser.add_argument(
        "--model", metavar="MODEL", help="a model folder, native or published, or a name of `ganspacesynth models` (default: the embedded one)"
    )
    parser.add_argument("--directions", metavar="FILE", help="a directions file (default, for edits: directions_conv0.npz beside the model)")
    parser.add_argument("--precision", choices=("exact", "preview"), default="exact", help="exact (default), or preview: faster, a little rougher")
    add_decoder_option(parser)
    add_finish_options(parser)
    parser.add_argument("--picture", metavar="PNG", help="also draw the sound (.png, .svg or .pdf)")
    parser.add_argument("--seed", type=seed, default=None, metavar="N", help="a whole number: the same one gives the same sound (default: a new one)")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def add_decoder_option(parser: argparse.ArgumentParser) -> None:
    """Declare which decoder a mel model has."""
    said = "how spectrograms become sound: locked (default: phases locked to peaks), or published (as GANSynth was published; partials wobble)"
    parser.add_argument("--decoder", choices=DECODERS, default=LOCKED, help=said)


def add_trait_options(parser: argparse.ArgumentParser) -> None:
    """Declare what a conditioned model may be asked for; see `chosen_traits`."""
    group = parser.add_argument_group("models trained with conditions (`ganspacesynth info` says which names)")
    group.add_argument("--family", type=_amounts, metavar="NAME", help="such as guitar, or a mixture: guitar:0.7,organ:0.3")
    group.add_argument("--source", type=_amounts, metavar="NAME", help="acoustic, electronic or synthetic")
    group.add_argument("--qualities", type=_amounts, metavar="NAME,…", help="such as bright,reverb; none for none of them")
    group.add_argument("--velocity", type=float, metavar="N", help="MIDI velocity; on other models softer and duller")


def chosen_traits(**given: Any) -> dict[str, Any]:
    """Return what was asked for, of source, family, qualities and velocity."""
    return {kind: value for kind, value in given.items() if value is not None}


def _amounts(text: str) -> dict[str, float]:
    pairs = [word.strip().partition(":") for word in text.split(",") if word.strip() not in ("", "none")]
    try:
        return {name.strip(): float(amount) if colon else 1.0 for name, colon, amount in pairs}
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"names with commas between them, or with amounts, such as guitar:0.7,organ:0.3 (not {text!r})") from e


def numbers(text: str) -> tuple[float, ...]:
    """Read numbers with commas between them, such as edits."""
    try:
        return tuple(float(word) for word in text.split(",") if word.strip())
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"numbers with commas between them, such as 1.5,-2,0 (not {text!r})") from e


def open_sounds(model: str | None, directions: str | None, precision: str, *, decoder: str = LOCKED, wanted: bool = False) -> "Instrument":
    """Open a model and, where `wanted` or named, its directions.

    Raises:
        ModelError, DirectionsError: one of them cannot be opened, they do not belong together, or `wanted` ones are nowhere.
    """
    from ganspacesynth.composition.instrument import open_for_edits, open_instrument

    return (open_for_edits if wanted else open_instrument)(model, directions, precision=precision, decoder=decoder)


def chosen_seed(seed: int | None) -> int:
    """Return the seed given, or a new one (told, so that a lucky sound can be made again)."""
    import secrets

    from ganspacesynth.networks.prior import MAX_SEED

    return secrets.randbelow(MAX_SEED) if seed is None else seed


@dataclass(frozen=True)
class Outputs:
    """Where the results of a command go.

    Attributes:
        wave: the sound.
        picture: of its spectrogram, None for none.
        force: overwrite files that are there.
        bits: of the sound's samples, None for the usual ones.
        finish: how the sound is finished; None as its recipe says.
        engine: port of a running engine that makes the sounds if it makes the very same, None for none.
        piped_as: a name that ends as the sound's format does, when `wave` is "-": it goes to standard output.
        more: other files beside it, such as its steps.
    """

    wave: str
    picture: str | None = None
    force: bool = False
    bits: str | None = None
    finish: Finish | None = None
    piped_as: str | None = None
    engine: int | None = None
    more: tuple[str, ...] = ()

    @property
    def piped(self) -> bool:
        """Whether the sound goes to standard output, where nothing else may be said then."""
        return self.piped_as is not None

    @property
    def subtype(self) -> str:
        """libsndfile's name of the sound's samples."""
        from ganspacesynth.audio.files.sound_formats import sound_format

        return sound_format(self.piped_as or self.wave).subtype_of(self.bits)

    def tell(self, line: str) -> None:
        """Say a result: on standard output, unless the sound goes there."""
        if self.piped:
            sys.stderr.write(plain(line) + "\n")
        else:
            say(line)

    def check(self) -> None:
        """Raise before the work when a result could not be kept."""
        from ganspacesynth.audio.sound_picture import figure_format
        from ganspacesynth.core.errors import InvalidInput
        from ganspacesynth.core.files import check_output

        _ = self.subtype
        if self.piped:
            _check_pipe()
        if self.finish is not None:
            self.finish.check()
        if self.picture:
            figure_format(self.picture)
        paths = [path for path in (None if self.piped else self.wave, self.picture, *self.more) if path]
        if len({os.path.abspath(path) for path in paths}) < len(paths):
            raise InvalidInput(f"Each result needs a file of its own. Received: {', '.join(paths)}. Choose other names.", rule="distinct-outputs")
        for path in paths:
            check_output(path, force=self.force)


def write_sound(
    outputs: Outputs, opened: "Instrument", recipe: "Recipe", *, told: str = "", shown: bool = True, crew: "Crew | None" = None
) -> "Sound":
    """Make a recipe's sound, write it (and its picture), say where, and return it.

    Args:
        outputs: where.
        opened: what it is played with.
        recipe: of the sound.
        told: said behind its length, such as "pitch 64".
        shown: with a progress bar; without one where it is one of many.
        crew: who makes the scenes of a timeline.
    """
    from ganspacesynth.cli.progress_bar import counted
    from ganspacesynth.composition.sound import ALONE, make_sound
    from ganspacesynth.core.work.progress import quiet

    if outputs.finish is not None:
        recipe = outputs.finish.of(recipe, opened.model.config.sample_rate)
    with counted("Playing", parts(recipe)) if shown else contextlib.nullcontext(quiet) as progress:
        sound = made_elsewhere(outputs.engine, opened, recipe, progress) or make_sound(opened, recipe, progress=progress, crew=crew or ALONE)
        if outputs.piped_as is None:
            sound.save(outputs.wave, subtype=outputs.subtype, force=outputs.force)
    if outputs.piped_as is not None:
        _pipe(sound, outputs.piped_as, outputs.subtype)
    _tell(outputs, sound, told)
    return sound


def write_made(outputs: Outputs, sound: "Sound", *, told: str = "") -> None:
    """Write a sound that is made already (and its picture), and say where; see `write_sound`."""
    sound.save(outputs.wave, subtype=outputs.subtype, force=outputs.force)
    _tell(outputs, sound, told)


def _tell(outputs: Outputs, sound: "Sound", told: str) -> None:
    outputs.tell(f"{outputs.wave}: {sound.duration_s:.2f} s{f', {told}' if told else ''}")
    draw(outputs, sound)


def draw(outputs: Outputs, sound: "Sound") -> None:
    """Draw a sound where a picture of it is asked for, its keypoints marked, and say where."""
    from ganspacesynth.audio.sound_picture import draw_sound
    from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe

    if outputs.picture and isinstance(sound.recipe, TimelineRecipe):
        from ganspacesynth.composition.arranging.timeline_picture import draw_timeline

        draw_timeline(outputs.picture, sound.wave, sound.sample_rate, sound.recipe, title=title(sound.recipe), force=outputs.force)
        outputs.tell(f"{outputs.picture}: its scenes, keypoints, signals and spectrogram")
    elif outputs.picture:
        marks = keypoints_s(sound.recipe)
        draw_sound(outputs.picture, sound.wave, sound.sample_rate, title=title(sound.recipe), marks=marks, force=outputs.force)
        outputs.tell(f"{outputs.picture}: its spectrogram{', and where its keypoints are' if marks else ''}")


def wave_name(output: str | None, usual: str, wanted: str | None) -> str:
    """Return where a sound goes: a file's name, see `sound_name`, or `PIPE`."""
    from ganspacesynth.audio.files.sound_formats import sound_name

    return PIPE if output == PIPE else sound_name(output, usual, wanted)


def piped_as(output: str | None, wanted: str | None) -> str | None:
    """Return a name in the format of what goes through a pipe; None where nothing does."""
    return f"sound.{wanted or 'wav'}" if output == PIPE else None


def _check_pipe() -> None:
    from ganspacesynth.core.errors import InvalidInput

    if sys.stdout.isatty():
        raise InvalidInput(
            "A sound is nothing to read. Received: -o - on a terminal. Name a file, or pipe it on, as in `… -o - | aplay`.", rule="sound-off-terminal"
        )


def _pipe(sound: "Sound", name: str, subtype: str) -> None:
    """Write a sound to standard output; its header is only known when all of it has been written, so a file comes first."""
    import shutil
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(prefix="ganspacesynth-") as folder, open(sound.save(Path(folder) / name, subtype=subtype), "rb") as file:
        shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def interrupted(seed: int | None) -> str:
    """Say what is kept of a sound that was interrupted: nothing of it, and all that were whole before."""
    if seed is not None:
        return "Nothing of the sound was written; the same command makes it from its beginning."
    return "Nothing of the sound was written, and its seed is not kept: name one with --seed to be able to begin it again."


def say(line: str) -> None:
    """Print a result; what strangers wrote into it does not steer the terminal."""
    sys.stdout.write(plain(line) + "\n")
