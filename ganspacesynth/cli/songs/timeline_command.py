"""`ganspacesynth timeline`: render scenes that a file places in time: walks, interpolations, styles, recordings, cross-faded and in layers."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.computing import add_crew_options
from ganspacesynth.cli.sounds.finish_options import Finish
from ganspacesynth.cli.sounds.options import Outputs, add_sound_options, open_sounds, parts, piped_as, wave_name, write_sound
from ganspacesynth.cli.sounds.recipe_parts import counted_in
from ganspacesynth.composition.finishing.layer_files import layer_files
from ganspacesynth.core.documents import TIMELINE

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
    from ganspacesynth.core.work.crew import Crew

EPILOG = f"""the smallest timeline (docs/timelines.md has all there is to say in one):

  format = "{TIMELINE.tag}"
  version = 1
  tempo = 96
  crossfade = "1 bar"

  [[scenes]]
  kind = "walk"
  lasts = "8 bars"

  [[scenes]]
  kind = "style"
  style = "bells"
  lasts = "8 bars"
  modulations = ["lfo 0.1 -> pan"]"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, EPILOG
    parser.add_argument("timeline", metavar="FILE", help="a timeline: a .toml or .json file")
    add_sound_options(parser, "NAME.wav")
    help_from = 'only a part, from here: 90, "1:30", "bar 9", or the name of a marker or a scene'
    parser.add_argument("--from", dest="begin", default=None, metavar="MOMENT", help=help_from)
    parser.add_argument("--to", dest="end", default=None, metavar="MOMENT", help="up to here")
    help_preview = "the same as --precision preview: faster"
    parser.add_argument("--preview", dest="precision", action="store_const", const="preview", default=argparse.SUPPRESS, help=help_preview)
    add_crew_options(parser, "scenes")
    parser.add_argument("--stems", action="store_true", help="also write each layer as a file beside the mix, which is their sum")


def run(args: argparse.Namespace) -> int:
    """Make the sound, and say where it is."""
    from ganspacesynth.composition.arranging.arrange import arrange, wants_directions
    from ganspacesynth.composition.arranging.timeline import load_timeline
    from ganspacesynth.core.work.crew import Crew

    crew = Crew(args.workers, args.ray)
    timeline = load_timeline(args.timeline)
    outputs, stems = _outputs(args, timeline.layer_names())
    opened = open_sounds(args.model, args.directions, args.precision, decoder=args.decoder, wanted=wants_directions(timeline))
    recipe = arrange(timeline, opened, seed=args.seed or 0, level=args.level, begin=args.begin, end=args.end)
    _write(outputs, opened, recipe, stems, crew)
    for layer in recipe.layers:
        outputs.tell(f"  {layer.name}: {', '.join(scene.name for scene in layer.scenes)}")
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return "Nothing of the sound was written; the same command makes it from its beginning."


def _outputs(args: argparse.Namespace, names: list[str]) -> tuple[Outputs, tuple[str, ...]]:
    """Return where the mix goes, and the file of each layer's stem; none where they are not asked for."""
    from ganspacesynth.core.errors import InvalidInput

    piped = piped_as(args.output, args.format)
    if args.stems and len(names) < 2:
        raise InvalidInput("Stems are of several layers. Received: --stems with one. Put scenes on another layer.", rule="stems-of-layers")
    if args.stems and piped is not None:
        raise InvalidInput("Stems are files beside their mix. Received: --stems with -o -. Name a file for the mix.", rule="stems-beside-mix")
    output = wave_name(args.output, f"{Path(args.timeline).stem}.wav", args.format)
    stems = layer_files(output, names) if args.stems else ()
    finish = Finish(args.width, args.room, args.rate)
    outputs = Outputs(output, args.picture, force=args.force, bits=args.bits, finish=finish, piped_as=piped, more=stems)
    outputs.check()
    return outputs, stems


def _write(outputs: Outputs, opened: "Instrument", recipe: "TimelineRecipe", stems: tuple[str, ...], crew: "Crew") -> None:
    """Make the sound and write it, with its stems where they are asked for."""
    from ganspacesynth.cli.progress_bar import counted
    from ganspacesynth.cli.sounds.options import draw
    from ganspacesynth.composition.sound import make_layers

    if not stems:
        write_sound(outputs, opened, recipe, told=counted_in(recipe.scenes(), "scene"), crew=crew)
        return
    if outputs.finish is not None:
        recipe = outputs.finish.of(recipe, opened.model.config.sample_rate)
    with counted("Playing", parts(recipe)) as progress:
        mix, alone = make_layers(opened, recipe, progress=progress, crew=crew)
    for path, sound in zip((outputs.wave, *stems), (mix, *alone), strict=True):
        sound.save(path, subtype=outputs.subtype, force=outputs.force)
        outputs.tell(f"{path}: {sound.duration_s:.2f} s{'' if sound is mix else ', a layer'}")
    draw(outputs, mix)
