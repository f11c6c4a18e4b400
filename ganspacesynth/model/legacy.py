"""A Magenta or SOPI checkpoint folder in, a StoredModel out: the one table of legacy names."""

import re
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.errors import ModelError
from ganspacesynth.files import read_json
from ganspacesynth.model.checkpoint import StoredModel, model_id
from ganspacesynth.model.config import LEGACY_DEFAULTS, NSYNTH_PITCHES, ModelConfig, layer_names, num_filters, progress_at, progress_at_time
from ganspacesynth.model.network_shapes import generator_shapes

GENERATOR = "Generator/progressive_gan_generator/progressive_gan_block_{block}/{layer}"
AVERAGE = "/ExponentialMovingAverage"  # the smoothed twin of each weight: the one that plays
IMAGES = "global_step"
TRAIN_TIME = "Variable"
LARGEST_STAGE = 31

Settings = dict[str, Any]


def read_legacy(path: Path) -> StoredModel:
    """Open a checkpoint folder as its trainer left it; the data set and `.meta` are not needed.

    Raises:
        ModelError: a part is missing or damaged, or the settings do not fit the weights.
    """
    settings = _read_settings(path)
    stage, folder = _last_stage(path)
    reader = _open_checkpoint(_last_step(folder))
    config = _config(path, settings, stage, reader)
    weights = {name: _read(reader, _legacy_names(config, name)) for name in generator_shapes(config)}
    weights.update(_normalizer(path, settings))
    from ganspacesynth.model.checkpoint import check_weights

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
        raise ModelError(f"experiment.json must hold an object. Received: {file} with a {type(stored).__name__}.")
    settings.update(stored)
    for name, default in LEGACY_DEFAULTS.items():
        if not isinstance(settings[name], _kinds(name, default)) or (isinstance(settings[name], bool) and not isinstance(default, bool)):
            raise ModelError(f"experiment.json must give {name} as {type(default).__name__}. Received: {name}={settings[name]!r} in {file}.")
    return settings


def _kinds(name: str, default: object) -> tuple[type, ...]:
    if name == "train_time_limit":
        return (int, float, type(None))
    return (int, float) if isinstance(default, float) else (type(default),)


def _last_stage(path: Path) -> tuple[int, Path]:
    """Return number and folder of the highest stage, compared as numbers, that holds a checkpoint."""
    found = sorted((int(m[1]), p) for p in path.iterdir() if p.is_dir() and (m := re.fullmatch(r"stage_(\d+)", p.name)))
    if not found or found[-1][0] > LARGEST_STAGE:
        raise ModelError(f"A checkpoint folder holds stage_00000 and so on. Received: {path} without one. Name the folder that holds them.")
    return found[-1]


def _last_step(folder: Path) -> Path:
    """Return the checkpoint prefix of the highest step. The `checkpoint` file may name another machine's paths, and is not needed."""
    steps = [(int(m[1]), p) for p in folder.iterdir() if (m := re.fullmatch(r".+-(\d+)\.index", p.name))]
    if not steps:
        raise ModelError(f"A stage folder holds model.ckpt-STEP.index and .data files. Received: {folder} without them. Fetch the model again.")
    return max(steps)[1].with_suffix("")


def _open_checkpoint(prefix: Path) -> Any:
    import tensorflow as tf

    try:
        return tf.train.load_checkpoint(str(prefix))
    except (tf.errors.OpError, ValueError, RuntimeError) as e:
        raise ModelError(f"The checkpoint must be whole. Received: {prefix} ({_first_line(e)}). Fetch the model again.") from e


def _read(reader: Any, names: tuple[str, ...]) -> np.ndarray:
    """Return a weight's moving average, or the weight itself where the trainer kept no average."""
    import tensorflow as tf

    shapes = reader.get_variable_to_shape_map()
    name = next((n for base in names for n in (base + AVERAGE, base) if n in shapes), None)
    if name is None:
        raise ModelError(f"The checkpoint must hold the generator's weights. Received: one without {names[0]}. Is experiment.json the right one?")
    try:
        return np.asarray(reader.get_tensor(name), np.float32)
    except (tf.errors.OpError, ValueError, RuntimeError) as e:
        raise ModelError(f"The checkpoint must be whole. Received: {name} cannot be read ({_first_line(e)}). Fetch the model again.") from e


def _legacy_names(config: ModelConfig, name: str) -> tuple[str, ...]:
    """Our name -> the names it can have there: "conv0_2/kernel" -> "…block_2/conv0/conv2d/kernel"."""
    layer, kind = name.split("/")
    number = re.search(r"_(\d+)$", layer)
    base, block = re.sub(r"_\d+$", "", layer), int(number[1]) if number else 1
    if not config.simple_arch:
        return (GENERATOR.format(block=block, layer=f"{base}/{'conv2d/kernel' if kind == 'kernel' else 'bias'}"),)
    layers = ("to_rgb", "conv2d") if base == "to_rgb" else (base,)
    return tuple(GENERATOR.format(block=block, layer=f"{layer}/{kind}") for layer in layers)


def _config(path: Path, settings: Settings, stage: int, reader: Any) -> ModelConfig:
    num_blocks = (stage + 1) // 2 + 1
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
    except (OverflowError, ZeroDivisionError) as e:
        raise ModelError(f"experiment.json must describe a network. Received: {path} ({e}).") from e


def _label_count(settings: Settings, reader: Any) -> int:
    """How many pitch labels the first layer reads beside z."""
    layer = layer_names(1, simple=settings["simple_arch"])[0]
    name = GENERATOR.format(block=1, layer=f"{layer}/kernel" if settings["simple_arch"] else f"{layer}/conv2d/kernel")
    shape = reader.get_variable_to_shape_map().get(name)
    if shape is None or len(shape) not in (2, 4):
        raise ModelError(f"The checkpoint must hold a GANSynth generator. Received: one without {name}.")
    return int(shape[-2]) - settings["latent_vector_size"]


def _progress(settings: Settings, num_blocks: int, reader: Any) -> float:
    if not settings["train_progressive"]:
        return num_blocks - 1.0
    shapes = reader.get_variable_to_shape_map()
    if settings["train_time_limit"] is not None:
        return progress_at_time(
            float(reader.get_tensor(TRAIN_TIME)) if TRAIN_TIME in shapes else settings["train_time_limit"],
            time_limit=settings["train_time_limit"],
            multiplier=settings["train_time_stage_multiplier"],
            num_resolutions=settings["num_resolutions"],
            num_blocks=num_blocks,
        )
    if IMAGES not in shapes:
        return num_blocks - 1.0
    return progress_at(
        int(reader.get_tensor(IMAGES)),
        stable=settings["stable_stage_num_images"],
        transition=settings["transition_stage_num_images"],
        num_blocks=num_blocks,
    )


def _pitches(path: Path, settings: Settings, count: int) -> tuple[int, ...]:
    """The model's pitch labels: the distinct pitches of meta.json, or NSynth's without one."""
    named = settings.get("train_meta_path")
    files = [path / "meta.json"] + ([path / Path(named).name, Path(named)] if isinstance(named, str) and named else [])
    file = next((f for f in files if f.is_file()), None)
    pitches = NSYNTH_PITCHES if file is None else _meta_pitches(file)
    if len(pitches) != count:
        where = "NSynth's, as there is no meta.json" if file is None else str(file)
        raise ModelError(
            f"The model reads {count} pitch labels. Received: {len(pitches)} pitches ({where}). Put the meta.json it was trained with into {path}."
        )
    return pitches


def _meta_pitches(file: Path) -> tuple[int, ...]:
    notes = read_json(file, ModelError)
    try:
        return tuple(sorted({int(note["pitch"]) for note in notes.values()}))  # type: ignore[attr-defined]
    except (AttributeError, KeyError, TypeError, ValueError) as e:
        raise ModelError(f"meta.json must map each note's name to an object with its pitch. Received: {file} ({e!r}).") from e


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
        raise ModelError(f"data_normalizer must be a published one. Received: data_normalizer={kind!r} in {path / 'experiment.json'}.")
    if columns.ndim > 2 or columns.shape[-1] != 4 or not np.isfinite(columns).all() or not columns[..., [0, 2]].all():
        raise ModelError(f"A normalizer has four finite values with non-zero gains. Received: shape {columns.shape} in {path}.")
    columns = columns.astype(np.float32)
    return {"normalizer/a": columns[..., [0, 2]], "normalizer/b": columns[..., [1, 3]]}


def _stored_normalizer(file: Path) -> np.ndarray:
    from ganspacesynth.npz import read_npz

    arrays = read_npz(file, ModelError, max_bytes=1 << 24)
    if "normalizer" not in arrays:
        raise ModelError(f"The normalizer's file must hold the array 'normalizer'. Received: {file} without it. Fetch the model again.")
    return arrays["normalizer"]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
