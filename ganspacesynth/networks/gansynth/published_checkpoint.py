"""The reader of Magenta and SOPI checkpoints: the one table of published weight names."""

import os
import re
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.errors import ModelError
from ganspacesynth.core.files import read_json
from ganspacesynth.core.untrusted.tensor_bundle import TensorBundle
from ganspacesynth.networks.gansynth.model_config import MAX_RESOLUTIONS, NSYNTH_PITCHES, ModelConfig, brief, layer_names
from ganspacesynth.networks.gansynth.network_shapes import generator_shapes
from ganspacesynth.networks.gansynth.published_training import LEGACY_DEFAULTS, num_filters, progress_at, progress_at_time
from ganspacesynth.networks.gansynth.stored_model import StoredModel, check_weights, model_id

GENERATOR = "Generator/progressive_gan_generator/progressive_gan_block_{block}/{layer}"
AVERAGE = "/ExponentialMovingAverage"  # the smoothed twin of each weight: the one that plays
IMAGES = "global_step"
TRAIN_TIME = "Variable"
LARGEST_STAGE = 2 * MAX_RESOLUTIONS - 2
STEP_FILE = re.compile(r".+-(\d{1,18})\.(index|data-\d+-of-\d+)")

Settings = dict[str, Any]


def read_legacy(path: Path) -> StoredModel:
    """Open a checkpoint folder as its trainer left it; the data set and `.meta` are not needed.

    Raises:
        ModelError: a part is missing or damaged, or the settings do not fit the weights.
    """
    settings = _read_settings(path)
    stage, folder = _last_stage(path)
    reader = _CheckpointReader(_last_step(folder))
    config = _config(path, settings, stage, reader)
    weights = {name: _read(reader, _legacy_names(config, name), shape) for name, shape in generator_shapes(config).items()}
    weights.update(_normalizer(path, settings))
    check_weights(config, weights, str(path))
    return StoredModel(config, weights, model_id(config, weights), about={"source": path.name, "stage": stage})


def _read_settings(path: Path) -> Settings:
    """Return experiment.json over the defaults; a folder without one is taken to have them all."""
    settings = dict(LEGACY_DEFAULTS)
    file = path / "experiment.json"
    if not file.is_file():
        return settings
    stored = read_json(file, ModelError)
    if not isinstance(stored, dict):
        raise ModelError(f"experiment.json must hold an object. Received: {file} with a {type(stored).__name__}.", rule="experiment-settings")
    settings.update(stored)
    for name, default in LEGACY_DEFAULTS.items():
        if not isinstance(settings[name], _kinds(name, default)) or (isinstance(settings[name], bool) and not isinstance(default, bool)):
            raise ModelError(
                f"experiment.json must give {name} as {type(default).__name__}. Received: {name}={brief(settings[name])} in {file}.",
                rule="field-kinds",
            )
    return settings


def _kinds(name: str, default: object) -> tuple[type, ...]:
    if name == "train_time_limit":
        return (int, float, type(None))
    return (int, float) if isinstance(default, float) else (type(default),)


def _last_stage(path: Path) -> tuple[int, Path]:
    """Return number and folder of the highest stage, compared as numbers, that holds a checkpoint (training may have stopped before its first)."""
    found = sorted((int(m[1]), p) for p in _entries(path) if p.is_dir() and (m := re.fullmatch(r"stage_(\d{1,9})", p.name)))
    if not found:
        raise ModelError(
            f"A checkpoint folder holds stage_00000 and so on. Received: {path} without one. Name the folder that holds them.", rule="stage-folder"
        )
    stage, folder = next((pair for pair in reversed(found) if any(STEP_FILE.fullmatch(p.name) for p in _entries(pair[1]))), found[-1])
    if stage > LARGEST_STAGE:
        raise ModelError(
            f"A stage has a number in 0..{LARGEST_STAGE}. Received: {folder}. Name the folder that a trainer wrote.", rule="stage-folder"
        )
    return stage, folder


def _last_step(folder: Path) -> Path:
    """Return the checkpoint prefix of the highest step. The `checkpoint` file may name another machine's paths, and is not needed."""
    steps = [(int(m[1]), p) for p in _entries(folder) if (m := STEP_FILE.fullmatch(p.name)) and m[2] == "index"]
    if not steps:
        raise ModelError(
            f"A stage folder holds model.ckpt-STEP.index and .data files. Received: {folder} without them. Fetch the model again.", rule="stage-files"
        )
    prefix = max(steps)[1].with_suffix("")
    if others := [p.name for p in _entries(folder) if p.name.startswith(f"{prefix.name}.") and not p.is_file()]:
        raise ModelError(
            f"A checkpoint consists of files. Received: {folder / others[0]}, which is something else. Fetch the model again.", rule="regular-file"
        )
    return prefix


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as e:
        raise ModelError(
            f"The model's folders must be readable. Received: {folder} ({e.strerror}). Check its permissions.", rule="readable-file"
        ) from e


class _CheckpointReader:
    """The checkpoint's variables, of which none is read that has not the expected shape."""

    def __init__(self, prefix: Path) -> None:
        self._prefix = prefix
        self._bundle = TensorBundle(prefix, ModelError)
        self.shapes = self._bundle.shapes

    def read(self, name: str, shape: tuple[int, ...]) -> np.ndarray:
        """Return a variable of this shape, in its own kind of number."""
        if self.shapes[name] != shape:
            raise ModelError(
                f"The weights must fit experiment.json. Received: {name} is {self.shapes[name]}, not {shape}, in {self._prefix}. "
                "Is experiment.json the right one?",
                rule="weights-fit-settings",
            )
        return self._bundle.read(name)


def _read(reader: _CheckpointReader, names: tuple[str, ...], shape: tuple[int, ...]) -> np.ndarray:
    """Return a weight's moving average, or the weight itself where the trainer kept no average."""
    name = next((n for base in names for n in (base + AVERAGE, base) if n in reader.shapes), None)
    if name is None:
        raise ModelError(
            f"The checkpoint must hold the generator's weights. Received: one without {names[0]}. Is experiment.json the right one?",
            rule="generator-weights",
        )
    with np.errstate(over="ignore"):
        return reader.read(name, shape).astype(np.float32)


def _legacy_names(config: ModelConfig, name: str) -> tuple[str, ...]:
    """Our name -> the names it can have there: "conv0_2/kernel" -> "…block_2/conv0/conv2d/kernel"."""
    layer, kind = name.split("/")
    number = re.search(r"_(\d+)$", layer)
    base, block = re.sub(r"_\d+$", "", layer), int(number[1]) if number else 1
    if not config.simple_arch:
        return (GENERATOR.format(block=block, layer=f"{base}/{'conv2d/kernel' if kind == 'kernel' else 'bias'}"),)
    layers = ("to_rgb", "conv2d") if base == "to_rgb" else (base,)
    return tuple(GENERATOR.format(block=block, layer=f"{layer}/{kind}") for layer in layers)


def _config(path: Path, settings: Settings, stage: int, reader: _CheckpointReader) -> ModelConfig:
    num_blocks = (stage + 1) // 2 + 1
    if not num_blocks <= settings["num_resolutions"] <= MAX_RESOLUTIONS:
        raise ModelError(
            f"num_resolutions must be in {num_blocks}..{MAX_RESOLUTIONS} for stage {stage}. "
            f"Received: num_resolutions={brief(settings['num_resolutions'])} in {path}. Is experiment.json the right one?",
            rule="resolution-range",
        )
    count = _label_count(settings, reader)
    try:
        return ModelConfig(
            data_type=settings["data_type"],
            sample_rate=settings["sample_rate"],
            audio_length=settings["audio_length"],
            pitches=_pitches(path, settings, count),
            latent_size=settings["latent_vector_size"],
            start_height=settings["start_height"],
            start_width=settings["start_width"],
            num_resolutions=settings["num_resolutions"],
            num_blocks=num_blocks,
            progress=_progress(settings, num_blocks, reader),
            scale_base=settings["scale_base"],
            scale_mode=settings["scale_mode"],
            filters=tuple(
                num_filters(block, fmap_base=settings["fmap_base"], fmap_decay=settings["fmap_decay"], fmap_max=settings["fmap_max"])
                for block in range(1, num_blocks + 1)
            ),
            kernel_size=settings["kernel_size"],
            simple_arch=settings["simple_arch"],
            to_rgb_activation=settings["to_rgb_activation"],
        )
    except (ArithmeticError, ValueError) as e:
        raise ModelError(f"experiment.json must describe a network. Received: {path} ({e}).", rule="experiment-settings") from e


def _label_count(settings: Settings, reader: _CheckpointReader) -> int:
    """How many pitch labels the first layer reads beside z."""
    layer = layer_names(1, simple=settings["simple_arch"])[0]
    name = GENERATOR.format(block=1, layer=f"{layer}/kernel" if settings["simple_arch"] else f"{layer}/conv2d/kernel")
    shape = reader.shapes.get(name, reader.shapes.get(name + AVERAGE))
    if shape is None or len(shape) not in (2, 4):
        raise ModelError(f"The checkpoint must hold a GANSynth generator. Received: one without {name}.", rule="generator-weights")
    return int(shape[-2]) - settings["latent_vector_size"]


def _progress(settings: Settings, num_blocks: int, reader: _CheckpointReader) -> float:
    if not settings["train_progressive"]:
        return num_blocks - 1.0
    if settings["train_time_limit"] is not None:
        return progress_at_time(
            float(reader.read(TRAIN_TIME, ())) if TRAIN_TIME in reader.shapes else settings["train_time_limit"],
            time_limit=settings["train_time_limit"],
            multiplier=settings["train_time_stage_multiplier"],
            num_resolutions=settings["num_resolutions"],
            num_blocks=num_blocks,
        )
    if IMAGES not in reader.shapes:
        return num_blocks - 1.0
    return progress_at(
        int(reader.read(IMAGES, ())),
        stable=settings["stable_stage_num_images"],
        transition=settings["transition_stage_num_images"],
        num_blocks=num_blocks,
    )


def _pitches(path: Path, settings: Settings, count: int) -> tuple[int, ...]:
    """The model's pitch labels: the distinct pitches of meta.json, or NSynth's without one."""
    named = settings.get("train_meta_path")
    files = [path / "meta.json"]
    if isinstance(named, str) and named:  # a path on the trainer's machine, of whatever system
        files += [path / re.split(r"[/\\]", named)[-1], path / named]
    file = next((f for f in files if os.path.isfile(f)), None)
    pitches = NSYNTH_PITCHES if file is None else _meta_pitches(file)
    if len(pitches) != count:
        where = "NSynth's, as there is no meta.json" if file is None else str(file)
        raise ModelError(
            f"The model reads {count} pitch labels. Received: {len(pitches)} pitches ({where}). Put the meta.json it was trained with into {path}.",
            rule="pitch-label-count",
        )
    return pitches


def _meta_pitches(file: Path) -> tuple[int, ...]:
    notes = read_json(file, ModelError)
    found: list[Any] = [note.get("pitch") if isinstance(note, dict) else None for note in notes.values()] if isinstance(notes, dict) else [None]
    strange = [pitch for pitch in found if type(pitch) is not int]
    if strange:
        raise ModelError(
            f"meta.json must map each note's name to an object with its whole pitch. Received: {file} with {brief(strange[0])}.",
            rule="table-of-notes",
        )
    return tuple(sorted(set(found)))


def _normalizer(path: Path, settings: Settings) -> dict[str, np.ndarray]:
    """Return a and b of picture = a * specgram + b, each [2] or [bins, 2] (log magnitude, phase)."""
    kind = settings["data_normalizer"]
    if kind == "none":
        columns = np.array([1.0, 0.0, 1.0, 0.0])
    elif kind == "specgrams_prespecified_normalizer":
        columns = np.array([settings[name] for name in ("mag_normalizer_a", "mag_normalizer_b", "p_normalizer_a", "p_normalizer_b")])
    elif kind in ("specgrams_simple_normalizer", "specgrams_freq_normalizer"):
        columns = _stored_normalizer(path / "assets" / f"{kind}.npz")
    else:
        raise ModelError(
            f"data_normalizer must be a published one. Received: data_normalizer={brief(kind)} in {path / 'experiment.json'}.",
            rule="known-normalizer",
        )
    with np.errstate(over="ignore"):
        columns = columns.astype(np.float32)
    if columns.ndim not in (1, 2) or columns.shape[-1] != 4 or not np.isfinite(columns).all() or not columns[..., [0, 2]].all():
        raise ModelError(
            f"A normalizer has four finite values with non-zero gains. Received: shape {columns.shape} in {path}.", rule="normalizer-values"
        )
    return {"normalizer/a": columns[..., [0, 2]], "normalizer/b": columns[..., [1, 3]]}


def _stored_normalizer(file: Path) -> np.ndarray:
    from ganspacesynth.core.untrusted.npz import read_npz

    arrays = read_npz(file, ModelError, max_bytes=1 << 24)
    if "normalizer" not in arrays:
        raise ModelError(
            f"The normalizer's file must hold the array 'normalizer'. Received: {file} without it. Fetch the model again.", rule="normalizer-array"
        )
    if arrays["normalizer"].dtype.kind not in "fiu":
        raise ModelError(
            f"A normalizer holds numbers. Received: {arrays['normalizer'].dtype} in {file}. Fetch the model again.", rule="normalizer-values"
        )
    return arrays["normalizer"]
