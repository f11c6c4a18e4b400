"""This machine's loudspeakers: a wave played to its end, or blocks as they are made; through the package sounddevice (PortAudio)."""

import contextlib
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

from ganspacesynth.core.errors import AudioError, InvalidInput, brief

BLOCK_S = 0.05  # written at once: so long after Ctrl-C it is silent
LATENCY_S = 0.2  # that lies ready while the next is made
ELSEWHERE = "Write a file instead, and play that with another program."


class Loudspeaker:
    """An open device that plays sounds on its first two channels.

    Attributes:
        rate: Hz, of what is given to it.
    """

    def __init__(self, stream: Any, channels: int, rate: int, device_rate: int) -> None:
        """Keep a started stream of sounddevice; see `open_loudspeaker`."""
        self.rate, self._stream, self._channels, self._device_rate = rate, stream, channels, device_rate
        self._resampler: Any = None
        if rate != device_rate:
            import soxr

            self._resampler = soxr.ResampleStream(rate, device_rate, channels, dtype="float32")

    def write(self, wave: np.ndarray, *, last: bool = False) -> None:
        """Play samples behind those that were given before; returns when there is room for more.

        Args:
            wave: float32 [samples], or [samples, 2] for left and right, -1..1.
            last: nothing follows.
        """
        wave = self._spread(np.asarray(wave, np.float32))
        if self._resampler is not None:
            wave = self._resampler.resample_chunk(wave, last=last)
        if len(wave):
            self._stream.write(np.ascontiguousarray(wave))

    def _spread(self, wave: np.ndarray) -> np.ndarray:
        """Return [samples, the device's channels]: one channel is heard on both sides, two on one as their mean."""
        if wave.ndim == 1:
            return np.repeat(wave[:, None], self._channels, axis=1)
        return wave if wave.shape[1] == self._channels else wave.mean(axis=1, keepdims=True, dtype=np.float32)


@contextlib.contextmanager
def open_loudspeaker(rate: int, device: str | None = None, *, latency_s: float = LATENCY_S) -> Iterator[Loudspeaker]:
    """Open the device that sounds are played on; whatever was written is heard before this ends, unless it ends by an exception.

    Args:
        rate: Hz of what will be written. A device of another rate gets it converted.
        device: its number, or a part of its name; None: the one that the system has chosen.
        latency_s: that lies ready while the next is made; less is heard sooner, and breaks off sooner when the next is late.

    Raises:
        AudioError: the package is missing, or there is no device that plays.
        InvalidInput: there is no such device.
    """
    library = portaudio()
    with _missing(library, device):
        number, channels, usual_rate = _chosen(library, device)
        device_rate = rate if _plays(library, number, channels, rate) else usual_rate
        stream = library.OutputStream(samplerate=device_rate, device=number, channels=channels, dtype="float32", latency=latency_s)
    with stream:  # starts it; stops it when all has been heard
        try:
            yield Loudspeaker(stream, channels, rate, device_rate)
        except library.PortAudioError as e:
            raise AudioError(f"The device must go on playing. Received: its end ({_line(e)}). Play again.", rule="device-plays-on") from e
        except BaseException:
            stream.abort()  # what waits is not played
            raise


def check_player(device: str | None = None) -> None:
    """Raise before the work when nothing could be heard.

    Raises:
        AudioError, InvalidInput: as `open_loudspeaker`.
    """
    library = portaudio()
    with _missing(library, device):
        _chosen(library, device)


def play_wave(wave: np.ndarray, rate: int, device: str | None = None) -> None:
    """Play a sound to its end.

    Args:
        wave: float32 [samples], or [samples, 2], -1..1.
        rate: Hz.
        device: see `open_loudspeaker`.

    Raises:
        AudioError, InvalidInput: as `open_loudspeaker`.
    """
    with open_loudspeaker(rate, device) as loudspeaker:
        step = max(1, round(BLOCK_S * rate))
        for begin in range(0, len(wave), step):
            loudspeaker.write(wave[begin : begin + step], last=begin + step >= len(wave))


def _chosen(library: types.ModuleType, device: str | None) -> tuple[int | str | None, int, int]:
    """Return a device as PortAudio takes it, how many channels it gets, and its usual rate."""
    number = int(device) if device is not None and device.isascii() and device.isdigit() else device
    about = library.query_devices(number, "output")
    return number, min(2, int(about["max_output_channels"])), round(float(about["default_samplerate"]))


@contextlib.contextmanager
def _missing(library: types.ModuleType, device: str | None) -> Iterator[None]:
    """Say in our words that there is no such device."""
    try:
        yield
    except (library.PortAudioError, ValueError) as e:
        if device is not None:
            raise InvalidInput(
                f"Sounds are played on a device of this machine. Received: --speaker {brief(device)} ({_line(e)}). Leave it out.",
                rule="known-speaker",
            ) from e
        raise AudioError(f"Playing needs a device that plays sound. Received: none ({_line(e)}). {ELSEWHERE}", rule="output-device") from e


def _plays(library: types.ModuleType, device: str | int | None, channels: int, rate: int) -> bool:
    try:
        library.check_output_settings(device=device, channels=channels, dtype="float32", samplerate=rate)
    except (library.PortAudioError, ValueError):
        return False
    return True


def portaudio(what: str = "Playing", elsewhere: str = ELSEWHERE) -> types.ModuleType:
    """Return the package that plays and records.

    Args:
        what: that needs it, as an error begins.
        elsewhere: what to do without it, as an error ends.

    Raises:
        AudioError: it, or PortAudio, is not installed.
    """
    try:
        import sounddevice
    except ImportError as e:
        raise AudioError(
            f"{what} needs the package sounddevice. Received: none. pip install 'ganspacesynth[play]'. {elsewhere}", rule="sounddevice-installed"
        ) from e
    except OSError as e:  # the package is there, and PortAudio is not
        hint = "On Debian and Ubuntu: sudo apt install libportaudio2."
        raise AudioError(f"{what} needs the library PortAudio. Received: none ({_line(e)}). {hint} {elsewhere}", rule="portaudio-installed") from e
    return sounddevice


def _line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
