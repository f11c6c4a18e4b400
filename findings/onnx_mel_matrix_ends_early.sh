#!/usr/bin/env bash
# ONNX's MelWeightMatrix does not reach its upper edge: the filters end one step of the mel scale below it, and all of them lie too low.
#
# Version     onnx 1.19.1 (its reference evaluator) and onnxruntime 1.23.2, opset 20.
# Expected    N triangles have N + 2 edges, N + 1 equal steps on the mel scale from the lower to the upper edge; the last triangle ends at the upper one.
# Happens     Steps are an (N + 2)th of the range, so that the last triangle ends a step early; and edges are rounded down to whole bins of the DFT. Both
#             programs agree to the last bit.
# Seen        8 filters up to 8,000 Hz at 16 kHz, DFT of 2,048: the last peak is at 4,555 instead of 5,875 Hz, and nothing passes from 6,062 Hz on.
#             40 filters: 7,016 instead of 7,481 Hz, and nothing from 7,492 Hz on.
# Source      The operator's text calls the argument the top edge of the highest band. The `mel_step` of onnx/reference/ops/op_mel_weight_matrix.py
#             divides by the count of edges, not of steps; so does the operator's test (backend/test/case/node/melweightmatrix.py), which runtimes have to pass.
# Matters     A model whose front end was made with another library's mel filters hears something else when this operator takes their place; and a band that
#             one asked for is silently missing. Put the wanted matrix into the model as a constant.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" onnx==1.19.1 onnxruntime==1.23.2 numpy==2.2.6

PYTHONPATH="$folder" python3 - <<'PROGRAM'
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

RATE, SIZE, LOW_HZ, HIGH_HZ = 16000, 2048, 0.0, 8000.0
SEEN = {8: (4555, 6062), 40: (7016, 7492)}  # Hz: the last filter's peak, and the end of what it lets through


def matrices(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the operator's matrix (bins, filters) by the reference evaluator and by onnxruntime."""
    inputs = {
        "count": np.array(count, np.int64),
        "size": np.array(SIZE, np.int64),
        "rate": np.array(RATE, np.int64),
        "low": np.array(LOW_HZ, np.float32),
        "high": np.array(HIGH_HZ, np.float32),
    }
    node = helper.make_node("MelWeightMatrix", list(inputs), ["matrix"])
    values = [helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(value.dtype), []) for name, value in inputs.items()]
    graph = helper.make_graph([node], "mel", values, [helper.make_tensor_value_info("matrix", TensorProto.FLOAT, [None, None])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.checker.check_model(model, full_check=True)
    runtime = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return ReferenceEvaluator(model).run(None, inputs)[0], runtime.run(None, inputs)[0]


def mel(hz: float) -> float:
    """The mel scale that the operator's text gives."""
    return 2595.0 * np.log10(1.0 + hz / 700.0)


def main() -> int:
    print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}")
    right = True
    for count, seen in SEEN.items():
        reference, runtime = matrices(count)
        edges = np.linspace(mel(LOW_HZ), mel(HIGH_HZ), count + 2)
        wanted_hz = 700.0 * (10.0 ** (edges / 2595.0) - 1.0)
        peak_hz = runtime[:, -1].argmax() * RATE / SIZE
        end_hz = (np.flatnonzero(runtime.sum(axis=1))[-1] + 1) * RATE / SIZE
        same = np.array_equal(reference, runtime)
        print(f"{count} filters: last peak at {peak_hz:.0f} Hz, should be {wanted_hz[-2]:.0f}; nothing from {end_hz:.0f} Hz on, should be {wanted_hz[-1]:.0f}; ", end="")
        print(f"both the same: {same}")
        early_hz = 700.0 * (10.0 ** (mel(HIGH_HZ) * np.array([count, count + 1]) / (count + 2) / 2595.0) - 1.0)  # with a step too many
        early = np.floor((SIZE + 1) * early_hz / RATE) * RATE / SIZE
        right &= same and np.allclose([peak_hz, end_hz], early) and np.allclose([peak_hz, end_hz], seen, atol=1.0)
    return int(not right)


if __name__ == "__main__":
    sys.exit(main())
PROGRAM
