"""`ganspacesynth dataset`: cut, pad and render sounds, and build data sets out of them."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.pitches import whole_pitch
from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import check_seed, seed, seed_or_older
from ganspacesynth.cli.sounds.options import say

if TYPE_CHECKING:
    from ganspacesynth.data.dataset_building import BuildReport
    from ganspacesynth.data.sample_folder import FileReport
    from ganspacesynth.data.sample_settings import SampleFormat, Split


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tasks of `dataset` and their options."""
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    for name, add, run_task, text in (
        ("chop", _add_chop, _chop, "cut long recordings into samples of one length"),
        ("pad", _add_pad, _pad, "bring short sounds to one length"),
        ("notes", _add_notes, _notes, "render the notes of soundfonts"),
        ("nsynth", _add_nsynth, _nsynth, "build a data set from a folder of NSynth"),
        ("build", _add_build, _build, "build a data set from folders of samples"),
        ("info", _add_info, _info, "say what a data set holds"),
        ("paint", _add_paint, _paint, "paint pictures for picture networks to learn from"),
    ):
        task = tasks.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        add(task)
        task.set_defaults(run_task=run_task)


def run(args: argparse.Namespace) -> int:
    """Do the task and print what came of it."""
    from ganspacesynth.data.dataset_building import unfinished_folder

    if "seed" in args:
        check_seed(args.seed, begun=unfinished_folder(Path(args.output).expanduser()).exists, refuse=args.wrong_use)
    return int(args.run_task(args))


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    if args.task == "info":
        return "Nothing was changed."
    return f"What was finished is kept in {args.output}; the same command goes on from there."


def numbers(text: str, *, read: Callable[[str], int] = int) -> list[int]:
    """Read `36-84`, `0,4,10-12` as a list of numbers, in order, each once; `read` reads one of them."""
    found: dict[int, None] = {}
    try:
        for part in text.split(","):
            low, dash, high = part.strip().partition("-")
            run = range(read(low), read(high if dash else low) + 1)
            if not run or run[-1] > 127:
                raise ValueError
            found.update(dict.fromkeys(run))
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be MIDI numbers such as 60, 36-84 or 0,4,10-12; received {text!r}") from None
    return list(found)


def note_numbers(text: str) -> list[int]:
    """Read `36-84`, `C2-C6` or `C4,E4,G4` as a list of MIDI numbers, in order, each once."""
    return numbers(text, read=whole_pitch)


def _add_format(parser: argparse.ArgumentParser, output: str) -> None:
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help=output)
    parser.add_argument("--sample-rate", type=int, default=16000, metavar="HZ", help="samples a second (default 16000)")
    parser.add_argument("--duration", type=float, default=4.0, metavar="S", help="seconds of each sample (default 4)")
    parser.add_argument("--force", action="store_true", help="make again, or replace, what is there")


def _add_split(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--valid", type=float, default=0.1, metavar="SHARE", help="share of the instruments held back for validation (default 0.1)")
    parser.add_argument("--seed", type=seed_or_older, default=0, help="of the choice of those instruments (default 0)")
    parser.set_defaults(wrong_use=parser.error)


def _add_pitch(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--pitch", type=_pitch, default=None, metavar="N|detect", help=text)


def _add_chop(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="recordings, or folders of them")
    _add_format(parser, "folder for the samples")
    parser.add_argument("--hop", type=float, default=None, metavar="S", help="seconds from one start to the next; shorter than the duration overlaps")
    parser.add_argument("--onsets", action="store_true", help="begin each piece at the strongest attack within the next hop")
    parser.add_argument("--silence", type=float, default=-60.0, metavar="DB", help="leave out pieces quieter than this (default -60)")
    parser.add_argument("--fade", type=float, default=0.005, metavar="S", help="fade at both ends (default 0.005)")
    _add_pitch(parser, "MIDI number of all samples, or `detect` (default) to find that of each")


def _add_pad(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="sounds, or folders of them")
    _add_format(parser, "folder for the samples")
    parser.add_argument("--fade", type=float, default=0.01, metavar="S", help="fade at the end of each sound (default 0.01)")
    _add_pitch(parser, "MIDI number of sounds not named NAME_INDEX_PITCH, or `detect` (default)")


def _add_notes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--soundfont", action="append", required=True, metavar="FILE", help="sf2 or sf3 file; may be given several times")
    _add_format(parser, "folder for the samples, or for the data set with --tfrecord")
    parser.add_argument("--programs", type=_programs, default=None, metavar="LIST", help="General MIDI numbers from 0, or `all` tuned ones (default)")
    parser.add_argument("--pitches", type=note_numbers, default=list(range(24, 85)), metavar="LIST", help="MIDI numbers (default 24-84)")
    parser.add_argument("--velocities", type=numbers, default=[100], metavar="LIST", help="MIDI velocities (default 100)")
    parser.add_argument(
        "--hold", type=_hold, default=3.0, metavar="S", help="seconds until the key is released (default 3); 2.2-3.6: each preset its own time"
    )
    parser.add_argument("--let-ring", action="store_true", help="never release struck and plucked presets, which die away")
    parser.add_argument("--bank", type=int, default=0, help="bank of the soundfont (default 0)")
    parser.add_argument("--tfrecord", action="store_true", help="write a data set at once, without sound files")
    _add_split(parser)


def _add_nsynth(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="FOLDER", help="such as nsynth-train, with examples.json and audio/")
    _add_format(parser, "folder for the data set")
    parser.add_argument("--pitches", type=note_numbers, default=list(range(24, 85)), metavar="LIST", help="keep these MIDI numbers (default 24-84)")
    parser.add_argument("--families", type=_words, default=None, metavar="LIST", help="keep these, such as string,flute (default all)")
    parser.add_argument("--sources", type=_words, default=None, metavar="LIST", help="keep these, such as acoustic (default all)")
    _add_split(parser)


def _add_build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="FOLDER", help="folders of samples")
    _add_format(parser, "folder for the data set")
    parser.add_argument("--pitches", type=note_numbers, default=None, metavar="LIST", help="keep these MIDI numbers (default all)")
    parser.add_argument("--family", default="bass", help="of samples without a meta.json (default bass, NSynth's number 0)")
    parser.add_argument("--source", default="acoustic", help="of samples without a meta.json (default acoustic, NSynth's number 0)")
    _add_split(parser)


def _add_info(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="DATASET", help="a data set's folder, or a TFRecord file")
    parser.add_argument("--check", action="store_true", help="read and check every record")


def _chop(args: argparse.Namespace) -> int:
    from ganspacesynth.data.sample_settings import ChopSettings
    from ganspacesynth.data.sample_tasks import chop_recordings

    settings = ChopSettings(_format(args), args.hop, args.onsets, args.silence, args.fade, args.pitch)
    return _report(chop_recordings(args.inputs, args.output, settings, force=args.force, track=track), args.output)


def _pad(args: argparse.Namespace) -> int:
    from ganspacesynth.data.sample_settings import PadSettings
    from ganspacesynth.data.sample_tasks import pad_sounds

    settings = PadSettings(_format(args), args.fade, args.pitch)
    return _report(pad_sounds(args.inputs, args.output, settings, force=args.force, track=track), args.output)


def _notes(args: argparse.Namespace) -> int:
    from ganspacesynth.data.sample_settings import NotesSettings
    from ganspacesynth.data.sample_tasks import notes_dataset, notes_samples

    programs = None if args.programs is None else tuple(args.programs)
    settings = NotesSettings(_format(args), programs, tuple(args.pitches), tuple(args.velocities), args.hold, args.bank, args.let_ring)
    if args.tfrecord:
        return _built(notes_dataset(args.soundfont, args.output, settings, _split(args), force=args.force, track=track))
    return _report(notes_samples(args.soundfont, args.output, settings, force=args.force, track=track), args.output)


def _nsynth(args: argparse.Namespace) -> int:
    from ganspacesynth.data.sample_settings import NsynthSettings
    from ganspacesynth.data.sample_tasks import nsynth_dataset

    families, sources = (None if names is None else tuple(names) for names in (args.families, args.sources))
    settings = NsynthSettings(_format(args), tuple(args.pitches), families, sources, _split(args))
    return _built(nsynth_dataset(args.input, args.output, settings, force=args.force, track=track))


def _build(args: argparse.Namespace) -> int:
    from ganspacesynth.data.sample_settings import BuildSettings
    from ganspacesynth.data.sample_tasks import folders_dataset

    pitches = None if args.pitches is None else tuple(args.pitches)
    settings = BuildSettings(_format(args), pitches, args.family, args.source, _split(args))
    return _built(folders_dataset(args.inputs, args.output, settings, force=args.force, track=track))


def _info(args: argparse.Namespace) -> int:
    from ganspacesynth.data.dataset import dataset_info

    info = dataset_info(args.input, check=args.check)
    rate = f"{info.sample_rate} Hz, {info.audio_length / info.sample_rate:g} s" if info.sample_rate else "rate unknown"
    say(f"{info.path}: {sum(info.notes.values())} notes of {info.audio_length} samples ({rate}){', all whole' if args.check else ''}")
    for split, count in info.notes.items():
        say(f"  {split}: {count} notes of {info.instruments[split]} instruments")
    say(f"  pitches: {_ranges(info.pitches)}")
    say(f"  families: {_counts(info.families)}")
    say(f"  sources: {_counts(info.sources)}")
    return 0


def _format(args: argparse.Namespace) -> "SampleFormat":
    from ganspacesynth.data.sample_settings import SampleFormat

    return SampleFormat(args.sample_rate, args.duration)


def _split(args: argparse.Namespace) -> "Split":
    from ganspacesynth.data.sample_settings import Split

    return Split(args.valid, args.seed)


def _report(reports: "list[FileReport]", output: str) -> int:
    """Print a line a file and a sum; 1 when nothing came of any."""
    total: Counter[str] = Counter()
    for report in reports:
        counts = {key: getattr(report, key) for key in ("written", "kept", "silent", "unpitched")}
        said = ", ".join(f"{count} {key}" for key, count in counts.items() if count)
        say(
            f"{report.path.name}: left out. {report.error}"
            if report.error
            else f"{report.path.name}: {'; '.join([said or 'nothing', *report.remarks])}"
        )
        total.update(counts, refused=report.error is not None)
    samples = total["written"] + total["kept"]
    say(f"{samples} samples in {output} ({total['kept']} kept); left out: {total['silent']} silent, {total['unpitched']} unpitched")
    if total["refused"]:
        say(f"{total['refused']} files could not be used; their lines say why")
    return 0 if samples else 1


def _built(report: "BuildReport") -> int:
    for bad in report.refused:
        say(f"{bad.name}: left out. {bad.reason}")
    kept = f" ({report.kept} kept from a run that broke off)" if report.kept else ""
    say(f"{report.path}: {sum(report.notes.values())} notes{kept}, pitches {_ranges(report.pitches)}")
    for split, count in report.notes.items():
        say(f"  {split}: {count} notes of {report.instruments[split]} instruments")
    if report.refused:
        say(f"  {len(report.refused)} samples could not be used; their lines say why")
    return 0


def _programs(text: str) -> list[int] | None:
    return None if text == "all" else numbers(text)


def _hold(text: str) -> float | tuple[float, float]:
    """Read seconds, or the shortest and the longest with a dash between them."""
    low, dash, high = text.partition("-")
    return (float(low), float(high)) if dash and low else float(text)


def _pitch(text: str) -> int | None:
    return None if text == "detect" else whole_pitch(text)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _ranges(values: Iterable[int]) -> str:
    """Write sorted numbers the way `numbers` reads them."""
    runs: list[list[int]] = []
    for value in values:
        if runs and value == runs[-1][1] + 1:
            runs[-1][1] = value
        else:
            runs.append([value, value])
    return ",".join(f"{low}-{high}" if high > low else f"{low}" for low, high in runs)


def _counts(table: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in table.items())


def _add_paint(task: argparse.ArgumentParser) -> None:
    task.add_argument("-o", "--output", required=True, metavar="FOLDER", help="for the PNG files; those that are there are kept")
    task.add_argument("--count", type=int, default=1000, metavar="N", help="pictures (default 1000)")
    task.add_argument("--size", type=int, default=128, metavar="PIXELS", help="of an edge (default 128)")
    task.add_argument("--kinds", default="flow,ink,reaction,crystals,marbling", metavar="LIST", help="to take turns (default all five)")
    task.add_argument("--first-seed", type=seed, default=0, metavar="N", help="of the first picture of each kind (default 0)")


def _paint(args: argparse.Namespace) -> int:
    from ganspacesynth.data.paintings.painting import paint_folder

    kinds = [kind.strip() for kind in args.kinds.split(",")]
    place = paint_folder(args.output, count=args.count, size=args.size, seed=args.first_seed, kinds=kinds, track=track)
    say(f"{place}: {args.count} paintings of {args.size} x {args.size} pixels")
    return 0
