"""How long a song of four minutes takes to listen to, and how much memory, beside librosa's same features in the same run.

python benchmarks/song.py            a song made here (or --song FILE)
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

sys.path.insert(0, str(Path(__file__).parents[1]))

from ganspacesynth.audio.signals.analyses import ANALYSES
from ganspacesynth.audio.signals.sections import describe, section_times
from ganspacesynth.audio.songs.song import open_song
from tests.support import synthetic_song

MINUTES, RATE = 4, 44_100
MOST_S, MOST_MB, TIMES_AS_FAST, SECTIONS_S = 15.0, 600.0, 3.0, 1.0
WORDS = {"chroma": ("C",)}


def main() -> int:
    """Print a table; 1 when something asked for was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--song", help="a file instead of the song made here")
    parser.add_argument("--without-librosa", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = args.song or made(Path(folder) / "song.wav")
        before = memory_mb()
        ours_s, stems_s, duration_s = listened(path)
        after = memory_mb()
        print(f"{duration_s:.0f} s of sound")
        print(f"| all signals from the file | {ours_s:.2f} s | asked for: under {MOST_S:g} s |")
        print(f"| made stems, and the onsets of the drums | {stems_s:.2f} s more | |")
        print(f"| highest memory | {after:.0f} MB ({after - before:.0f} more than before) | asked for: under {MOST_MB:g} MB |")
        sections = timed(lambda: sections_of(451.0))
        print(f"| sections of 451 s, behind its features | {sections:.3f} s | asked for: under {SECTIONS_S:g} s |")
        fine = ours_s < MOST_S and after < MOST_MB and sections < SECTIONS_S
        if not args.without_librosa:
            fine &= beside_librosa(path)
    return 0 if fine else 1


def made(path: Path) -> Path:
    """Write a song of four minutes."""
    parts = synthetic_song.PARTS * MINUTES
    known = synthetic_song.song(parts)
    wave = np.tile(known.wave, 2)[: MINUTES * 60 * known.rate]
    soundfile.write(path, np.repeat(np.repeat(wave, 2)[:, None], 2, axis=1), RATE)
    return path


def listened(path: Path | str) -> tuple[float, float, float]:
    """Return seconds for all signals, those for stems more, and the song's length."""
    song = open_song(path, cached=False)

    def everything() -> None:
        for name in ANALYSES:
            song.heard(name, WORDS.get(name, ()))
        song.onsets_s()

    ours = timed(everything)
    return ours, timed(lambda: song.signal("drums.onsets(high) | peaks | decay 0.4")), song.duration_s


def beside_librosa(path: Path | str) -> bool:
    """Time librosa and us at the same features, from the same samples, each for the second time: it compiles itself at first."""
    import librosa
    from scipy.signal import find_peaks

    from ganspacesynth.audio.signals.analyses import WholeSound

    song = open_song(path, cached=False)
    wave, rate, hop, size = song.wave, song.frames.sample_rate, song.frames.hop, song.frames.size
    same = {"sr": rate, "hop_length": hop}

    def theirs(y: np.ndarray) -> None:
        for low_hz, high_hz in ((30, 11_000), (20, 150), (500, 2000), (4000, 8000)):
            strength = librosa.onset.onset_strength(y=y, n_fft=size, fmin=low_hz, fmax=high_hz, **same)
        find_peaks(strength, prominence=0.1 * strength.max())  # librosa 0.11's own picking ends the process where numba is 0.68
        librosa.feature.rms(y=y, frame_length=size, hop_length=hop)
        librosa.feature.spectral_centroid(y=y, n_fft=size, **same)
        librosa.feature.spectral_flatness(y=y, n_fft=size, hop_length=hop)
        librosa.feature.chroma_stft(y=y, n_fft=8192, **same)
        librosa.yin(y, fmin=62, fmax=1400, frame_length=size, **same)
        librosa.beat.beat_track(y=y, **same)
        librosa.decompose.hpss(librosa.stft(y, n_fft=size, hop_length=hop))

    def ours(y: np.ndarray) -> None:
        from ganspacesynth.audio.songs.separation import separate

        heard = WholeSound(y, song.frames)
        for name in ("onsets", "rms", "centroid", "flatness", "chroma", "pitch", "beats"):
            heard.signal(name, WORDS.get(name, ()))
        heard.onsets_s()
        separate(y, song.frames)

    theirs(wave[: 5 * round(rate)])
    ours(wave[: 5 * round(rate)])
    their_s, our_s = timed(lambda: theirs(wave)), timed(lambda: ours(wave))
    print(f"| the same features: onsets of four bands, level, centroid, flatness, chroma, pitch, beats, separation | {our_s:.2f} s | |")
    print(f"| … by librosa {librosa.__version__} | {their_s:.2f} s, {their_s / our_s:.1f} times as long | asked for: {TIMES_AS_FAST:g} times |")
    return their_s / our_s >= TIMES_AS_FAST


def sections_of(duration_s: float) -> np.ndarray:
    """Find the sections of features of a length."""
    rng = np.random.default_rng(0)
    count = round(duration_s * 50)
    bands = rng.standard_normal((count, 24)) + 10.0 * np.sin(np.arange(count) // 3000)[:, None]
    return section_times(describe(bands, np.abs(rng.standard_normal((count, 12))), duration_s), duration_s)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def memory_mb() -> float:
    """Return the highest memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
