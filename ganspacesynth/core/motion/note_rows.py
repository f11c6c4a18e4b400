"""Rows of modulations in, the same with one row for each note of the harmony where one stood for all twelve."""

import dataclasses
from collections.abc import Sequence

from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.motion.modulation import MAX_SEED, Modulation

SEMITONES = 12  # of an octave


def spelled_out(rows: Sequence[Modulation]) -> tuple[Modulation, ...]:
    """Return rows with one that mixes by all notes of the harmony as twelve: "chroma -> mix.7" mixes the z of seeds 7 to 18, C to B.

    With seeds of one's own, as in "chroma | smooth 0.5 -> mix.388+51+97", note after note has the next of them, and then the first again.

    Raises:
        SequenceError: several seeds, and another signal.
    """
    found: list[Modulation] = []
    for row in rows:
        source, bar, words = row.chain.partition("|")
        stem, name = source.strip().rpartition(".")[::2]
        if row.target != "mix" or name != "chroma":
            if "+" in row.detail:
                raise SequenceError(
                    f"The notes of chroma mix several seeds. Received: {brief(row.chain)} -> mix.{row.detail}. Write a row for each.",
                    rule="modulation-detail",
                )
            found.append(row)
            continue
        seeds = [int(each) for each in row.detail.split("+")]
        seeds = [seeds[0] + note for note in range(SEMITONES)] if len(seeds) == 1 else seeds
        for note in range(SEMITONES):
            chain = f"{stem + '.' if stem else ''}chroma({note}){' | ' if bar else ''}{words.strip()}"
            found.append(dataclasses.replace(row, chain=chain, detail=str(seeds[note % len(seeds)] % (MAX_SEED + 1))))
    return tuple(found)
