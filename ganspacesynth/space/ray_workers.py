"""Shares to a Ray cluster, their sums back, in order; Ray itself starts anew what dies."""

from collections.abc import Sequence
from typing import Any

from ganspacesynth.errors import GanSpaceSynthError
from ganspacesynth.space.shares import Parts, Run, Share, Task, in_order

RETRIES = 5  # of a share whose worker or machine dies


def in_cluster(address: str) -> Run:
    """Return what computes shares on a cluster; see `shares.runner`.

    Args:
        address: of its head, host:port, or "auto" for the one that runs on this machine.

    Raises:
        GanSpaceSynthError: Ray is not installed, or no such cluster answers.
    """
    try:
        import ray
    except ImportError as e:
        raise GanSpaceSynthError("A cluster needs Ray. Received: none installed. Install it: pip install 'ganspacesynth[ray]'.") from e

    def run(task: Task, shares: Sequence[Share], whole: Any) -> Parts:
        ours = not ray.is_initialized()
        if ours:
            _connect(ray, address)
        try:
            remote = ray.remote(max_retries=RETRIES, num_cpus=1)(_run)
            stored = ray.put(task)  # once for each machine, however many shares it does
            ahead = 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))
            yield from in_order(shares, ahead, lambda share: remote.remote(stored, share), lambda waiting: _result(ray, waiting[0]))
        finally:
            if ours:
                ray.shutdown()

    return run


def _connect(ray: Any, address: str) -> None:
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, ValueError, RuntimeError, OSError) as e:
        raise GanSpaceSynthError(
            f"A Ray cluster must answer there. Received: {address} ({str(e).splitlines()[0][:120]}). Start one: ray start --head."
        ) from e


def _result(ray: Any, waiting: Any) -> Any:
    try:
        return ray.get(waiting)
    except ray.exceptions.RayTaskError as e:
        raise e.cause from e
    except ray.exceptions.RayError as e:
        text = (str(e).splitlines() or [type(e).__name__])[0]
        raise GanSpaceSynthError(f"The cluster must stay alive. Received: {text[:160]}. Look after it, and go on with --resume.") from e


def _run(task: Task, share: Share) -> Any:
    return task.run(share)
