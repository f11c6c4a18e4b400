"""`ganspacesynth project`: find the point of a model that sounds most like a recording."""

import argparse
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.pitches import WRITTEN, whole_pitch
from ganspacesynth.cli.progress_bar import counted
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import Outputs, say, write_sound
from ganspacesynth.core.files import named
from ganspacesynth.core.output.decoders import PUBLISHED

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.directions.project.projection import Projection

TOLD_STEPS = 2.0  # differences that are worth a word
TOLD = 3
TOLD_CENTS = 20.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("recording", metavar="FILE", help="one note, in any format that libsndfile reads, of any rate")
    parser.add_argument("-o", "--output", default="projected.wav", metavar="FILE", help="the WAV to write; its point goes beside it, as .json")
    parser.add_argument("--model", metavar="MODEL", help="the model: a folder or a name (default: the one that comes along)")
    parser.add_argument("--directions", metavar="FILE", help="directions whose edits are tried too (default: the model's own, if any)")
    parser.add_argument("--no-edits", action="store_true", help="move z alone")
    parser.add_argument("--pitch", type=whole_pitch, default=None, metavar="PITCH", help=f"{WRITTEN} (default: the one that is heard)")
    parser.add_argument("--tries", type=int, default=600, metavar="N", help="sounds to make while searching; more come nearer (default 600)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of whatever is random in the search (default 0)")
    parser.add_argument("--precision", choices=("exact", "preview"), default="preview", help="of the search: preview (default) is faster")
    parser.add_argument("--picture", metavar="PNG", help="also draw the sound (.png, .svg or .pdf)")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def run(args: argparse.Namespace) -> int:
    """Search, write the sound and its point, and say how near they are."""
    from ganspacesynth.audio.files.sound_files import read_audio
    from ganspacesynth.composition.recipes import clip_recipe
    from ganspacesynth.core.documents import POINT, write_document
    from ganspacesynth.directions.project.projection import project

    point_file = str(named(args.output).with_suffix(".json"))
    outputs = Outputs(args.output, args.picture, force=args.force, more=(point_file,))
    outputs.check()
    wave, rate = read_audio(args.recording)
    opened = _opened(args)
    searching = opened.with_precision(args.precision).with_decoder(PUBLISHED)  # distances of before stay comparable
    with counted("Searching", args.tries) as progress:
        options: dict[str, Any] = {"pitch": args.pitch, "tries": args.tries, "seed": args.seed, "progress": progress}
        found = project(searching.model, wave, rate, directions=opened.directions, **options)
    write_sound(outputs, opened, clip_recipe(found.point, gain=found.gain))
    point = found.point.to_json()
    write_document(point_file, POINT, point, version=point.get("version", 1), force=args.force)
    say(f"{point_file}: its point")
    for line in report(found):
        say(line)
    return 0


def report(found: "Projection") -> list[str]:
    """Say how near a projection is, and what is missing."""
    from ganspacesynth.audio.similarity import in_words

    recording, point = found.recording, found.point
    lines = [f"pitch {recording.pitch}: {_heard(found)}"]
    lines += ["the recording stops while it sounds: only that long was compared"] if recording.cut else []
    lines += [f"edits along {len(point.edits)} directions, up to {max(map(abs, point.edits)):.1f}"] if any(point.edits) else []
    lines.append(f"{found.distance_db:.1f} dB away ({found.typical_db:.1f} dB is usual for a random sound): {in_words(found.distance_db)}")
    missing = _missing(found)
    return [*lines, f"the recording {missing}"] if missing else lines


def _heard(found: "Projection") -> str:
    import math

    heard, pitch = found.recording.detected_pitch, found.recording.pitch
    if math.isnan(heard):
        return "no pitch is heard in the recording"
    cents = 100.0 * (heard - round(heard))
    tuned = f", {abs(cents):.0f} cents {'sharp' if cents > 0 else 'flat'}" if abs(cents) >= TOLD_CENTS else ""
    if round(heard) == pitch:
        return f"heard in the recording{tuned}"
    return f"the recording sounds at {round(heard)}{tuned}"


def _missing(found: "Projection") -> str:
    """What the recording is and has beside the sound that was found, the most striking first."""
    import numpy as np

    from ganspacesynth.audio.descriptors import NAMES, compared, steps_apart

    steps = np.nan_to_num(steps_apart(found.described[0], found.described[1]))
    steps[[NAMES.index("level"), NAMES.index("pitch")]] = 0.0  # told elsewhere
    chosen = [i for i in np.argsort(-np.abs(steps), kind="stable").tolist() if abs(steps[i]) >= TOLD_STEPS][:TOLD]
    return compared([(i, steps[i] > 0.0) for i in chosen])


def _opened(args: argparse.Namespace) -> "Instrument":
    from ganspacesynth.composition.instrument import load_instrument, open_instrument

    return open_instrument(args.model) if args.no_edits else load_instrument(args.model, args.directions)
