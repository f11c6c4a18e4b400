"""The bank and the continuation model that come along, and those that have a path: a name or None in, what is there out."""

import os
from pathlib import Path

from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.bank_files import load_bank
from ganspacesynth.networks.known_models import shipped_place

COMES_ALONG = "continuation"  # folder beside the models that come along: a bank and a continuation model in one
MODEL_FOLDER = "model"  # of a run


def bank_folder(path: str | os.PathLike[str] | None) -> Path:
    """Return the folder of a bank; None is the one that comes along."""
    return Path(path).expanduser() if path is not None else shipped_place() / COMES_ALONG


def continuation_folder(path: str | os.PathLike[str] | None) -> Path:
    """Return the folder of a continuation model; None is the one that comes along. One in the run of a training is found by the run."""
    if path is None:
        return shipped_place() / COMES_ALONG
    folder = Path(path).expanduser()
    return folder / MODEL_FOLDER if (folder / "run.json").is_file() else folder


def open_bank(path: str | os.PathLike[str] | None = None) -> Bank:
    """Open a bank.

    Args:
        path: its folder; None is the one that comes along.

    Raises:
        BankError: no bank, or a damaged one.
    """
    return load_bank(bank_folder(path))
