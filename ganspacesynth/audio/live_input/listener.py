"""Sound that comes in, listened to: blocks in, the values of chains out, frame by frame; every analysis is done once, whoever asks for it.

block --resampled--> [whole hops] --+--> analyses --> chains --> values
                                    +--> stems --> analyses --^
"""

import threading
from collections.abc import Callable, Mapping

import numpy as np

from ganspacesynth.audio.chains.chain import nearest, read_chain
from ganspacesynth.audio.chains.live_chain import LiveChain, LiveFrames, Wanted, analyses_of
from ganspacesynth.audio.live_input.incoming import AudioBlock
from ganspacesynth.audio.live_input.prompt_resampler import PromptResampler
from ganspacesynth.audio.signals.frame_rate import FPS, framing
from ganspacesynth.audio.signals.live_analyses import LiveSignal, live_signal
from ganspacesynth.audio.songs.separation import STEMS, LiveSeparation
from ganspacesynth.audio.songs.stems import called
from ganspacesynth.core.errors import InvalidInput

MAX_CHAINS = 64


class Listener:
    """What is heard in a sound that comes in.

    `ask` and `drop` may be called while another thread is in `push`.

    Attributes:
        frames: how the sound is cut.
    """

    def __init__(self, fps: float = FPS, named: Callable[[str], float] = lambda name: 0.0) -> None:
        """Begin in silence; nothing is listened for yet.

        Args:
            fps: frames a second.
            named: the present value, 0..1, of a signal that chains call by a name.

        Raises:
            InvalidInput: no such rate.
        """
        self.frames, self._named, self._lock = framing(fps), named, threading.RLock()
        self._chains: dict[str, LiveChain] = {}
        self._analyses: dict[Wanted, LiveSignal] = {}
        self._stems: LiveSeparation | None = None
        self._rate, self._resampler = 48_000, PromptResampler(48_000, self.frames.sample_rate)
        self._rest, self._frame = np.zeros(0, np.float32), 0

    def ask(self, text: str) -> LiveChain:
        """Listen for a chain from now on; one that is listened for goes on.

        Raises:
            InvalidInput: no chain, words that look ahead, a stem that there is none of, or too many chains.
        """
        chain = read_chain(text)
        if chain.text in self._chains:
            return self._chains[chain.text]
        if len(self._chains) >= MAX_CHAINS:
            raise InvalidInput(f"At most {MAX_CHAINS} chains are listened for. Received: one more. Drop some.", rule="chain-count")
        found = LiveChain(chain, self.frames.fps, self.latency_of, self._named)
        for heard in analyses_of(chain):
            if heard[0] is not None:
                live_stem(heard[0])
        with self._lock:
            for stem, name, words in analyses_of(chain):
                self._analyses.setdefault((stem, name, words), live_signal(name, self.frames, words))
            if self._stems is None and any(stem for stem, _, _ in self._analyses):
                self._stems = LiveSeparation(self.frames)
            self._chains[chain.text] = found
        return found

    def drop(self, text: str) -> None:
        """Listen for a chain no longer."""
        with self._lock:
            self._chains.pop(text, None)
            needed = frozenset[Wanted]().union(*(analyses_of(read_chain(each)) for each in self._chains))
            self._analyses = {heard: analysis for heard, analysis in self._analyses.items() if heard in needed}
            if not any(stem for stem, _, _ in needed):
                self._stems = None

    def chains(self) -> tuple[str, ...]:
        """Return the chains that are listened for."""
        return tuple(self._chains)

    def latency_of(self, heard: Wanted) -> float:
        """Return how late an analysis is, seconds, with the stem that it listens to; a frame comes up to a hop later still."""
        stem, name, words = heard
        return live_signal(name, self.frames, words).latency_s + (LiveSeparation(self.frames).latency_s if stem else 0.0)

    def push(self, block: AudioBlock) -> Mapping[str, np.ndarray]:
        """Take a block; return the values of each chain that it completes, float64, none where no frame is whole yet."""
        with self._lock:
            samples = np.concatenate([self._rest, self._resampled(block)])
            count = len(samples) // self.frames.hop
            whole, self._rest = samples[: count * self.frames.hop], samples[count * self.frames.hop :]
            if not count:
                return {}
            frames = LiveFrames(self._frame, count, self._heard(whole))
            self._frame += count
            return {text: chain.push(frames) for text, chain in self._chains.items()}

    def _heard(self, whole: np.ndarray) -> Mapping[Wanted, np.ndarray]:
        stems = {} if self._stems is None else self._stems.push(whole)
        return {heard: analysis.push(whole if heard[0] is None else stems[live_stem(heard[0])]) for heard, analysis in self._analyses.items()}

    def _resampled(self, block: AudioBlock) -> np.ndarray:
        if not len(block):
            return block.samples
        if block.sample_rate != self._rate:
            self._rate = block.sample_rate
            self._resampler = PromptResampler(self._rate, self.frames.sample_rate)
        return self._resampler.push(block.samples)


def live_stem(name: str) -> str:
    """Return the stem that a name means, of those that are made of a sound that comes in; raises InvalidInput for none of them."""
    found = called(name, STEMS)
    if found is None:
        there = f"{', '.join(STEMS)}, or drums, bass and melody"
        raise InvalidInput(f"Of what comes in there are the stems {there}. Received: {name}. {nearest(name, STEMS)}", rule="known-stem")
    return found
