"""Sounds padded with silence, or cut with a fade, to samples of one length."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.audio.files.sound_files import read_mono, resample
from ganspacesynth.core.errors import AudioError, DatasetError, InvalidInput
from ganspacesynth.data.sample_folder import FileReport, SampleFolder, check_pitch, fade, find_pitch, instrument_names, open_samples
from ganspacesynth.data.schema import note_name, parse_name

SILENT = 1e-4  # peak (-80 dB) up to which nothing is heard, the noise of a rounding included


def pad_wave(wave: np.ndarray, audio_length: int, *, fade_samples: int = 160) -> np.ndarray:
    """Return float32 [audio_length]: the wave from its start, its end faded, silence behind it.

    A wave of just that length comes back as it is.

    Args:
        wave: float [samples].
        audio_length: samples wanted.
        fade_samples: faded at the end of the sound, or where it is cut.
    """
    if len(wave) == audio_length:
        return np.array(wave, np.float32)
    return np.pad(fade(wave[:audio_length], 0, fade_samples), (0, max(0, audio_length - len(wave))))


def pad_files(
    paths: Sequence[str | os.PathLike[str]],
    folder: str | os.PathLike[str],
    *,
    sample_rate: int = 16000,
    audio_length: int = 64000,
    pitch: int | None = None,
    fade_s: float = 0.01,
    force: bool = False,
) -> Iterator[FileReport]:
    """Bring each sound to one length as `{name}_0_{pitch}.wav`; a repeated run keeps what is there.

    A file already named NAME_INDEX_PITCH keeps its name.

    Args:
        paths: sound files of any rate and channels (see `find_audio`).
        folder: where the samples go.
        sample_rate: of the samples, Hz.
        audio_length: samples of each.
        pitch: MIDI number for files whose name says none; None detects it, and leaves out sounds that have none.
        fade_s: seconds faded at the end of each sound.
        force: make samples again that are there.

    Yields:
        One report a file, in order.

    Raises:
        InvalidInput: a setting is out of range.
        OutputError: the folder holds something else, or was made with other settings.
    """
    check_pitch(pitch)
    if not 0 <= fade_s < np.inf:
        raise InvalidInput(f"The fade must not be negative. Received: fade_s={fade_s}. Use for example 0.01.", rule="fade-length")
    settings = {"made_by": "pad", "pitch": pitch, "fade_s": fade_s}
    samples = open_samples(folder, settings, sample_rate=sample_rate, audio_length=audio_length, force=force)
    names = instrument_names([Path(path) for path in paths])
    return (_pad(path, name, samples, pitch, round(fade_s * sample_rate)) for path, name in names.items())


def _pad(path: Path, name: str, samples: SampleFolder, pitch: int | None, fade_samples: int) -> FileReport:
    try:
        sample = _own_name(name)
        if sample is not None and samples.has(sample):
            return FileReport(path, kept=1)
        sound = open_sound(path)
        wave = read_mono(sound)
    except AudioError as e:
        return FileReport(path, error=str(e))
    remarks = tuple(sound.remarks)
    if np.abs(wave).max() <= SILENT:
        return FileReport(path, silent=1, remarks=remarks)
    wave = wave if sound.sample_rate == samples.sample_rate else resample(wave, sound.sample_rate, samples.sample_rate)
    if sample is None:
        found = find_pitch(wave[: samples.audio_length], samples.sample_rate, pitch)
        if found is None:
            return FileReport(path, unpitched=1, remarks=remarks)
        sample = note_name(name, 0, found)
        if samples.has(sample):
            return FileReport(path, kept=1, remarks=remarks)
    samples.write(sample, pad_wave(wave, samples.audio_length, fade_samples=fade_samples))
    return FileReport(path, written=1, remarks=remarks)


def _own_name(name: str) -> str | None:
    try:
        parse_name(name)
    except DatasetError:
        return None
    return name
