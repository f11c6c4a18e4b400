"""Shares of work computed by a Ray cluster, their results returned in order; Ray itself restarts workers that die."""

import socket
from collections.abc import Sequence
from typing import Any

from ganspacesynth.core.errors import GanSpaceSynthError
from ganspacesynth.core.work.share import Parts, Run, Share, ShareTask, in_order

RETRIES = 5  # of a share whose worker or machine dies
PATIENCE_S = 10.0


def in_cluster(address: str) -> Run:
    """Return what computes shares on a cluster; whatever it is.

    Args:
        address: of its head, host:port, or "auto" for the one that runs on this machine.

    Raises:
        GanSpaceSynthError: Ray is not installed, or no such cluster answers.
    """
    try:
        import ray
    except ImportError as e:
        raise GanSpaceSynthError(
            "A cluster needs Ray. Received: none installed. Install it: pip install 'ganspacesynth[ray]'.", rule="ray-installed"
        ) from e

    def run(task: ShareTask, shares: Sequence[Share], whole: Any) -> Parts:
        ours = not ray.is_initialized()
        if ours:
            _connect(ray, address)
        try:
            remote = ray.remote(max_retries=RETRIES, num_cpus=1)(_run)
            stored = ray.put(task)  # once for each machine, however many shares it does
            ahead = 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))
            yield from in_order(shares, ahead, lambda share: remote.remote(stored, share), lambda waiting: _result(ray, waiting[0], task.go_on))
        finally:
            if ours:
                ray.shutdown()

    return run


def _connect(ray: Any, address: str) -> None:
    host, _, port = address.rpartition(":")
    try:
        if host and port.isdecimal() and "/" not in host:  # where nobody listens Ray would try on for minutes
            socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE_S).close()
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except (ValueError, RuntimeError, OverflowError, OSError) as e:
        raise GanSpaceSynthError(
            f"A Ray cluster must answer there. Received: {address} ({_brief(e)}). Start one: ray start --head.", rule="cluster-answers"
        ) from e


def _result(ray: Any, waiting: Any, go_on: str) -> Any:
    try:
        return ray.get(waiting)
    except ray.exceptions.RayTaskError as e:
        raise e.cause from e
    except ray.exceptions.RayError as e:
        raise GanSpaceSynthError(f"The cluster must stay alive. Received: {_brief(e)}. Look after it{go_on}.", rule="cluster-alive") from e


def _brief(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


def _run(task: ShareTask, share: Share) -> Any:
    return task.run(share)
