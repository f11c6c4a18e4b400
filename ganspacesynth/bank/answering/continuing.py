"""Playing on: a recording, a bank and a model in, an answer out; what was answered is heard as well, and enters what comes next."""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.bank.answering.choosing import ContinueSettings, choose
from ganspacesynth.bank.answering.hearing import HeardUnits, hear, key_mask
from ganspacesynth.bank.answering.joins import Ending, Placed, join_costs, lay
from ganspacesynth.bank.answering.looking import Attention
from ganspacesynth.bank.bank import Bank
from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.networks.continuation.continuation import Context, Continuation


@dataclass(frozen=True, eq=False)
class BankPlayer:
    """A bank and a model that play together; nothing of it changes while it plays.

    Attributes:
        bank: units to answer with.
        model: that says which.
        units: their embeddings, float32 [units, embedding].
    """

    bank: Bank
    model: Continuation
    units: np.ndarray

    @classmethod
    def of(cls, bank: Bank, model: Continuation) -> "BankPlayer":
        """Bring a bank and a model together.

        Raises:
            BankError: a bank with nothing to choose from.
            ModelError: a model that plays another bank alone.
        """
        bank.check_playable()
        model.check_bank(bank.id)
        return cls(bank, model, model.embedding(bank.features))

    def step(
        self, context: Context, ending: Ending, allowed: np.ndarray, settings: ContinueSettings, rng: np.random.Generator
    ) -> tuple[int, float, Context]:
        """Choose the next unit and hear it.

        Returns:
            The unit, with which probability it was chosen, and the context behind it.
        """
        logs = context.log_likelihoods(self.units)
        unit, probability = choose(logs, join_costs(self.bank, ending), allowed, settings, rng)
        return unit, probability, context.hear(self.units[unit])


@dataclass(frozen=True, eq=False)
class BankAnswer:
    """What was played on.

    Attributes:
        wave: float32 [samples] within -1..1, at the bank's rate.
        sample_rate: Hz.
        placed: units, and where they are.
        probabilities: with which each was chosen.
        likelihoods: of each unit of the bank, right behind the recording, float32 [units]; they sum to 1.
        heard: the recording.
        attention: what the choice of each looked at; units are numbered as they were heard, from 0, and then answered.
    """

    wave: np.ndarray
    sample_rate: int
    placed: tuple[Placed, ...]
    probabilities: tuple[float, ...]
    likelihoods: np.ndarray
    heard: HeardUnits
    attention: tuple[Attention, ...] = ()


def continue_recording(
    player: BankPlayer, wave: np.ndarray, sample_rate: int, settings: ContinueSettings | None = None, *, progress: Progress = quiet
) -> BankAnswer:
    """Continue a recording.

    Args:
        player: a bank and a model.
        wave: float32 [samples], mono, what was played.
        sample_rate: Hz.
        settings: how.
        progress: called with (samples done, samples in all).

    Raises:
        AudioError: nothing is heard in the recording.
    """
    settings, bank = settings or ContinueSettings(), player.bank
    heard = hear(wave, sample_rate, bank)
    context = player.model.begin().hear(player.model.embedding(heard.features))
    likelihoods = np.exp(context.log_likelihoods(player.units))
    allowed = key_mask(bank, heard.key) if settings.stay_in_key else np.ones(len(bank), bool)
    rng, ending, total = np.random.default_rng(settings.seed), heard.ending, round(settings.length_s * bank.sample_rate)
    placed: list[Placed] = []
    probabilities: list[float] = []
    attention: list[Attention] = []
    at = 0
    while at < total:
        rest = bool(placed) and rng.random() >= settings.density
        if rest:
            at += int(bank.lengths[placed[-1].unit])
            continue
        attention.append(Attention.of(context, tuple(range(context.heard))))
        unit, probability, context = player.step(context, ending, allowed, settings, rng)
        placed.append(Placed(unit, at))
        probabilities.append(probability)
        ending = Ending.of(bank, unit)
        at += int(bank.lengths[unit])
        progress(min(at, total), total)
    return BankAnswer(
        np.clip(lay(bank, placed), -1.0, 1.0), bank.sample_rate, tuple(placed), tuple(probabilities), likelihoods, heard, tuple(attention)
    )
