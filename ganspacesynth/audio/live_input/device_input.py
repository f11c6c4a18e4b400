"""This machine's microphone or line in: blocks as they come, through the package sounddevice (PortAudio); one that goes away is waited for."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np

from ganspacesynth.audio.live_input.incoming import EMPTY, AudioBlock, Say, sane, unsaid
from ganspacesynth.audio.loudspeaker import portaudio
from ganspacesynth.core.errors import AudioError, InvalidInput, brief

GONE_S = 1.0  # of which nothing came, a device is gone
RETRY_S = 2.0
MOST_WAITING = 2000  # blocks that nobody reads
ELSEWHERE = "Listen to a file instead."


class DeviceInput:
    """A device that is listened to, its first two channels mixed.

    Attributes:
        name: the device's.
        over: never; a device that is unplugged may come back.
        gone: whether it is away at the moment.
    """

    over = False

    def __init__(self, device: str | None = None, *, say: Say = unsaid, clock: Callable[[], float] = time.monotonic) -> None:
        """Open it.

        Args:
            device: its number, or a part of its name; None: the one that the system has chosen.
            say: told in a sentence when the device goes away, and when it is back: once each.
            clock: of tests.

        Raises:
            AudioError: the package is missing, or there is no device that listens.
            InvalidInput: there is no such device.
        """
        self._library, self._device, self._say, self._clock = portaudio("Listening to a device", ELSEWHERE), device, say, clock
        self._waiting: deque[tuple[int, np.ndarray]] = deque(maxlen=MOST_WAITING)
        self._came, self._lock = threading.Event(), threading.Lock()
        self._count, self._rate, self._stream, self.gone, self._closed = 0, 0, None, False, False
        self._heard_s = clock()
        self.name = "" if device is None else device
        try:
            self._open()
        except (self._library.PortAudioError, ValueError) as e:
            raise self._missing(e) from e

    def read(self, wait_s: float = 0.02) -> AudioBlock:
        """Return what came; nothing while the device is away."""
        if not self._waiting:
            self._came.wait(wait_s)
        self._came.clear()
        blocks: list[tuple[int, np.ndarray]] = []
        while self._waiting and (not blocks or self._waiting[0][0] == blocks[-1][0] + len(blocks[-1][1])):
            blocks.append(self._waiting.popleft())
        if not blocks:
            self._watch()
            return AudioBlock(EMPTY, self._rate, self._count)
        self._heard_s = self._clock()
        return AudioBlock(sane(np.concatenate([each for _, each in blocks])), self._rate, blocks[0][0])

    def close(self) -> None:
        """Let go of the device."""
        self._closed = True
        self._shut()

    def _open(self) -> None:
        number = int(self._device) if self._device is not None and self._device.isascii() and self._device.isdigit() else self._device
        about = self._library.query_devices(number, "input")
        self.name, self._rate = str(about["name"]), round(float(about["default_samplerate"]))
        channels = min(2, int(about["max_input_channels"]))
        stream = self._library.InputStream(
            samplerate=self._rate, device=number, channels=channels, dtype="float32", latency="low", callback=self._take
        )
        try:
            stream.start()
        except BaseException:
            stream.close()
            raise
        self._stream, self._heard_s = stream, self._clock()

    def _take(self, block: np.ndarray, count: int, times: Any, status: Any) -> None:
        """Keep a block; PortAudio's thread calls this, and must not wait."""
        samples = block.mean(axis=1, dtype=np.float32)  # a copy: the block is PortAudio's
        self._waiting.append((self._count, samples))
        self._count += len(samples)
        self._came.set()

    def _watch(self) -> None:
        """Notice that the device went away, and try from time to time whether it is back."""
        silent_s = self._clock() - self._heard_s
        if self._closed or silent_s < (RETRY_S if self.gone else GONE_S):
            return
        self._shut()
        if not self.gone:
            self.gone = True
            self._say(f"The device {self.name} has gone away. What listens to it hears silence until it is back.")
        self._heard_s = self._clock()
        try:
            self._open()
        except (self._library.PortAudioError, ValueError):
            return
        self.gone = False
        self._say(f"The device {self.name} is back.")

    def _shut(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            try:
                stream.close()
            except self._library.PortAudioError:
                return  # it is away already

    def _missing(self, error: Exception) -> Exception:
        line = (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
        if self._device is not None:
            return InvalidInput(
                f"What is listened to is a device of this machine. Received: {brief(self._device)} ({line}). Leave its name out.", rule="known-input"
            )
        return AudioError(f"Listening needs a device that records sound. Received: none ({line}). {ELSEWHERE}", rule="input-device")
