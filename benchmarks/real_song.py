"""A real song out of a Debian package, listened to: beats, sections and chroma, beside librosa's where that is installed.

python benchmarks/real_song.py [FOLDER]        # on Debian or Ubuntu; fetches frozen-bubble-data (22 MB, GPL-2) into FOLDER, or uses what lies there

Nothing of the package is kept in this project: its licence is its own.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from ganspacesynth.audio.signals.chroma import CLASSES
from ganspacesynth.audio.songs.song import Song, open_song

PACKAGE = "frozen-bubble-data"
SONGS = ("introzik.ogg", "frozen-mainzik-1p.ogg", "frozen-mainzik-2p.ogg")


def fetched(folder: Path) -> list[Path]:
    """Return the songs of the package, fetched and unpacked once."""
    found = {path.name: path for path in folder.rglob("*.ogg")}
    if not set(SONGS) <= set(found):
        subprocess.run(["apt-get", "download", PACKAGE], cwd=folder, check=True)
        for archive in folder.glob(f"{PACKAGE}_*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(archive), str(folder / "unpacked")], check=True)
        found = {path.name: path for path in folder.rglob("*.ogg")}
    return [found[name] for name in SONGS]


def chroma(song: Song) -> np.ndarray:
    """Return how much there is of each pitch class, float [12]."""
    return np.array([float(song.heard("chroma", (name,)).values.mean()) for name in CLASSES])


def beside_librosa(song: Song) -> str:
    """Return how like librosa's beats and chroma are."""
    try:
        import librosa
    except ImportError:
        return ""
    rate = round(song.frames.sample_rate)
    tempo, beats = librosa.beat.beat_track(y=song.wave, sr=rate, units="time")
    theirs, ours = librosa.feature.chroma_stft(y=song.wave, sr=rate).mean(axis=1), chroma(song)
    found = song.beats_s()
    hit = float(np.mean([np.abs(beats - moment).min() <= 0.07 for moment in found])) if len(beats) and len(found) else 0.0
    cosine = float(theirs @ ours / np.linalg.norm(theirs) / np.linalg.norm(ours))
    theirs_bpm = float(np.atleast_1d(tempo)[0])
    return f"; librosa: {theirs_bpm:.1f} beats a minute, {hit:.0%} of our beats within 70 ms of one of its, chroma cosine {cosine:.3f}"


def main() -> None:
    """Fetch, listen, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path(tempfile.gettempdir()) / "ganspacesynth real song")
    parser.add_argument("--librosa", action="store_true", help="compare")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    for path in fetched(args.folder):
        song = open_song(path, cached=False)
        gaps = np.diff(song.beats_s())
        strongest = [CLASSES[i] for i in np.argsort(-chroma(song))[:4]]
        sections = ", ".join(f"{moment:.1f}" for moment in song.sections_s())
        steady = float(np.mean(np.abs(gaps - np.median(gaps)) < 0.02))
        heard = f"{60 / np.median(gaps):.2f} beats a minute, {steady:.0%} steady, {len(song.onsets_s())} onsets, mostly {' '.join(strongest)}"
        compared = beside_librosa(song) if args.librosa else ""
        sys.stdout.write(f"{path.name}: {song.duration_s:.1f} s, {heard}, sections at {sections} s{compared}\n")


if __name__ == "__main__":
    main()
