"""Which device plays: against stand-ins for what ONNX Runtime says it has, since no such hardware is needed to choose."""

import os

import pytest

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.devices import DEVICE, PROVIDERS, THREADS, Device, DeviceRequest, ask_for, choose, names, opened, wanted
from tests.support.refused import refused

PROCESSOR = ["CPUExecutionProvider"]
LINUX = ["TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"]
MAC = ["CoreMLExecutionProvider", "AzureExecutionProvider", "CPUExecutionProvider"]
WINDOWS = ["DmlExecutionProvider", "CPUExecutionProvider"]


@pytest.mark.parametrize("available", [PROCESSOR, LINUX, MAC, WINDOWS])
def test_the_processor_plays_unless_asked(available):
    assert choose(DeviceRequest(), available) == Device("cpu", ("CPUExecutionProvider",))


@pytest.mark.parametrize(("name", "available"), [("cuda", LINUX), ("coreml", MAC), ("directml", WINDOWS)])
def test_what_is_there_plays_with_the_processor_behind_it(name, available):
    device = choose(DeviceRequest(name, 3), available)
    assert device == Device(name, (PROVIDERS[name], "CPUExecutionProvider"), 3)
    assert opened(device, [PROVIDERS[name], "CPUExecutionProvider"]) == device


@pytest.mark.parametrize(("name", "package"), [("cuda", "onnxruntime-gpu"), ("coreml", "on macOS"), ("directml", "onnxruntime-directml")])
def test_what_is_not_there_is_said_in_a_line(name, package):
    device = choose(DeviceRequest(name, 2), PROCESSOR)
    assert (device.name, device.providers, device.threads) == ("cpu", ("CPUExecutionProvider",), 2)
    assert device.note.startswith(f"Playing on the processor instead of {name}: ") and package in device.note and "\n" not in device.note


def test_a_driver_that_does_not_start_is_said_too():
    """ONNX Runtime opens the session all the same, on the processor."""
    device = opened(choose(DeviceRequest("cuda", 2), LINUX), PROCESSOR)
    assert (device.name, device.threads) == ("cpu", 2)
    assert device.note == "Playing on the processor instead of cuda: CUDAExecutionProvider did not start; its drivers may be missing."


def test_names():
    assert names(LINUX) == ["cpu", "cuda"] and names(MAC) == ["cpu", "coreml"] and names([]) == []


def test_the_environment_asks():
    assert wanted({}) == wanted({DEVICE: "", THREADS: " "}) == DeviceRequest("cpu", None)
    assert wanted({DEVICE: " CUDA ", THREADS: "4"}) == DeviceRequest("cuda", 4)


def test_asking_reaches_workers(monkeypatch):
    monkeypatch.setenv(DEVICE, "coreml")
    monkeypatch.setenv(THREADS, "2")
    ask_for(None, None)
    assert wanted(os.environ) == DeviceRequest("coreml", 2)
    ask_for("cuda", 1)
    assert wanted(os.environ) == DeviceRequest("cuda", 1)


def test_unknown_devices():
    with refused("known-device", InvalidInput, says="one of cpu, cuda, coreml, directml. Received: 'tpu'"):
        wanted({DEVICE: "tpu"})
    with refused("known-device", InvalidInput):
        ask_for("CUDA:0", None)


@pytest.mark.parametrize("threads", ["0", "-1", "1025", "two", "1.5", "²", "9" * 5000])
def test_no_number_of_threads(threads):
    with refused("thread-count", InvalidInput, says=r"whole number in 1\.\.1024. Received: threads="):
        wanted({THREADS: threads})
