"""The only lines that differ between TensorFlow and JAX: gradients, compilation, and arrays copied from the device."""

import contextlib
import functools
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core import quiet_imports
from ganspacesynth.core.errors import InvalidInput

keras = quiet_imports.load("keras")  # and with it, unless KERAS_BACKEND says otherwise, TensorFlow
if keras.backend.backend() not in ("tensorflow", "jax"):
    raise InvalidInput(
        f"Keras must run on tensorflow or jax. Received: {keras.backend.backend()}. Set KERAS_BACKEND, or change ~/.keras/keras.json.",
        rule="known-backend",
    )

ops = keras.ops  # whoever imports it from here has loaded the libraries quietly

MADE_FOR_NETWORKS = ("avx512_vnni", "avx_vnni", "avx512_bf16", "amx_")  # instructions

Tensor = Any  # the two backends have no type in common
Tree = Any  # nested dicts of tensors


def value_and_grad(loss: Callable[..., tuple[Tensor, Tree]]) -> Callable[..., tuple[tuple[Tensor, Tree], Tree]]:
    """Turn `loss(parameters, *rest) -> (scalar, aux)` into a function that also returns d scalar / d parameters."""
    if keras.backend.backend() == "jax":
        import jax

        return jax.value_and_grad(loss, has_aux=True)

    import tensorflow as tf

    def with_gradient(parameters: Tree, *rest: Tree) -> tuple[tuple[Tensor, Tree], Tree]:
        with tf.GradientTape() as tape:
            tape.watch(parameters)
            value, aux = loss(parameters, *rest)
        return (value, aux), tape.gradient(value, parameters, unconnected_gradients="zero")

    return with_gradient


def compiled(step: Callable[..., Tree]) -> Callable[..., Tree]:
    """Compile a pure function of nested dicts of arrays."""
    if keras.backend.backend() == "jax":
        import jax

        return jax.jit(step)

    import tensorflow as tf

    tf.get_logger().addFilter(_expected)
    return tf.function(step, autograph=False)


def _expected(record: logging.LogRecord) -> bool:
    """Let everything be logged but advice against what is meant: a graph for each of the few shapes that sounds have."""
    return "triggered tf.function retracing" not in record.getMessage()


@functools.cache
def fused(pure: Callable[..., Tree]) -> Callable[..., Tree]:
    """Have a chain of elementwise operations compiled into one loop (JAX does so by itself)."""
    if keras.backend.backend() == "jax":
        return pure

    import tensorflow as tf

    return tf.function(pure, autograph=False, jit_compile=True)


@functools.cache
def has_onednn() -> bool:
    """Whether convolutions are computed by oneDNN (or XLA), which are quick at transposed ones; TensorFlow's own library is not.

    TensorFlow takes oneDNN on PCs with instructions made for networks, or where TF_ENABLE_ONEDNN_OPTS says so.
    """
    asked = os.environ.get("TF_ENABLE_ONEDNN_OPTS", "")
    return keras.backend.backend() == "jax" or (asked == "1" if asked in ("0", "1") else any(flag in processor_flags() for flag in MADE_FOR_NETWORKS))


def processor_flags() -> str:
    """Return what Linux says that the processor can do; nothing elsewhere."""
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def tensors(tree: Tree) -> Tree:
    """Move a nested dict of arrays to the backend."""
    return keras.tree.map_structure(lambda leaf: keras.ops.convert_to_tensor(leaf), tree)


def arrays(tree: Tree) -> Tree:
    """Bring a nested dict of tensors back as NumPy."""
    return keras.tree.map_structure(lambda leaf: np.asarray(keras.ops.convert_to_numpy(leaf)), tree)


def accelerated() -> bool:
    """Whether JAX computes on something else than the processor."""
    if keras.backend.backend() != "jax":
        return False
    import jax

    return jax.default_backend() != "cpu"


def has_gpu() -> bool:
    """Whether networks are computed on something else than the processor, by either backend."""
    if keras.backend.backend() == "jax":
        return accelerated()
    import tensorflow as tf

    return bool(tf.config.list_physical_devices("GPU"))


def full_precision() -> contextlib.AbstractContextManager:
    """Have float32 products that are traced meanwhile computed in float32: accelerators round their factors to 10 bits unless asked not to."""
    if keras.backend.backend() != "jax":
        return contextlib.nullcontext()
    import jax

    return jax.default_matmul_precision("highest")
