"""The options that say what pictures do with a sound: parsed words in, a table of a score out."""

import argparse
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.pictures.picture_words import noise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ganspacesynth.networks.stylegan.picture_model import PictureModel
    from ganspacesynth.pictures.driving.colours import ColourMatch

PRESETS = ("reactive", "pulse", "morph", "flow", "sound", "none")
SCORED = ("preset", "sources", "rows", "palette", "picture_noise", "axes", "like")
EPILOG = """what moves pictures (docs/video.md has all sources and targets):

  --preset pulse  --palette 1,4,7-12
  --source "coarse chroma"  --source "fine hits over=0.3 signal=drums.onsets(high) | peaks"
  --modulate "drums.onsets(low) | peaks | decay 0.3 -> zoom.early:1:1.3"
  --modulate "rms | smooth 0.3 -> psi:0.5:1"  --modulate "beats | decay 0.1 -> brightness:0:0.3"

Chains are those of sounds (docs/listening.md). Rows of ws are all, coarse, middle, fine, or numbers such as 0-3; layers are early, middle, late,
picture, or names such as b16.conv1[0-31]."""


def add_score_options(parser: argparse.ArgumentParser) -> None:
    """Declare them."""
    group = parser.add_argument_group("what pictures do, with --pictures")
    help_preset = "reactive (default), pulse, morph, flow; sound (default where the sound has a recipe): as its point moves; or none"
    group.add_argument("--preset", choices=PRESETS, default=None, help=help_preset)
    group.add_argument(
        "--source", dest="sources", action="append", default=None, metavar="SOURCE", help="where rows of ws come from; may be repeated"
    )
    group.add_argument("--modulate", dest="rows", action="append", default=None, metavar="ROW", help="a signal -> what it moves; may be repeated")
    group.add_argument("--palette", default=None, metavar="SEEDS", help="pictures to choose from: 1,4,7-12, or a name that `picture palette` kept")
    group.add_argument(
        "--noise", dest="picture_noise", type=noise, default=None, metavar="KIND", help="of StyleGAN 2: const (default), none, random, or a seed"
    )
    group.add_argument("--axes", default=None, metavar="FILE", help="directions of w, along which rows for edits.N go")
    group.add_argument("--like", default=None, metavar="PICTURE", help="bring colours to the mean and spread of this picture's")
    group.add_argument("--stems", default=None, metavar="FOLDER", help="stems of your own that chains hear: drums.wav, bass.wav and so on")
    group.add_argument("--no-cache", action="store_true", help="keep nothing of what was heard beside the sound")


def score_words(given: "Mapping[str, Any]") -> dict[str, Any]:
    """Return the table of a score that the options mean, without what nobody said."""
    names = {"preset": "preset", "sources": "sources", "rows": "modulations", "palette": "palette", "picture_noise": "noise", "axes": "axes"}
    said = {word: given[name] for name, word in names.items() if given[name] is not None}
    more = {"psi": given["psi"], "seed": given["map_seed"]}
    return {**said, **{word: value for word, value in more.items() if value is not None}}


def is_scored(given: "Mapping[str, Any]") -> bool:
    """Whether any of the options was said."""
    return any(given[name] is not None for name in SCORED)


def chosen_match(path: str | None, model: "PictureModel") -> "ColourMatch | None":
    """Return what brings a network's colours to those of a picture; raises InvalidInput for what is none."""
    if path is None:
        return None
    from ganspacesynth.pictures.driving.reference import match_to

    return match_to(model, path)
