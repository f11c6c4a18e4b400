"""A folder of samples named NAME_INDEX_PITCH.wav: its sound files found, written, and kept when a command is repeated."""

import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.decode import audio_endings
from ganspacesynth.audio.files.sound_files import peak_safe, write_wave
from ganspacesynth.audio.pitch import note_pitch
from ganspacesynth.core.documents import SAMPLES, read_document, write_document
from ganspacesynth.core.errors import DatasetError, InvalidInput, OutputError
from ganspacesynth.core.files import holds_others, open_file, sweep_unfinished

ABOUT_FILE = "samples.json"  # how a folder's samples were made; a run with other settings does not mix with them


@dataclass(frozen=True)
class FileReport:
    """What became of one input file.

    Attributes:
        path: the input.
        written: samples made now.
        kept: samples that were there already, whole.
        silent: pieces left out because they are below the silence level.
        unpitched: pieces left out because no pitch was found in them.
        error: why the file was left out, or None.
        remarks: what else should be said of it, such as that it ends before its time.
    """

    path: Path
    written: int = 0
    kept: int = 0
    silent: int = 0
    unpitched: int = 0
    error: str | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class SampleFolder:
    """A folder of equally long mono samples; opened with `open_samples`."""

    path: Path
    sample_rate: int
    audio_length: int
    force: bool = False

    def has(self, name: str) -> bool:
        """Tell whether the sample is there, whole, and not to be made again."""
        return not self.force and is_sample(self.path / f"{name}.wav", self.sample_rate, self.audio_length)

    def write(self, name: str, wave: np.ndarray) -> None:
        """Write one sample, whole or not at all."""
        write_wave(self.path / f"{name}.wav", peak_safe(wave), self.sample_rate, force=True)

    def remove(self, name: str) -> None:
        """Take a sample away again."""
        (self.path / f"{name}.wav").unlink(missing_ok=True)


def open_samples(
    path: str | os.PathLike[str], settings: Mapping[str, object], *, sample_rate: int, audio_length: int, force: bool = False
) -> SampleFolder:
    """Make a folder for samples, or go on in one that was made with the same settings.

    Args:
        path: the folder.
        settings: how the samples are made; written into the folder.
        sample_rate: Hz.
        audio_length: samples of each sound.
        force: go on whatever is there; samples of the same name are made again.

    Raises:
        InvalidInput: rate or length not positive.
        OutputError: the folder holds something else, or was made with other settings.
    """
    path = Path(path).expanduser()
    if sample_rate < 1 or audio_length < 1:
        received = f"sample_rate={sample_rate}, audio_length={audio_length}"
        raise InvalidInput(
            f"Rate and length must be positive. Received: {received}. Use for example 16000 and 64000.", rule="positive-rate-and-length"
        )
    settings = {**settings, "sample_rate": sample_rate, "audio_length": audio_length}
    about = path / ABOUT_FILE
    if not force and about.exists() and read_document(about, SAMPLES)[1] != settings:
        raise OutputError(
            f"A folder's samples must be made with one set of settings. Received: {path}, made with others. Use another folder, or --force.",
            rule="same-settings",
        )
    if not force and not about.exists() and path.exists() and (not path.is_dir() or holds_others(path)):
        raise OutputError(
            f"Samples go into a folder of their own. Received: {path}, which holds something else. Use another folder, or --force.", rule="own-folder"
        )
    sweep_unfinished(path)
    write_document(about, SAMPLES, settings, force=True)
    return SampleFolder(path, sample_rate, audio_length, force)


def is_sample(path: Path, sample_rate: int, audio_length: int) -> bool:
    """Tell whether a file is a whole sample of this rate and length."""
    import soundfile

    try:
        with open_file(path) as file:
            info = soundfile.info(file)
    except (soundfile.SoundFileError, OSError):
        return False
    return bool(info.samplerate == sample_rate and info.frames == audio_length and info.channels == 1)


def check_sounds_folder(path: str | os.PathLike[str]) -> Path:
    """Return a folder of somebody's own sounds; raises DatasetError where there is none."""
    folder = Path(path).expanduser()
    if not folder.is_dir():
        was = "a file" if folder.exists() else "missing"
        raise DatasetError(f"Own sounds lie in a folder. Received: {folder}, which is {was}. Put them into one, and name it.", rule="existing-folder")
    return folder


def find_audio(paths: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """List sound files: files as given, folders searched with all below them, sorted, each once.

    What is a sound is told by its ending, and those that nobody here can read are listed too: whoever reads them says why not.

    Raises:
        DatasetError: a path does not exist, or no sound file is found.
    """
    endings = audio_endings()
    found: dict[Path, None] = {}
    for path in (Path(path).expanduser() for path in paths):
        if not path.exists():
            raise DatasetError(f"The sound file or folder must exist. Received: {path}. Check the path.", rule="existing-file")
        inside = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in endings) if path.is_dir() else [path]
        visible = (p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts))
        found.update(dict.fromkeys(visible))
    if not found:
        raise DatasetError(
            "At least one sound file must be given. Received: none found. Give files such as WAV, FLAC, OGG, MP3, AIFF.", rule="some-sounds"
        )
    return list(found)


def instrument_names(paths: Sequence[Path]) -> dict[Path, str]:
    """Name each file for its samples: its name without the ending, with folders in front where several have the same.

    Names differ on every file system: capitals and the two ways to write an accent do not count as differences.
    """
    groups: dict[str, list[Path]] = {}
    for path in dict.fromkeys(paths):
        groups.setdefault(_key(path, 1), []).append(path)
    names, taken = {}, set()
    for path in dict.fromkeys(paths):
        sharing = groups[_key(path, 1)]
        depth = next((n for n in range(1, 9) if len({_key(other, n) for other in sharing}) == len(sharing)), 1)
        name = plain = _joined(path, depth)
        number = 1
        while name.casefold() in taken:  # x.wav and x.flac in one folder
            number += 1
            name = f"{plain}-{number}"
        taken.add(name.casefold())
        names[path] = name
    return names


def find_pitch(wave: np.ndarray, sample_rate: int, pitch: int | None) -> int | None:
    """Return `pitch`, or when it is None the detected one rounded to MIDI; None when there is none in 0..127."""
    if pitch is not None:
        return pitch
    found = note_pitch(wave, sample_rate, fmax=min(2500.0, 0.45 * sample_rate))
    return None if np.isnan(found) or not 0 <= round(found) <= 127 else round(found)


def check_pitch(pitch: int | None) -> None:
    """Refuse a pitch that is no MIDI number.

    Raises:
        InvalidInput: not None and not in 0..127.
    """
    if pitch is not None and not 0 <= pitch <= 127:
        raise InvalidInput(f"A pitch must be a MIDI number 0..127, or None to detect it. Received: {pitch}. Use for example 60.", rule="pitch-number")


def fade(wave: np.ndarray, start: int, stop: int) -> np.ndarray:
    """Return a copy with its first `start` and last `stop` samples faded along half a cosine."""
    wave = np.array(wave, np.float32)
    start, stop = min(start, len(wave)), min(stop, len(wave))
    wave[:start] *= 0.5 - 0.5 * np.cos(np.pi * (np.arange(start) + 0.5) / max(1, start))
    wave[len(wave) - stop :] *= 0.5 + 0.5 * np.cos(np.pi * (np.arange(stop) + 0.5) / max(1, stop))
    return wave


def _joined(path: Path, depth: int) -> str:
    parts = (*path.resolve().parent.parts[1:], path.stem)
    return unicodedata.normalize("NFC", "-".join(parts[-depth:]))


def _key(path: Path, depth: int) -> str:
    return _joined(path, depth).casefold()
