"""What is heard in a song of the project, drawn out for a page: signals as a few hundred numbers each, beats, bars and sections."""

from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.audio.songs.song import open_song

POINTS = 600
CHAINS = {  # what the page draws, by the words that make it
    "loudness": "rms | normalise",
    "low hits": "onsets(low) | normalise",
    "high hits": "onsets(high) | normalise",
    "brightness": "centroid | smooth 0.2 | normalise",
}
MOST_MARKS = 4000


def heard_in(path: Path) -> dict[str, Any]:
    """Return {duration, signals: {name: {chain, values}}, beats, bars, sections}: seconds, and values of 0..1, evenly spaced over the song.

    Raises:
        AudioError: it cannot be read.
    """
    song = open_song(path)
    times = np.linspace(0.0, song.duration_s, POINTS, endpoint=False)
    signals = {name: {"chain": chain, "values": song.signal(chain).sampled(times).round(3).tolist()} for name, chain in CHAINS.items()}
    marks = {"beats": song.beats_s(), "bars": song.bars_s(), "sections": song.sections_s()}
    return {"duration": song.duration_s, "signals": signals} | {name: np.round(at[:MOST_MARKS], 3).tolist() for name, at in marks.items()}
