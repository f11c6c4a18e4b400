"""Warnings from an evaluation's figures, in plain words."""

from collections.abc import Iterator, Mapping

from ganspacesynth.evaluation.statistics.interval import Estimate

SILENT_SHARE = 0.1
ONE_NOTE = 0.25  # of the notes asked for, recognised at least; noise may be any note
SAME_DB = 1.0  # apart: nobody hears it
COPIED = 2.0  # dB: what is nearer is taken for the same sound


def alarms(figures: Mapping[str, tuple[Estimate, Estimate]], *, silent: float, asked: float) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong.

    Args:
        figures: {name: (the model's, that of real sounds)}, see `figures.FIGURES`; those that are missing are not compared.
        silent: share of sounds that are silent.
        asked: how many different pitches were asked for, counted as `pitches_heard` is.
    """
    value = {name: own.value for name, (own, _) in figures.items()}
    real = {name: other.value for name, (_, other) in figures.items()}
    nan = float("nan")
    if silent > SILENT_SHARE:
        yield f"{100 * silent:.0f} % of the sounds are silent."
    if asked > 2.0 and value.get("pitches_heard", nan) < max(1.5, ONE_NOTE * asked):
        yield f"It plays about {value['pitches_heard']:.1f} different notes where {asked:.1f} were asked for."
    if value.get("diversity", nan) < SAME_DB:
        yield f"At one pitch all sounds are the same: the nearest other is {value['diversity']:.2f} dB away."
    if value.get("nearest_real", nan) < min(COPIED, 0.5 * real.get("nearest_real", nan)):
        away = f"{value['nearest_real']:.1f} dB from the nearest training sound, real ones {real['nearest_real']:.1f} dB"
        yield f"Its sounds are copies: {away}."
