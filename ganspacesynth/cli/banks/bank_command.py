"""`ganspacesynth bank`: say what a bank holds, and where it comes from."""

import argparse
import json

from ganspacesynth.cli.sounds.options import say
from ganspacesynth.cli.sounds.recipe_parts import counted_in

TOLD = 12


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("bank", metavar="BANK", nargs="?", help="a bank (default: the one that comes along)")
    parser.add_argument("--json", action="store_true", help="print every source, and how it was built")


def run(args: argparse.Namespace) -> int:
    """Print."""
    from ganspacesynth.bank.known_banks import open_bank

    bank = open_bank(args.bank)
    if args.json:
        sources = [{"kind": s.kind, "digest": s.digest, "name": s.name, "licence": s.licence} for s in bank.sources]
        about = {"id": bank.id, "units": len(bank), "sample_rate": bank.sample_rate, "duration_s": round(bank.duration_s, 3)}
        say(json.dumps({**about, "points": len(bank.points), "settings": dict(bank.settings), "sources": sources}, indent=2, ensure_ascii=False))
        return 0
    lengths = bank.lengths / bank.sample_rate
    pitched = bank.column("pitched") > 0.5
    say(f"{counted_in(bank.starts, 'unit')}, {bank.duration_s:.1f} s at {bank.sample_rate} Hz, id {bank.id}")
    say(f"  {lengths.min():.2f} to {lengths.max():.2f} s long; {int(pitched.sum())} have a pitch, {len(bank.points)} can be made again, and morph")
    for source in bank.sources[:TOLD]:
        say(f"  from {source.kind} {source.name} ({source.digest[:16]}{', ' + source.licence if source.licence else ''})")
    if len(bank.sources) > TOLD:
        say(f"  … and {len(bank.sources) - TOLD} more")
    return 0
