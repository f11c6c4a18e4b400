"""A stand-in for the package sounddevice: a device that remembers what it was given, and can fail in every way that real ones do."""

import sys
import types

import numpy as np


class PortAudioError(Exception):
    """As of sounddevice."""


class Device:
    """What is plugged in.

    Attributes:
        heard: all blocks, [samples, channels].
        rate: of the open stream, Hz.
        rates: that it plays; None for any.
        channels: 0 for no device.
        aborted: whether what waited was thrown away.
        on_write: called with how many blocks have come.
    """

    def __init__(self, monkeypatch):
        """Plug it in, in the place of the package."""
        self.heard, self.rate, self.rates, self.channels, self.aborted, self.latency = [], None, None, 2, False, None
        self.on_write = lambda count: None
        module = types.ModuleType("sounddevice")
        module.PortAudioError = PortAudioError
        module.query_devices, module.check_output_settings, module.OutputStream = self._query, self._check, self._open
        monkeypatch.setitem(sys.modules, "sounddevice", module)

    @property
    def wave(self):
        """All that was heard, float32 [samples]; both channels are the same."""
        blocks = np.concatenate(self.heard)
        assert all(np.array_equal(blocks[:, 0], blocks[:, channel]) for channel in range(blocks.shape[1]))
        return blocks[:, 0]

    def _query(self, device, kind):
        if not self.channels:
            raise PortAudioError("Error querying device -1")
        if device not in (None, 3, "Lautsprecher"):
            raise ValueError(f"No output device matching {device!r}")
        return {"name": "Lautsprecher", "max_output_channels": self.channels, "default_samplerate": 44100.0}

    def _check(self, device, channels, dtype, samplerate):
        if self.rates is not None and samplerate not in self.rates:
            raise PortAudioError("Invalid sample rate")

    def _open(self, samplerate, device, channels, dtype, latency):
        self._check(device, channels, dtype, samplerate)
        assert dtype == "float32" and channels == min(2, self.channels)
        self.rate, self.latency = samplerate, latency
        return self

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return None

    def abort(self):
        self.aborted = True

    def write(self, block):
        assert block.dtype == np.float32 and block.flags.c_contiguous and np.abs(block).max(initial=0) <= 1.0
        self.heard.append(block)
        self.on_write(len(self.heard))
