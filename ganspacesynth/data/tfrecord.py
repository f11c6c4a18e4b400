"""Notes in TFRecord files, in the published form: pitch, audio, qualities, instrument_source, instrument_family.

TensorFlow's own reader and writer do the framing and the checksums. None of this starts TensorFlow's runtime, so a GPU stays
free for another backend.
"""

import contextlib
import logging
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core import quiet_imports
from ganspacesynth.core.errors import DatasetError
from ganspacesynth.core.files import open_file, wrong_kind
from ganspacesynth.data.schema import NO_QUALITIES, Label, Sample, label_wave

HEADER_BYTES, FOOTER_BYTES = 12, 4  # length and its checksum before each record, the data's checksum behind


def encode(note: Sample) -> bytes:
    """Return one serialized `tf.train.Example`: the published features, and the name, instrument, velocity and program."""
    tf = quiet_imports.load("tensorflow")

    numbers = {
        "pitch": [note.pitch],
        "qualities": list(note.qualities),
        "instrument_source": [note.instrument_source],
        "instrument_family": [note.instrument_family],
    }
    numbers |= {key: [value] for key, value in (("velocity", note.velocity), ("program", note.program)) if value is not None}
    example = tf.train.Example()
    feature = example.features.feature
    for key, values in numbers.items():
        feature[key].int64_list.value.extend(values)
    for key, text in (("note_str", note.name), ("instrument_str", note.instrument)):
        feature[key].bytes_list.value.append(text.encode("utf-8"))
    feature["audio"].float_list.value.extend(note.wave.tolist())  # five times as fast as from the array itself
    return example.SerializeToString(deterministic=True)


def decode(record: bytes, name: str) -> Sample:
    """Return the note in a serialized `tf.train.Example`.

    Args:
        record: the bytes.
        name: the note's name when the record holds none; named in errors too.

    Raises:
        DatasetError: not an Example, a feature is missing, or a value is out of range.
    """
    tf = quiet_imports.load("tensorflow")
    from google.protobuf.message import DecodeError

    try:
        feature = tf.train.Example.FromString(record).features.feature
    except DecodeError as e:
        raise DatasetError(f"A record must hold a tf.train.Example. Received: {name} ({e}). Build the data set again.", rule="record-example") from e
    audio = np.array(feature["audio"].float_list.value if "audio" in feature else (), np.float32)
    if not len(audio) or _number(feature, "pitch", None) is None:
        raise DatasetError(
            f"A record must hold audio (float) and pitch (int64). Received: {name} with {sorted(feature)}. Build the data set again.",
            rule="record-fields",
        )
    title = _text(feature, "note_str", name)
    label = Label(
        name=title,
        pitch=_number(feature, "pitch", 0),
        instrument=_text(feature, "instrument_str", title),
        instrument_family=_number(feature, "instrument_family", 0),
        instrument_source=_number(feature, "instrument_source", 0),
        qualities=(tuple(feature["qualities"].int64_list.value) if "qualities" in feature else ()) or NO_QUALITIES,
        velocity=_number(feature, "velocity", None),
        program=_number(feature, "program", None),
    )
    return label_wave(label, audio, len(audio))


def read_records(path: str | os.PathLike[str]) -> Iterator[bytes]:
    """Yield each record's bytes; checksums are checked.

    Raises:
        DatasetError: missing, or a record is damaged (the message says which).
    """
    tf = quiet_imports.load("tensorflow")

    path, index, whole, fault = _existing(path), 0, 0, "it is cut short"
    try:
        with _quiet():
            records = tf.compat.v1.io.tf_record_iterator(os.fspath(path))
        for record in records:
            yield record
            index, whole = index + 1, whole + record_size(record)
    except tf.errors.OpError as e:
        fault = e.message
    if whole != path.stat().st_size:
        kind = wrong_kind(path) if index == 0 else ""
        raise DatasetError(
            f"Every record must be whole. Received: {path}{kind}, record {index} ({fault}). Fetch or build the file again.", rule="whole-record"
        )


def read_notes(path: str | os.PathLike[str]) -> Iterator[Sample]:
    """Yield the notes of one TFRecord file, checked; all have the first one's length.

    Raises:
        DatasetError: as `read_records` and `decode`, or lengths differ; the message names the file and the record.
    """
    path, audio_length = Path(path), None
    for index, record in enumerate(read_records(path)):
        try:
            note = decode(record, f"{path.stem}-{index}")
            audio_length = len(note.wave) if audio_length is None else audio_length
            yield label_wave(note.label, note.wave, audio_length)
        except DatasetError as e:
            raise DatasetError(f"{e} (file {path}, record {index})", rule=e.rule) from e


def write_records(path: str | os.PathLike[str], records: list[bytes]) -> None:
    """Write the records as a new file, with checksums."""
    tf = quiet_imports.load("tensorflow")

    try:
        with tf.io.TFRecordWriter(os.fspath(path)) as writer:
            for record in records:
                writer.write(record)
    except tf.errors.OpError as e:
        raise OSError(f"{e.message}") from e


def count_records(path: str | os.PathLike[str]) -> int:
    """Count the records by their lengths only: quick on any size.

    Raises:
        DatasetError: missing, or it ends within a record.
    """
    path, count = _existing(path), 0
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        while file.tell() < size:
            header = file.read(HEADER_BYTES)
            end = file.tell() + FOOTER_BYTES + (struct.unpack("<Q", header[:8])[0] if len(header) == HEADER_BYTES else size)
            if end > size:
                where = f"{path}{wrong_kind(path) if count == 0 else ''}, which ends within record {count}"
                raise DatasetError(f"Every record must be whole. Received: {where}. Fetch or build the file again.", rule="whole-record")
            file.seek(end)
            count += 1
    return count


def record_size(record: bytes) -> int:
    """Return the bytes a record takes in its file."""
    return HEADER_BYTES + len(record) + FOOTER_BYTES


def _existing(path: str | os.PathLike[str]) -> Path:
    path = Path(path)
    if not path.is_file():
        raise DatasetError(
            f"The TFRecord file must exist. Received: {path}. Check the path, or build it with `ganspacesynth dataset build`.", rule="existing-file"
        )
    return path


def _number(feature: Any, key: str, default: Any) -> Any:
    values: Any = feature[key].int64_list.value if key in feature else ()
    return int(values[0]) if len(values) else default


def _text(feature: Any, key: str, default: str) -> str:
    values: Any = feature[key].bytes_list.value if key in feature else ()
    return values[0].decode("utf-8", errors="replace") if len(values) else default


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence TensorFlow's advice to read records through tf.data, which would start its runtime."""
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
