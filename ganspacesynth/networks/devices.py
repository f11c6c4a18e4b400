"""What is asked of this machine, and what ONNX Runtime has for it, in; the device that networks are played on, out."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ganspacesynth.core.errors import InvalidInput, brief

DEVICE, THREADS = "GANSPACESYNTH_DEVICE", "GANSPACESYNTH_THREADS"  # environment: asked for where no option says it; worker processes inherit it
CPU = "cpu"
PROVIDERS = {CPU: "CPUExecutionProvider", "cuda": "CUDAExecutionProvider", "coreml": "CoreMLExecutionProvider", "directml": "DmlExecutionProvider"}
PACKAGES = {
    "cuda": "onnxruntime-gpu has it, in place of onnxruntime",
    "coreml": "onnxruntime has it on macOS",
    "directml": "onnxruntime-directml has it, in place of onnxruntime, on Windows",
}
MAX_THREADS = 1024


@dataclass(frozen=True)
class DeviceRequest:
    """What is asked for.

    Attributes:
        device: a name of PROVIDERS.
        threads: that compute one operation; None leaves it to ONNX Runtime, which takes one for each core.
    """

    device: str = CPU
    threads: int | None = None


@dataclass(frozen=True)
class Device:
    """Where networks are played.

    Attributes:
        name: of PROVIDERS.
        providers: ONNX Runtime's names, the first choice first; the processor comes last, and computes what the others cannot.
        threads: as Wanted has them.
        note: a line for the musician where it is another device than the one asked for.
    """

    name: str
    providers: tuple[str, ...]
    threads: int | None = None
    note: str = ""


def wanted(environment: Mapping[str, str]) -> DeviceRequest:
    """Read what the environment asks for; empty is the same as absent.

    Raises:
        InvalidInput: a device that nobody knows, or no number of threads.
    """
    threads = environment.get(THREADS, "").strip()
    return DeviceRequest(known_device(environment.get(DEVICE, "").strip().lower() or CPU), read_threads(threads) if threads else None)


def ask_for(device: str | None, threads: int | None) -> None:
    """Ask for a device and threads in this process and the workers that it starts; None leaves what the environment says."""
    if device is not None:
        os.environ[DEVICE] = known_device(device)
    if threads is not None:
        os.environ[THREADS] = str(read_threads(str(threads)))


def known_device(name: str) -> str:
    """Return a device's name, or raise InvalidInput for one that nobody knows."""
    if name not in PROVIDERS:
        raise InvalidInput(
            f"A device is one of {', '.join(PROVIDERS)}. Received: {brief(name)}. Leave it out for the processor.", rule="known-device"
        )
    return name


def read_threads(text: str) -> int:
    """Read a number of threads, or raise InvalidInput."""
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= MAX_THREADS):
        raise InvalidInput(
            f"threads is a whole number in 1..{MAX_THREADS}. Received: threads={brief(text)}. Leave it out to use every core.", rule="thread-count"
        )
    return int(text)


def choose(asked: DeviceRequest, available: Sequence[str]) -> Device:
    """Return the device to open sessions on: the one asked for where it is available, the processor otherwise, with a note that says so.

    Args:
        asked: see `wanted`.
        available: `onnxruntime.get_available_providers()`.
    """
    provider = PROVIDERS[asked.device]
    if asked.device == CPU:
        return Device(CPU, (provider,), asked.threads)
    if provider not in available:
        return _processor(asked, f"this onnxruntime has no {provider} ({PACKAGES[asked.device]})")
    return Device(asked.device, (provider, PROVIDERS[CPU]), asked.threads)


def opened(device: Device, providers: Sequence[str]) -> Device:
    """Return the device that a session really plays on: ONNX Runtime leaves a provider out when its driver does not start.

    Args:
        device: that the session was opened on.
        providers: the session's `get_providers()`.
    """
    if device.providers[0] in providers:
        return device
    return _processor(DeviceRequest(device.name, device.threads), f"{device.providers[0]} did not start; its drivers may be missing")


def _processor(asked: DeviceRequest, why: str) -> Device:
    return replace(choose(DeviceRequest(CPU, asked.threads), ()), note=f"Playing on the processor instead of {asked.device}: {why}.")


def names(available: Sequence[str]) -> list[str]:
    """Return the devices that ONNX Runtime has, by our names, the processor first."""
    return [name for name, provider in PROVIDERS.items() if provider in available]
