"""A sound file in, the digest of its sound out: of the samples, since libsndfile stamps those of float samples with the time (PEAK chunk)."""

import hashlib
import os
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import MAX_CHANNELS
from ganspacesynth.core.errors import AudioError
from ganspacesynth.core.files import open_file

BLOCK = 1 << 16  # frames


def samples_sha256(path: str | os.PathLike[str]) -> str:
    """Return the hex SHA-256 of a WAV, FLAC or OGG's rate, channels and samples; files that hold the same samples in other formats share it.

    Raises:
        AudioError: no readable file of these kinds.
    """
    import soundfile

    path = Path(path)
    try:
        with open_file(path) as file, soundfile.SoundFile(file) as sound:
            if sound.format not in ("WAV", "WAVEX", "FLAC", "OGG") or sound.channels > MAX_CHANNELS:
                received = f"{path}, {sound.format}, {sound.channels} channels"
                raise AudioError(f"Only the sound of a WAV, FLAC or OGG has a digest. Received: {received}. Name one of them.", rule="digest-format")

            digest = hashlib.sha256(np.array([sound.samplerate, sound.channels], "<i8").tobytes())
            while len(block := sound.read(BLOCK, dtype="float64", always_2d=True)):  # float64 holds every sample format exactly
                digest.update((block + 0.0).astype("<f8").tobytes())  # no two zeros
    except (OSError, soundfile.SoundFileError) as e:
        raise AudioError(f"The sound file must be readable. Received: {path} ({e}). Check the path, or fetch it again.", rule="readable-file") from e
    return digest.hexdigest()
