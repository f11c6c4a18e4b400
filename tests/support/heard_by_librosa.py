"""The song of which all is known as librosa hears it, written to tests/golden/librosa.npz: `python -m tests.support.heard_by_librosa`.

The tests read the file: librosa compiles itself at first use, and together with some versions of numba it ends the process.
"""

from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.audio.signals.frame_rate import framing
from tests.support import synthetic_song

FILE = Path(__file__).parents[1] / "golden" / "librosa.npz"
CHROMA_SIZE = 8192


def main():
    import librosa

    known, frames = synthetic_song.song(), framing()
    wave = resample(known.wave, known.rate, frames.sample_rate)
    size, same = frames.size, {"sr": frames.sample_rate, "hop_length": frames.hop}
    start, end, _ = known.tempi[0]
    steady = wave[round(start * frames.sample_rate) : round(end * frames.sample_rate)]
    np.savez_compressed(
        FILE,
        version=librosa.__version__,
        level_of_wave=np.sqrt(np.mean(wave.astype(np.float64) ** 2)),
        hop=frames.hop,
        centroid=librosa.feature.spectral_centroid(y=wave, n_fft=size, **same)[0].astype(np.float32),
        flatness=librosa.feature.spectral_flatness(y=wave, n_fft=size, hop_length=frames.hop)[0].astype(np.float32),
        rms=librosa.feature.rms(y=wave, frame_length=size, hop_length=frames.hop)[0].astype(np.float32),
        chroma=librosa.feature.chroma_stft(y=wave, n_fft=CHROMA_SIZE, **same).T.astype(np.float16),
        onset_strength=librosa.onset.onset_strength(y=wave, **same).astype(np.float32),
        tempo=np.atleast_1d(librosa.beat.beat_track(y=steady, sr=frames.sample_rate)[0])[0],
    )


if __name__ == "__main__":
    main()
