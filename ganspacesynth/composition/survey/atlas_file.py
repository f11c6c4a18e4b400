"""The atlas page of an instrument: settings, checks, and the file."""

import os
from dataclasses import dataclass
from pathlib import Path

from ganspacesynth.audio.effects.edges import levelled
from ganspacesynth.audio.thumbnail import sound_format
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.core.files import atomic_path, check_output
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.describe.atlas_page import write_page
from ganspacesynth.directions.describe.atlas_sounds import Atlas, AtlasSettings, make_atlas


@dataclass(frozen=True)
class PageSettings:
    """How an atlas is written.

    Attributes:
        title: its heading.
        command: how the command line makes its sounds, without edits and pitch.
        note: a sentence above all, "" for none.
        audio: how sounds are kept, "mp3", "flac" or "wav"; None is the smallest there is.

    Raises:
        InvalidInput: this machine cannot write that format.
    """

    title: str = "Sound atlas"
    command: str = "ganspacesynth generate --level model"  # sounds of a page have one gain: their levels can be compared
    note: str = ""
    audio: str | None = None

    def __post_init__(self) -> None:
        sound_format(self.audio)


def check_page(path: str | os.PathLike[str], *, force: bool) -> Path:
    """Return where a page goes.

    Raises:
        InvalidInput: another suffix than that of a page.
        OutputError: it exists, or cannot be written.
    """
    if Path(path).suffix.lower() not in (".html", ".htm"):
        raise InvalidInput(f"A page ends in .html. Received: {path}.", rule="file-ending")
    return check_output(path, force=force)


def save_atlas(
    instrument: Instrument,
    path: str | os.PathLike[str],
    settings: AtlasSettings | None = None,
    page: PageSettings | None = None,
    *,
    force: bool = False,
    track: Track = untracked,
) -> Atlas:
    """Play what an atlas shows, and write its page.

    Args:
        instrument: with directions.
        path: the page, .html.
        settings: how much of them is shown.
        page: how it is written.
        force: overwrite the page.
        track: shows how far it is; when it raises, nothing is written.

    Raises:
        DirectionsError: the instrument has none, or they belong to another model.
        InvalidInput: another suffix, or a pitch that the model does not play.
        OutputError: the page exists, or cannot be written.
    """
    target, page = check_page(path, force=force), page or PageSettings()
    if instrument.directions is None:
        raise DirectionsError("An atlas needs directions. Received: an instrument without. Open it with some.", rule="needs-directions")
    atlas = make_atlas(instrument.model, instrument.directions, settings, track=track)
    text = write_page(atlas, level=levelled, title=page.title, command=page.command, note=page.note, sound_format=page.audio)
    with atomic_path(target, force=force) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return atlas
