"""A graph and arrays in, arrays out: ONNX Runtime computes them, on the device that was asked for."""

import functools
import logging
import os

import numpy as np

from ganspacesynth.core import quiet_imports
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks import devices
from ganspacesynth.networks.onnx.graph import Graph

log = logging.getLogger("ganspacesynth")

ERRORS_ONLY = 3  # of ONNX Runtime's log; what it advises is of no use to musicians
OPTIONS = {
    "session.intra_op.allow_spinning": "0",  # idle threads would keep processors busy that Pd needs, and a worker's neighbours
}


class Session:
    """A graph that is ready to be computed. It may be used by several threads at once.

    Attributes:
        device: where it is computed; not the one asked for where that one is not there.
    """

    def __init__(self, graph: Graph) -> None:
        """Prepare a graph for the device and threads that the environment asks for, see devices.py."""
        ort = quiet_imports.load("onnxruntime")
        ort.disable_telemetry_events()
        device = devices.choose(devices.wanted(os.environ), ort.get_available_providers())
        options = ort.SessionOptions()
        options.intra_op_num_threads = device.threads or 0
        options.log_severity_level = ERRORS_ONLY
        for name, value in OPTIONS.items():
            options.add_session_config_entry(name, value)
        # Held as long as the session, which uses the arrays where they are.
        self._arrays = {name: ort.OrtValue.ortvalue_from_numpy(array) for name, array in graph.arrays.items()}
        options.add_external_initializers(list(self._arrays), list(self._arrays.values()))
        self._session = ort.InferenceSession(graph.to_bytes(), options, providers=list(device.providers))
        self.device = devices.opened(device, self._session.get_providers())
        self._inputs, self._outputs = set(graph.inputs), list(graph.outputs)
        if self.device.note:
            _say(self.device.note)

    def run(self, **arrays: np.ndarray) -> dict[str, np.ndarray]:
        """Compute the outputs.

        Args:
            arrays: each input by its name, of its type and shape.

        Returns:
            Each output by its name.

        Raises:
            InvalidInput: an input is missing or unknown.
        """
        if set(arrays) != self._inputs:
            raise InvalidInput(f"A graph takes the inputs {', '.join(sorted(self._inputs))}. Received: {brief(sorted(arrays))}.", rule="graph-inputs")
        return dict(zip(self._outputs, self._session.run(self._outputs, arrays), strict=True))


@functools.cache
def _say(note: str) -> None:
    """Say it once, however many graphs are prepared."""
    log.warning("%s", note)
