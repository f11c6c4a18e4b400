"""What somebody asks for in, the plan that computes a network out."""

import os
import sys
from collections.abc import Mapping

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.plans.plan import Plan

BACKEND = "GANSPACESYNTH_BACKEND"  # environment
ONNX = "onnx"
KERAS = ("tensorflow", "jax")  # what Keras may run on
BACKENDS = (ONNX, *KERAS)


def wanted(environment: Mapping[str, str]) -> str:
    """Return the backend that the environment asks for: by its name, or as Keras is told to use JAX; otherwise ONNX Runtime."""
    asked = environment.get(BACKEND, "").strip().lower()
    return asked or ("jax" if environment.get("KERAS_BACKEND") == "jax" else ONNX)


def choose_plan(config: ModelConfig, weights: Mapping[str, np.ndarray], precision: str, backend: str | None) -> Plan:
    """Return a plan of a network.

    Args:
        config: of the network.
        weights: as stored, see network.py.
        precision: see `gansynth.load_model`.
        backend: one of BACKENDS, or None for what the environment asks for.

    Raises:
        InvalidInput: no such backend, or Keras runs on another already.
    """
    backend = wanted(os.environ) if backend is None else backend
    if backend not in BACKENDS:
        raise InvalidInput(f"A backend is one of {', '.join(BACKENDS)}. Received: {brief(backend)}. See {BACKEND}.", rule="known-backend")
    if backend == ONNX:
        from ganspacesynth.networks.gansynth.plans.onnx_plan import OnnxPlan

        return OnnxPlan(config, weights, precision)
    if "keras" not in sys.modules:
        os.environ["KERAS_BACKEND"] = backend
    from ganspacesynth.networks.gansynth.plans.keras_plan import KerasPlan

    plan = KerasPlan(config, weights, precision)
    if plan.backend != backend:
        raise InvalidInput(
            f"Keras runs on one library in a process. Received: {backend}, beside {plan.backend}. Start another one.", rule="known-backend"
        )
    return plan
