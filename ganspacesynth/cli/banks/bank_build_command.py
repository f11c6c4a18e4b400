"""`ganspacesynth bank build`: cut recordings, or take a model's sounds, into a bank of units."""

import argparse
from typing import TYPE_CHECKING

from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import say
from ganspacesynth.cli.sounds.recipe_parts import counted_in

if TYPE_CHECKING:
    from ganspacesynth.bank.building.bank_building import Built

TOLD = 20  # files left out that are named one by one
CUTS = ("onsets", "beats", "fixed", "whole")
PICKS = ("random", "grid")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("sources", nargs="+", metavar="FOLDER|SONG|MODEL", help="sound files, folders of them, NSynth-like sets, models")
    parser.add_argument("-o", "--output", required=True, metavar="BANK", help="the bank: a new folder")
    parser.add_argument("--cut", choices=CUTS, default="onsets", help="where recordings are cut (default onsets); whole: one unit each")
    parser.add_argument("--unit", type=float, default=1.0, metavar="SECONDS", help="length of a fixed unit, and the most of any (default 1)")
    parser.add_argument("--least", type=float, default=0.12, metavar="SECONDS", help="shorter units are joined with the next (default 0.12)")
    parser.add_argument("--beats", type=int, default=1, metavar="N", help="with --cut beats: of a unit (default 1)")
    parser.add_argument("--silence", type=float, default=-55.0, metavar="DB", help="what is nowhere louder is left out (default -55)")
    parser.add_argument("--rate", type=int, default=None, metavar="HZ", help="of the bank (default: the highest of the sources, up to 48000)")
    parser.add_argument("--count", type=int, default=256, metavar="N", help="sounds of each model (default 256)")
    parser.add_argument("--pick", choices=PICKS, default="random", help="sounds of a model: random (default), or a grid of timbres and pitches")
    parser.add_argument("--timbres", type=int, default=8, metavar="N", help="with --pick grid (default 8)")
    parser.add_argument("--lowest", type=int, default=None, metavar="PITCH", help="of a model's sounds, a MIDI number")
    parser.add_argument("--highest", type=int, default=None, metavar="PITCH", help="of a model's sounds, a MIDI number")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="of a model's sounds (default 0)")
    parser.add_argument("--licence", default="", metavar="TEXT", help="of the recordings, kept with them")
    parser.add_argument("--force", action="store_true", help="replace a bank that is there")


def run(args: argparse.Namespace) -> int:
    """Build, and say what came of it."""
    from ganspacesynth.bank.building.bank_building import BankSettings, build_bank
    from ganspacesynth.bank.building.model_sounds import ModelSounds
    from ganspacesynth.bank.units.cutting import CutSettings

    cut = CutSettings(args.cut, args.unit, args.beats, min(args.least, args.unit), args.silence)
    model = ModelSounds(args.count, args.pick, args.timbres, args.lowest, args.highest, args.seed)
    built = build_bank(args.sources, args.output, BankSettings(cut, args.rate, model, args.licence), force=args.force, track=track)
    for line in report(args.output, built):
        say(line)
    return 0


def stopped(args: argparse.Namespace) -> str:
    """Say what is kept after Ctrl-C."""
    return "What was cut is kept beside the bank; the same command goes on from there."


def report(path: str, built: "Built") -> list[str]:
    """Say what a bank holds, and what was left out."""
    bank = built.bank
    lines = [f"left out {name}: {why}" for name, why in built.refused[:TOLD]]
    lines += [f"… and {len(built.refused) - TOLD} more"] if len(built.refused) > TOLD else []
    kept = f"; {counted_in(range(built.kept), 'source')} kept from before" if built.kept else ""
    sources = counted_in(bank.sources, "source")
    return [*lines, f"{path}: {counted_in(bank.starts, 'unit')}, {bank.duration_s:.1f} s at {bank.sample_rate} Hz from {sources}{kept}"]
