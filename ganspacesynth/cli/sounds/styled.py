"""The options that say how a hallucination is composed: parsed words in, styles out, one for each layer."""

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ganspacesynth.composition.styles.style import Style

# option -> what it asks of a style, see Style.asked
FIELDS = {"interp": "interp_steps", "trim": "start_trim_s", "attack": "attack_s", "sustain": "sustain_s", "release": "release_s"}
FIELDS |= {"pitch": "pitches", "spacing": "spacing_s", "duration": "duration_s"}
FIELDS |= {name: name for name in ("bpm", "swing", "density", "pause", "scale", "root", "between", "form")}
CHANCE = ("style", "layers", "bpm", "swing", "density", "pause", "scale", "root")  # what a file of steps has no use for


def add_style_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    group = parser.add_argument_group("composing (docs/hallucinations.md lists the styles and the scales)")
    help_style = (
        "default, ambient, bells, drone, plucked, rhythm, slow, walk, or a .json file of your own; several with commas between them are layers"
    )
    group.add_argument("--style", type=_names, default=None, metavar="NAME,…", help=help_style)
    group.add_argument("--layers", type=int, default=None, metavar="N", help="so many hallucinations over one another (default: one for each style)")
    group.add_argument("--stems", action="store_true", help="also write each layer as a WAV beside the mix, which is their sum")
    group.add_argument("--scale", default=None, metavar="NAME", help="such as major, dorian or minor-pentatonic")
    group.add_argument("--root", default=None, metavar="NOTE", help="the scale's: D (in the octave of the style), or D3")
    group.add_argument("--bpm", type=float, default=None, metavar="N", help="beats a minute")
    group.add_argument("--swing", type=float, default=None, metavar="0.5..0.75", help="where between two beats the half beat is; 0.5 is straight")
    group.add_argument("--density", type=float, default=None, metavar="0.01..1", help="share of the places that sound; the others are rests")
    group.add_argument("--pause", type=float, default=None, metavar="BEATS", help="silence after each phrase")


def chosen_styles(given: dict[str, Any]) -> "list[tuple[str, Style]]":
    """Return the style of each layer with its name, the options' words in it; see `layer_styles`.

    Args:
        given: the options by name, None for what nobody said; `pitch`, `spacing` and `duration` among them.

    Raises:
        SequenceError: no such style, or a value that is wrong.
        InvalidInput: a number of layers that no sound has.
    """
    from ganspacesynth.composition.styles.layering import layer_styles
    from ganspacesynth.composition.styles.style_files import USUAL

    names = given["style"] or ("walk" if given["form"] == "continuous" else USUAL,)
    return layer_styles(names, given["layers"], lambda style: style.asked(**{field: given[option] for option, field in FIELDS.items()}))


def _names(text: str) -> tuple[str, ...]:
    names = tuple(word.strip() for word in text.split(",") if word.strip())
    if not names:
        raise argparse.ArgumentTypeError(f"a style is a name or a .json file; several have commas between them; received {text!r}")
    return names
