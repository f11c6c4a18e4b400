"""Options of a song that is listened to: the file, the part of it, its stems."""

import argparse
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ganspacesynth.audio.songs.song import Song

SEPARATORS = ("own", "demucs")
log = logging.getLogger("ganspacesynth")


def add_song_options(parser: argparse.ArgumentParser) -> None:
    """Declare them; see `ChosenSong`."""
    parser.add_argument("song", metavar="SONG", help="a sound file of any kind, or an https address of one (fetched once, and kept)")
    group = parser.add_argument_group("the song")
    group.add_argument("--from", dest="begin", default=None, metavar="MOMENT", help='where to begin: 10, 0:10 or "bar 5"')
    group.add_argument("--to", dest="end", default=None, metavar="MOMENT", help="where to end")
    group.add_argument("--stems", default=None, metavar="FOLDER", help="stems of your own: drums.wav, bass.wav and so on (default: made here)")
    help_separator = "what makes stems: own (harmonic, percussive, low; default), or demucs, where it is installed"
    group.add_argument("--separator", choices=SEPARATORS, default=SEPARATORS[0], help=help_separator)
    help_filter = "frequencies of a stem that are listened to, such as drums=20:100; may be said of several"
    group.add_argument("--filter", dest="filters", type=stem_filter, action="append", default=[], metavar="STEM=LOW:HIGH", help=help_filter)
    group.add_argument("--fps", type=float, default=None, metavar="N", help="frames a second of signals (default 50)")
    group.add_argument("--no-cache", action="store_true", help="keep nothing of what was heard in a folder .ganspacesynth beside the song")


def stem_filter(text: str) -> tuple[str, float | None, float | None]:
    """Read a word such as "drums=20:100", for argparse; either end may be left out."""
    stem, equals, band = text.partition("=")
    low, colon, high = band.partition(":")
    try:
        if not (stem and equals and colon):
            raise ValueError("form")
        return stem.strip(), float(low) if low.strip() else None, float(high) if high.strip() else None
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"a stem and its frequencies, such as drums=20:100 or bass=:200 (not {text!r})") from e


@dataclass(frozen=True)
class ChosenSong:
    """A song as the options say it.

    Attributes:
        where: a file or an address.
        begin, end: the part of it that is meant, as words; None for all.
        stems: a folder of the player's own; None makes them.
        separator: what makes them.
        filters: (stem, lowest Hz, highest Hz).
        fps: frames a second; None for the usual number.
        cached: keep what is heard beside the song.
    """

    where: str
    begin: str | None = None
    end: str | None = None
    stems: str | None = None
    separator: str = SEPARATORS[0]
    filters: tuple[tuple[str, float | None, float | None], ...] = ()
    fps: float | None = None
    cached: bool = True

    def open(self) -> "Song":
        """Open it, and say on stderr what is odd about it.

        Raises:
            AudioError, DownloadError, InvalidInput: as `open_song` and `Song.cut`.
        """
        from ganspacesynth.audio.signals.frame_rate import FPS
        from ganspacesynth.audio.songs.song import open_song
        from ganspacesynth.cli.progress_bar import track

        fps = FPS if self.fps is None else self.fps
        song = open_song(self.where, fps=fps, stems=self.stems, separator=self.separator, cached=self.cached, track=track)
        for stem, low_hz, high_hz in self.filters:
            song = song.with_filter(stem, low_hz, high_hz)
        song = song if self.begin is None and self.end is None else song.cut(self.begin or 0.0, self.end)
        for remark in song.remarks():
            log.warning("%s: %s", self.where, remark)
        return song
