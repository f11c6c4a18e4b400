"""Samples as WAV files that say their pitch and their loop (the chunk `smpl`), as most samplers read them."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.recipe_inside import append_chunk
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.composition.samplers.loop import SampleLoop
from ganspacesynth.composition.samplers.sampled_note import SampledNote

FORWARD, FOR_EVER = 0, 0


def write_samples(folder: Path, name: str, notes: Iterable[SampledNote]) -> Iterator[SampledNote]:
    """Write each sample into a folder; yield it without its samples, which need not be kept."""
    for note in notes:
        path = folder / note.file_name(name)
        write_wave(path, note.wave if note.wave.shape[1] > 1 else note.wave[:, 0], note.sample_rate)
        append_chunk(path, sampler_chunk(note.pitch, note.sample_rate, note.loop))
        yield replace(note, wave=np.zeros((0, note.wave.shape[1]), np.float32))


def sampler_chunk(pitch: int, sample_rate: int, loop: SampleLoop | None) -> bytes:
    """Return the chunk `smpl` of a sample.

    Args:
        pitch: MIDI number.
        sample_rate: Hz.
        loop: None for none.

    Source: Microsoft and IBM, Multimedia Programming Interface and Data Specifications, New Multimedia Data Types (1994), sampler chunk.
    """
    period_ns = round(1e9 / sample_rate)
    head = struct.pack("<9I", 0, 0, period_ns, pitch, 0, 0, 0, 0 if loop is None else 1, 0)
    last = b"" if loop is None else struct.pack("<6I", 0, FORWARD, loop.start, loop.end - 1, 0, FOR_EVER)  # the end is its last sample
    return b"smpl" + struct.pack("<I", len(head + last)) + head + last
