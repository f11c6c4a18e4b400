"""Moments of activations, summed where the network runs: activations never leave the accelerator."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.core.work.share import Share, in_order, processors
from ganspacesynth.directions.decomposition.moments import Moments
from ganspacesynth.directions.search.activations import ActivationSampler
from ganspacesynth.networks.gansynth.gansynth import GANSynth

if TYPE_CHECKING:
    from ganspacesynth.networks.backend import Tensor

STEPS = 64  # batches in one go: z travel there, sums travel back


def add_on_device(moments: Moments, sampler: ActivationSampler, share: Share, stopped: Callable[[], bool]) -> None:
    """Add the sounds of a share to moments.

    The products are summed in float32 over STEPS batches there, and joined here; see Moments.

    Args:
        moments: to add to.
        sampler: one with a network.
        share: whole batches but for the last.
        stopped: whether to leave off.
    """
    if sampler.network is None:
        raise TypeError("a sampler without a network computes nothing on a device")
    model, layer = sampler.network
    steps = min(STEPS, -(-share.count // sampler.batch))
    step = _compiled(model, layer, steps, sampler.batch, sampler.size)
    size, end = steps * sampler.batch, share.start + share.count
    goes = [Share(i, start, min(size, end - start)) for i, start in enumerate(range(share.start, end, size))]
    with ThreadPoolExecutor(processors()) as pool:  # drawing z takes longer than what is done with them
        drawn = in_order(goes, processors(), lambda go: pool.submit(_inputs, sampler, go, size), lambda waiting: waiting[0].result())
        for go, x in zip(goes, drawn, strict=True):
            if stopped():
                return
            mask = (np.arange(size) < go.count).astype(np.float32)
            products, total = step(x.reshape(steps, sampler.batch, -1), mask.reshape(steps, -1, 1), moments.origin.astype(np.float32))
            moments.products += products.T  # symmetric; of a row-major array this is the column-major view
            moments.total += total
            moments.count += go.count


def _inputs(sampler: ActivationSampler, go: Share, size: int) -> np.ndarray:
    x = sampler.input(sampler.z(go.start, go.count))
    return np.concatenate([x, np.zeros((size - len(x), x.shape[1]), np.float32)])  # one shape, so one graph


def _compiled(model: GANSynth, layer: str, steps: int, batch: int, size: int) -> Callable[..., Any]:
    from ganspacesynth.networks import backend
    from ganspacesynth.networks.backend import ops
    from ganspacesynth.networks.gansynth import network
    from ganspacesynth.networks.gansynth.plans.keras_plan import KerasPlan, Prepared

    if not isinstance(model.plan, KerasPlan):
        raise TypeError("moments are summed on a device by Keras alone")

    def build(prepared: Prepared) -> Callable[..., "Tensor"]:
        def activations(x: "Tensor") -> "Tensor":
            return network.generate(model.config, prepared, x if model.config.simple_arch else network.pixel_norm(x), stop=layer)[0]

        def pure(x: "Tensor", mask: "Tensor", origin: "Tensor") -> "Tensor":
            def add(i: "Tensor", sums: "Tensor") -> "Tensor":
                with backend.full_precision():
                    rows = (ops.reshape(activations(x[i]), (-1, size)) - origin) * mask[i]  # [n, h, w, c] -> [n, D]
                    return sums[0] + ops.matmul(ops.transpose(rows), rows), sums[1] + ops.sum(rows, axis=0)

            return ops.fori_loop(0, steps, add, (ops.zeros((size, size)), ops.zeros((size,))))

        return pure

    return model.plan.compiled(("moments", layer, steps, batch), build)
