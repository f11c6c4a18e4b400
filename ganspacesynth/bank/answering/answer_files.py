"""Answers as sound files: written with their recipe and lineage inside, and laid again from it."""

import os
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import at_level, write_wave
from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.answering.continuation_recipe import RECORDING, ContinuationRecipe
from ganspacesynth.bank.answering.continuing import BankAnswer, BankPlayer
from ganspacesynth.bank.answering.joins import lay
from ganspacesynth.bank.bank import BANK, Bank
from ganspacesynth.core.artifact import MODEL, Artifact
from ganspacesynth.core.errors import BankError
from ganspacesynth.core.files import sha256
from ganspacesynth.core.output.levels import Level
from ganspacesynth.version import __version__

FileName = str | os.PathLike[str]


def answer_recipe(
    answer: BankAnswer,
    player: BankPlayer,
    settings: ContinueSettings,
    recording: FileName,
    *,
    bank_path: FileName | None = None,
    model_path: FileName | None = None,
    level: Level = "loudness",
) -> ContinuationRecipe:
    """Return the recipe of an answer.

    Args:
        answer: what was played on.
        player: the bank and the model that played.
        settings: how.
        recording: the file that was continued.
        bank_path, model_path: where they lie; None for those that come along.
        level: how loud, see `sound_files.at_level`.
    """
    recipe = ContinuationRecipe(
        bank=Artifact(BANK, player.bank.id, None if bank_path is None else str(bank_path)),
        heard=Artifact(RECORDING, sha256(recording), Path(recording).name),
        placed=answer.placed,
        settings=settings.to_json(),
        level=level,
    )
    model = Artifact(MODEL, player.model.id, None if model_path is None else str(model_path))
    return recipe.signed(made_by=__version__, model=model, directions=None, precision="exact")


def lay_recipe(recipe: ContinuationRecipe, bank: Bank) -> np.ndarray:
    """Lay an answer again, float32 [samples] at the bank's rate: the same samples.

    Raises:
        BankError: another bank than the one it was made with.
    """
    if recipe.bank.digest != bank.id:
        raise BankError(
            f"An answer is laid again with the bank {recipe.bank.digest}. Received: {bank.id}. Name the right one with --bank.",
            rule="answer-bank",
        )
    return at_level(np.clip(lay(bank, recipe.placed), -1.0, 1.0), bank.sample_rate, recipe.level or "model")


def save_answer(path: FileName, recipe: ContinuationRecipe, bank: Bank, *, subtype: str | None = None, force: bool = False) -> np.ndarray:
    """Write an answer, its recipe inside.

    Args:
        path: where; it ends in `.wav`, `.flac` or `.ogg`.
        recipe: of the answer.
        bank: that it is laid with.
        subtype: libsndfile's name of the sample format; None for the usual one.
        force: overwrite an existing file.

    Returns:
        The wave that was written.

    Raises:
        BankError: another bank.
        OutputError: the file exists, or cannot be written.
    """
    wave = lay_recipe(recipe, bank)
    write_wave(path, wave, bank.sample_rate, recipe=recipe.to_json(), subtype=subtype, force=force)
    return wave
