"""What the subcommands that play on share: which bank and model play, and how they choose."""

import argparse
from typing import TYPE_CHECKING, Any

from ganspacesynth.cli.seeds import seed
from ganspacesynth.cli.sounds.options import chosen_seed

if TYPE_CHECKING:
    from ganspacesynth.bank.answering.choosing import ContinueSettings
    from ganspacesynth.bank.answering.continuing import BankPlayer

PLAYING = ("bank", "model", "length", "temperature", "top_k", "top_p", "join", "stay_in_key", "density", "seed")


def add_playing_options(parser: argparse.ArgumentParser, *, length: str = "of the answer (default 8)") -> None:
    """Declare which bank and model play, and how they choose; `length` says what --length is of."""
    parser.add_argument("--bank", metavar="BANK", help="sounds to answer with (default: the bank that comes along)")
    parser.add_argument("--model", metavar="MODEL", help="a continuation model, or the run of one (default: the one that comes along)")
    parser.add_argument("--length", type=float, default=8.0, metavar="SECONDS", help=length)
    parser.add_argument("--temperature", type=float, default=1.0, metavar="X", help="over 1 bolder, under 1 safer, 0 the likeliest alone (default 1)")
    parser.add_argument("--top-k", type=int, default=40, metavar="N", help="draw from the N likeliest units; 0 from all (default 40)")
    parser.add_argument("--top-p", type=float, default=0.95, metavar="X", help="draw from this share of the likelihood (default 0.95)")
    parser.add_argument("--join", type=float, default=1.0, metavar="X", help="how much a join that is heard counts against a unit (default 1)")
    parser.add_argument("--stay-in-key", action="store_true", help="leave out units with pitches outside the key that is heard")
    parser.add_argument("--density", type=float, default=1.0, metavar="X", help="share of the time that sounds; the rest is rests (default 1)")
    parser.add_argument("--seed", type=seed, default=None, metavar="N", help="the same one gives the same answer (default: a new one)")


def playing(*, bank: str | None, model: str | None, length: float, **chosen: Any) -> tuple["ContinueSettings", "BankPlayer"]:
    """Return how it is chosen, and who plays, out of the options named in `PLAYING`."""
    from ganspacesynth.bank.answering.choosing import ContinueSettings
    from ganspacesynth.bank.answering.continuing import BankPlayer
    from ganspacesynth.bank.known_banks import continuation_folder, open_bank
    from ganspacesynth.networks.continuation.continuation_files import load_continuation

    settings = ContinueSettings(length_s=length, **{**chosen, "seed": chosen_seed(chosen["seed"])})
    return settings, BankPlayer.of(open_bank(bank), load_continuation(continuation_folder(model)))
