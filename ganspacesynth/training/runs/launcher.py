"""Where the runs of a sweep are done: one after the other here, or as jobs of Slurm or Ray; runs in, what each came to out.

A job is whatever can be called without arguments, pickled, and called again: a run goes on where it was, so one that was killed or moved to another
machine is simply called once more. All machines must see the same folders.
"""

import importlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.core.errors import InvalidInput, TrainingError, brief

PLACES = ("here", "slurm", "ray", "local")
PACKAGES = {"slurm": "submitit", "local": "submitit", "ray": "ray"}
LOGGING = ("SUBMITIT_LOG_LEVEL", "NOCONFIG")  # or importing submitit sets logging up for all of the process, and closes everybody's handlers
JOBS_FOLDER = "jobs"  # of a sweep: what submitit writes

Job = Callable[[], Any]


@dataclass(frozen=True)
class JobSettings:
    """What a job may take, on Slurm or Ray.

    Attributes:
        minutes: until Slurm ends it; it is then asked for again, and goes on.
        cpus, gpus: of each job.
        memory: gigabytes.
        partition: of Slurm, "" for the usual one.
        at_once: jobs that run at the same time.
        address: of a Ray cluster, "" for one of this machine.

    Raises:
        InvalidInput: a number out of range.
    """

    minutes: int = 60
    cpus: int = 2
    gpus: int = 0
    memory: int = 4
    partition: str = ""
    at_once: int = 256
    address: str = ""

    def __post_init__(self) -> None:
        ranges = {"minutes": (1, 100_000), "cpus": (1, 1024), "gpus": (0, 64), "memory": (1, 65_536), "at_once": (1, 10_000)}
        for name, (low, high) in ranges.items():
            if not low <= getattr(self, name) <= high:
                raise InvalidInput(f"A job's {name} is in {low}..{high}. Received: {name}={getattr(self, name)}.", rule="job-range")


def launch(jobs: Mapping[str, Job], where: str, folder: Path, settings: JobSettings | None = None) -> Iterator[tuple[str, Any]]:
    """Do jobs, and yield (name, what it returned) of each, in their order.

    Args:
        jobs: {name: what is called}.
        where: "here": one after the other in this process; "slurm" and "ray": all at once on a cluster; "local": all at once as processes of this
            machine, by the same way as Slurm.
        folder: of the sweep; submitit's files go into `jobs` within it.
        settings: what each may take.

    Raises:
        InvalidInput: no such place, or its package is not installed.
        TrainingError: a job failed; the others are let go on, and the same call does the rest.
    """
    if where not in PLACES:
        raise InvalidInput(f"Runs are done on one of {', '.join(PLACES)}. Received: {brief(where)}.", rule="known-launcher")
    settings = settings or JobSettings()
    if where == "here":
        yield from ((name, job()) for name, job in jobs.items())
        return
    try:
        os.environ.setdefault(*LOGGING)
        package = importlib.import_module(PACKAGES[where])
    except ImportError as e:
        raise InvalidInput(
            f"Runs on {where} take {PACKAGES[where]}. Received: it is not installed. pip install 'ganspacesynth[{PACKAGES[where]}]'.",
            rule="launcher-installed",
        ) from e
    waiting = _on_ray(package, jobs, settings) if where == "ray" else _by_submitit(package, jobs, where, folder, settings)
    for name, result in waiting:
        try:
            yield name, result()
        except Exception as e:
            raise TrainingError(f"Every run of a sweep must end well. Received: {name}: {brief(str(e))}. Launch again.", rule="whole-sweep") from e


class Resumable:
    """A job that Slurm may end before its time: it is put into the queue again as it was."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __call__(self) -> Any:
        """Do the job."""
        return self.job()

    def checkpoint(self) -> Any:
        """Return what submitit shall ask for when time is up, or when the job had to make room."""
        return importlib.import_module("submitit.helpers").DelayedSubmission(self)


def _by_submitit(submitit: Any, jobs: Mapping[str, Job], where: str, folder: Path, settings: JobSettings) -> list[tuple[str, Job]]:
    executor = submitit.AutoExecutor(folder=str(folder / JOBS_FOLDER), cluster=where)
    asked: dict[str, Any] = {"timeout_min": settings.minutes, "cpus_per_task": settings.cpus, "gpus_per_node": settings.gpus}
    if where == "slurm":
        asked |= {"mem_gb": settings.memory, "slurm_array_parallelism": settings.at_once}
        asked |= {"slurm_partition": settings.partition} if settings.partition else {}
    executor.update_parameters(name="ganspacesynth", **asked)
    with executor.batch():  # on Slurm: one array of jobs
        submitted = [executor.submit(Resumable(job)) for job in jobs.values()]
    return [(name, job.result) for name, job in zip(jobs, submitted, strict=True)]


def _on_ray(ray: Any, jobs: Mapping[str, Job], settings: JobSettings) -> list[tuple[str, Job]]:
    if not ray.is_initialized():
        ray.init(address=settings.address or None, log_to_driver=False, logging_level="ERROR")
    remote = ray.remote(num_cpus=settings.cpus, num_gpus=settings.gpus, max_retries=3)(_called)
    submitted = [remote.remote(job) for job in jobs.values()]
    return [(name, _Waiting(ray, each)) for name, each in zip(jobs, submitted, strict=True)]


class _Waiting:
    """What Ray will return."""

    def __init__(self, ray: Any, reference: Any) -> None:
        self._ray, self._reference = ray, reference

    def __call__(self) -> Any:
        return self._ray.get(self._reference)


def _called(job: Job) -> Any:
    return job()
