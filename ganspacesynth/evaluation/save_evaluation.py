"""The files of an evaluation: its page, and the same figures beside it as JSON."""

import os
from pathlib import Path

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.files import atomic_path, check_output, write_json
from ganspacesynth.evaluation.comparison import Evaluation
from ganspacesynth.evaluation.report import write_report

FileName = str | os.PathLike[str]


def check_pages(path: FileName, *, force: bool) -> tuple[Path, Path]:
    """Return where the page and the figures beside it go.

    Raises:
        InvalidInput: another suffix than that of a page.
        OutputError: one of them exists, or cannot be written.
    """
    if Path(path).suffix.lower() not in (".html", ".htm"):
        raise InvalidInput(f"A page ends in .html. Received: {path}.", rule="file-ending")
    return check_output(path, force=force), check_output(Path(path).with_suffix(".json"), force=force)


def save_evaluation(evaluation: Evaluation, path: FileName, *, title: str, dataset: str, force: bool = False) -> tuple[Path, Path]:
    """Write the page of an evaluation, and its figures beside it as JSON.

    Args:
        evaluation: of `comparison.evaluate`.
        path: the page, .html.
        title: its heading, plain text.
        dataset: name of the data set.
        force: overwrite both.

    Returns:
        Both files.

    Raises:
        InvalidInput: another suffix.
        OutputError: one of them exists, or cannot be written.
    """
    page, figures = check_pages(path, force=force)
    text = write_report(evaluation, title=title, dataset=dataset)
    write_json(figures, {**evaluation.to_json(), "dataset": dataset}, force=force)
    with atomic_path(page, force=force) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return page, figures
