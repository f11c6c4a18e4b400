"""A stand-in for the package sounddevice: a device that hears what a test says, and can be unplugged."""

import sys
import types

import numpy as np

from tests.support.loudspeaker import PortAudioError


class Microphone:
    """What is plugged in.

    Attributes:
        channels: of it; 0 for no device.
        rate: its usual one, Hz.
        opened: how often a stream was opened.
        closed: and closed.
    """

    def __init__(self, monkeypatch):
        """Plug it in, in the place of the package."""
        self.channels, self.rate, self.opened, self.closed, self.callback = 2, 44100, 0, 0, None
        self.fails_to_start = self.fails_to_close = False
        module = types.ModuleType("sounddevice")
        module.PortAudioError = PortAudioError
        module.query_devices, module.InputStream = self._query, self._open
        monkeypatch.setitem(sys.modules, "sounddevice", module)

    def says(self, wave):
        """Let it hear a wave, float [samples] or [samples, channels]."""
        block = np.asarray(wave, np.float32)
        block = block if block.ndim == 2 else np.repeat(block[:, None], min(2, self.channels), axis=1)
        self.callback(block, len(block), None, None)
        block[:] = np.nan  # it is PortAudio's

    def _query(self, device, kind):
        assert kind == "input"
        if not self.channels:
            raise PortAudioError("Error querying device -1\nmore of it")
        if device not in (None, 3, "Mikrofon"):
            raise ValueError(f"No input device matching {device!r}")
        return {"name": "Mikrofon", "max_input_channels": self.channels, "default_samplerate": float(self.rate)}

    def _open(self, samplerate, device, channels, dtype, latency, callback):
        assert (samplerate, dtype, channels) == (self.rate, "float32", min(2, self.channels))
        self.callback = callback
        return self

    def start(self):
        if self.fails_to_start:
            raise PortAudioError("it is taken")
        self.opened += 1

    def close(self):
        self.closed += 1
        if self.fails_to_close:
            raise PortAudioError("it is away")


class Clock:
    """A time that moves when a test says so, and while somebody sleeps."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
