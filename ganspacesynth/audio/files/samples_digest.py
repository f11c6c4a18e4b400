"""A WAV in, the digest of its sound out: of the samples, since libsndfile stamps files of float samples with the time of writing (PEAK chunk)."""

import hashlib
import os
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import MAX_CHANNELS
from ganspacesynth.core.errors import AudioError
from ganspacesynth.core.files import open_file

BLOCK = 1 << 16  # frames


def samples_sha256(path: str | os.PathLike[str]) -> str:
    """Return the hex SHA-256 of a WAV's rate, channels and samples; two files that hold the same samples in different formats share it.

    Raises:
        AudioError: no readable WAV.
    """
    import soundfile

    path = Path(path)
    try:
        with open_file(path) as file, soundfile.SoundFile(file) as sound:
            if sound.format not in ("WAV", "WAVEX") or sound.channels > MAX_CHANNELS:
                raise AudioError(
                    f"Only the sound of a WAV has a digest. Received: {path}, {sound.format}, {sound.channels} channels. Name a WAV.",
                    rule="wav-digest",
                )
            digest = hashlib.sha256(np.array([sound.samplerate, sound.channels], "<i8").tobytes())
            while len(block := sound.read(BLOCK, dtype="float64", always_2d=True)):  # float64 holds every sample format exactly
                digest.update((block + 0.0).astype("<f8").tobytes())  # no two zeros
    except (OSError, soundfile.SoundFileError) as e:
        raise AudioError(f"The WAV file must be readable. Received: {path} ({e}). Check the path, or fetch it again.", rule="readable-file") from e
    return digest.hexdigest()
