"""A song that a voice follows: its signals at the place where it plays, and its sound beside the voice's."""

from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio.chains.chain import read_chain
from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.audio.songs.song import Song, open_song
from ganspacesynth.audio.songs.song_part import read_part
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.engine.listening.ear import ChainHistory, rises
from ganspacesynth.engine.listening.playback import Playback, SongTape


@dataclass(frozen=True, eq=False)
class KnownSignal:
    """A signal of a song, the sums of its shares, and its hits: `sums[i]` and `hits[i]` of those before frame i."""

    signal: Signal
    sums: np.ndarray
    hits: np.ndarray

    @classmethod
    def of(cls, signal: Signal) -> "KnownSignal":
        """Return it with its sums."""
        shares = np.clip((signal.values.astype(np.float64) - signal.low) / (signal.high - signal.low), 0.0, 1.0)
        hits = np.cumsum(rises(np.append(0.0, shares)))
        return cls(signal, np.concatenate([[0.0], np.cumsum(shares)]), np.concatenate([[0], hits]))


class SongPlayer:
    """A song, open in an engine; what is heard in it is known to its end, so its signals are not late.

    Attributes:
        song: which.
        playback: where it is.
    """

    def __init__(self, song: Song, rate: int) -> None:
        """Read its sound at a rate (Hz), which takes a while. Raises AudioError where it cannot be read."""
        self.song = song
        wave = read_part(open_sound(song.file.path), rate, song.start_s, song.stop_s)
        self.playback = Playback(SongTape(np.clip(wave, -1.0, 1.0), rate), rate)
        self._known: dict[str, KnownSignal] = {}

    def ask(self, text: str) -> str:
        """Listen for a chain in the whole song, which may take a while; returns its text. Raises InvalidInput for one that it cannot have."""
        chain = read_chain(text)
        if chain.text not in self._known:
            self._known = {**self._known, chain.text: KnownSignal.of(self.song.signal(chain))}
        return chain.text

    def keep(self, texts: set[str]) -> None:
        """Remember these chains alone."""
        self._known = {text: known for text, known in self._known.items() if text in texts}

    def knows(self, text: str) -> bool:
        """Whether a chain has been listened for."""
        return text in self._known

    def heard(self, text: str) -> ChainHistory:
        """Return what a chain has said up to the place where the song is."""
        known = self._known.get(text)
        if known is None:
            return ChainHistory()
        place_s, signal = self.playback.place_s, known.signal
        frames = min(len(signal), max(0, int(place_s * signal.rate)))
        return ChainHistory(frames, float(known.sums[frames]), signal.share(place_s), int(known.hits[frames]))

    def latency_s(self, text: str) -> float:
        """Return 0: all of it is known."""
        return 0.0

    def lately(self, text: str, seconds: float) -> Signal:
        """Return a signal of the last seconds before the place where the song is; raises InvalidInput for a chain that is not listened for."""
        known = self._known.get(text)
        if known is None:
            raise InvalidInput(
                f"What was heard is of a chain that is listened for. Received: {brief(text)}. Send /modulate first.", rule="heard-chain"
            )
        signal = known.signal
        count = max(1, round(seconds * signal.rate))
        begin = max(0.0, self.playback.place_s - seconds)
        return Signal(text, signal.sampled(begin + np.arange(count) / signal.rate), signal.rate, signal.low, signal.high)

    def close(self) -> None:
        """Let go of it."""
        self.playback.close()


def open_player(path: str, rate: int, begin: str | None, end: str | None) -> SongPlayer:
    """Open a song, or a part of one, to be played at a rate (Hz); raises AudioError or InvalidInput where it cannot be."""
    song = open_song(path)
    return SongPlayer(song if begin is None and end is None else song.cut(begin or 0.0, end), rate)
