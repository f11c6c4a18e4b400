"""Who is told of a training's numbers beside its own log: TensorBoard, MLflow, Weights & Biases; each an extra, imported when it is asked for."""

import contextlib
import importlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from ganspacesynth.core.errors import InvalidInput, brief

EXPORTERS = ("tensorboard", "mlflow", "wandb")
PACKAGES = {"tensorboard": "tensorboard", "mlflow": "mlflow", "wandb": "wandb"}


class ExperimentLog(Protocol):
    """Is told numbers."""

    def tell(self, step: int, values: Mapping[str, float]) -> None:
        """Be told the numbers of a step."""


class _All:
    """Tells several."""

    def __init__(self, logs: Sequence[ExperimentLog]) -> None:
        self._logs = logs

    def tell(self, step: int, values: Mapping[str, float]) -> None:
        for log in self._logs:
            log.tell(step, {name: float(value) for name, value in values.items()})


@contextlib.contextmanager
def open_logs(names: Sequence[str], folder: Path, settings: Mapping[str, Any]) -> Iterator[ExperimentLog]:
    """Open exporters for as long as a training lasts.

    Args:
        names: some of `EXPORTERS`; none is fine.
        folder: of the run; local exporters write into it.
        settings: of the run, kept with it.

    Raises:
        InvalidInput: one that is not known, or not installed.
    """
    for name in names:
        if name not in EXPORTERS:
            raise InvalidInput(f"Numbers are told to some of {', '.join(EXPORTERS)}. Received: {brief(name)}.", rule="known-exporter")
    with contextlib.ExitStack() as stack:
        yield _All([stack.enter_context(_OPENERS[name](folder, settings)) for name in dict.fromkeys(names)])


def _imported(name: str, module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as e:
        raise InvalidInput(
            f"Telling {name} takes its package. Received: it is not installed ({e}). pip install 'ganspacesynth[{name}]'.", rule="exporter-installed"
        ) from e


@contextlib.contextmanager
def _tensorboard(folder: Path, settings: Mapping[str, Any]) -> Iterator[ExperimentLog]:
    """Event files, written by TensorFlow, which is there; TensorBoard shows them."""
    _imported("tensorboard", "tensorboard")
    summary = _imported("tensorboard", "tensorflow").summary
    writer = summary.create_file_writer(str(folder / "tensorboard"))

    class Log:
        def tell(self, step: int, values: Mapping[str, float]) -> None:
            with writer.as_default():
                for name, value in values.items():
                    summary.scalar(name, value, step=step)
            writer.flush()

    try:
        yield Log()
    finally:
        writer.close()


@contextlib.contextmanager
def _mlflow(folder: Path, settings: Mapping[str, Any]) -> Iterator[ExperimentLog]:
    """A run of MLflow, where its own settings say; without any, in the current folder."""
    mlflow = _imported("mlflow", "mlflow")

    class Log:
        def tell(self, step: int, values: Mapping[str, float]) -> None:
            mlflow.log_metrics(dict(values), step=step)

    with mlflow.start_run(run_name=folder.name):
        mlflow.log_params({name: str(value)[:250] for name, value in settings.items()})
        yield Log()


@contextlib.contextmanager
def _wandb(folder: Path, settings: Mapping[str, Any]) -> Iterator[ExperimentLog]:
    """A run of Weights & Biases; WANDB_MODE=offline keeps it here."""
    wandb = _imported("wandb", "wandb")
    run = wandb.init(project="ganspacesynth", name=folder.name, dir=str(folder), config=dict(settings))

    class Log:
        def tell(self, step: int, values: Mapping[str, float]) -> None:
            run.log(dict(values), step=step)

    try:
        yield Log()
    finally:
        run.finish()


_OPENERS = {"tensorboard": _tensorboard, "mlflow": _mlflow, "wandb": _wandb}
