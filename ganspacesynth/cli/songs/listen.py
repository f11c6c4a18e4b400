"""`ganspacesynth listen`: say and draw what is heard in a song: beats, bars, sections, and its signals on one picture."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ganspacesynth.cli.songs.song_options import ChosenSong, add_song_options
from ganspacesynth.cli.sounds.options import say

if TYPE_CHECKING:
    import numpy as np

    from ganspacesynth.audio.songs.song import Song
    from ganspacesynth.core.motion.signal import Signal

MANY = 16  # moments that are printed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_song_options(parser)
    help_signal = 'a chain, such as "drums.onsets(high) | peaks | decay 0.4"; several are several rows (default: the usual signals)'
    parser.add_argument("--signal", dest="signals", action="append", default=[], metavar="CHAIN", help=help_signal)
    parser.add_argument("-o", "--picture", default=None, metavar="PNG", help="the picture: .png, .svg or .pdf (default: NAME signals.png)")
    parser.add_argument("--json", default=None, metavar="FILE", help="also write the signals, and the moments of beats, bars and sections")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def run(args: argparse.Namespace) -> int:
    """Listen, print and draw."""
    from ganspacesynth.audio.chains.chain import read_chain
    from ganspacesynth.audio.songs.song_picture import USUAL, draw_song
    from ganspacesynth.audio.sound_picture import figure_format
    from ganspacesynth.cli.progress_bar import track
    from ganspacesynth.core.files import check_output, write_json

    chains = [read_chain(text) for text in args.signals or USUAL]
    song = ChosenSong(args.song, args.begin, args.end, args.stems, args.separator, tuple(args.filters), args.fps, not args.no_cache).open()
    picture = args.picture or f"{Path(song.file.path).stem} signals.png"
    figure_format(picture)
    for path in (picture, args.json):
        if path is not None:
            check_output(path, force=args.force)
    signals = [song.signal(chain) for chain in track(chains, "Listening")]
    for line in described(song):
        say(line)
    draw_song(picture, song, signals, title=Path(args.song).name, force=args.force)
    say(f"{picture}: {len(signals)} signals")
    if args.json:
        write_json(args.json, _plain(song, signals), force=args.force)
        say(f"{args.json}: the same as numbers")
    return 0


def described(song: "Song") -> list[str]:
    """Return what is heard in a song, in lines."""
    import numpy as np

    from ganspacesynth.composition.recipe_titles import counted_in

    tempo = song.heard("tempo").values
    counts = {"onset": song.onsets_s(), "beat": song.beats_s(), "bar": song.bars_s()}
    parts = [f"{song.duration_s:.2f} s", *(counted_in(moments_s, word) for word, moments_s in counts.items())]
    known = tempo[tempo > 0.0]
    if len(known):
        low, middle, high = np.percentile(known, [5, 50, 95])
        parts.append(f"{middle:.1f} beats a minute" if high - low < 0.02 * middle else f"{low:.1f} to {high:.1f} beats a minute")
    return [", ".join(parts), f"sections begin at {_moments(song.sections_s())}"]


def _moments(moments_s: "np.ndarray") -> str:
    said = ", ".join(f"{int(moment // 60)}:{moment % 60:04.1f}" for moment in moments_s[:MANY])
    return said if len(moments_s) <= MANY else f"{said} and {len(moments_s) - MANY} more"


def _plain(song: "Song", signals: "list[Signal]") -> dict:
    moments = {name: [round(float(each), 4) for each in values] for name, values in _moments_of(song).items()}
    return {
        "song": {"sha256": song.file.sha256, "from_s": song.start_s, "duration_s": song.duration_s},
        **moments,
        "signals": [s.to_json() for s in signals],
    }


def _moments_of(song: "Song") -> "dict[str, np.ndarray]":
    return {"onsets_s": song.onsets_s(), "beats_s": song.beats_s(), "bars_s": song.bars_s(), "sections_s": song.sections_s()}
