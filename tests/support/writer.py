"""Writes checkpoint folders as a trainer of TensorFlow 1 left them: chosen variable names, moving averages, decoys and all."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SCOPE = "Generator/progressive_gan_generator/progressive_gan_block_{}/"
AVERAGE = "/ExponentialMovingAverage"

TINY = {
    "data_type": "mel",
    "audio_length": 150,
    "sample_rate": 16000,
    "train_progressive": True,
    "stable_stage_num_images": 80,
    "transition_stage_num_images": 80,
    "total_num_images": 1000,
    "fmap_base": 32,
    "fmap_decay": 1.0,
    "fmap_max": 8,
    "latent_vector_size": 6,
    "kernel_size": 3,
    "scale_mode": "ALL",
    "scale_base": 2,
    "num_resolutions": 3,
    "start_height": 2,
    "start_width": 8,
    "to_rgb_activation": "tanh",
    "simple_arch": False,
    "data_normalizer": "specgrams_prespecified_normalizer",
    "mag_normalizer_a": 0.0661371661726,
    "mag_normalizer_b": 0.113718730221,
    "p_normalizer_a": 0.8,
    "p_normalizer_b": 0.0,
    "train_root_dir": "/somewhere/else",
    "dataset_name": "nsynth_tfrecord",
    "train_meta_path": "meta.json",
}
FULL = TINY | {
    "audio_length": 64000,
    "stable_stage_num_images": 800_000,
    "transition_stage_num_images": 800_000,
    "fmap_base": 4096,
    "fmap_max": 256,
    "latent_vector_size": 256,
    "num_resolutions": 7,
    "start_width": 16,
}


@dataclass
class Written:
    """A folder, what it was written from, and the weights that play."""

    folder: Path
    settings: dict
    weights: dict
    pitches: tuple
    stage: int
    images: int

    @property
    def num_blocks(self):
        return (self.stage + 1) // 2 + 1


def channels(settings, block):
    return int(min(settings["fmap_base"] / 2.0 ** (block * settings["fmap_decay"]), settings["fmap_max"]))


def variable_shapes(settings, num_blocks, num_pitches, *, rgb="to_rgb"):
    """Names and shapes of the generator's variables."""
    k, h, w = settings["kernel_size"], settings["start_height"], settings["start_width"]
    shapes, before = {}, settings["latent_vector_size"] + num_pitches
    for block in range(1, num_blocks + 1):
        scope, now = SCOPE.format(block), channels(settings, block)
        if settings["simple_arch"]:
            layer = "dense" if block == 1 else "conv2d_transpose"
            shapes[f"{scope}{layer}/kernel"] = (before, h * w * now) if block == 1 else (k, k, now, before)
            shapes[f"{scope}{layer}/bias"] = (h * w * now,) if block == 1 else (now,)
            shapes[f"{scope}{rgb}/kernel"], shapes[f"{scope}{rgb}/bias"] = (1, 1, now, 2), (2,)
        else:
            shapes[f"{scope}conv0/conv2d/kernel"] = (h, w, before, now) if block == 1 else (k, k, before, now)
            shapes[f"{scope}conv1/conv2d/kernel"] = (k, k, now, now)
            shapes[f"{scope}to_rgb/conv2d/kernel"] = (1, 1, now, 2)
            for layer, size in (("conv0", now), ("conv1", now), ("to_rgb", 2)):
                shapes[f"{scope}{layer}/bias"] = (size,)
        before = now
    return shapes


def write_checkpoint(
    folder,
    settings=None,
    *,
    stage=None,
    step=1000,
    images=None,
    seed=0,
    pitches=tuple(range(24, 85)),
    meta=True,
    average=True,
    rgb="to_rgb",
    normalizer=None,
    extra=None,
    missing_keys=(),
    spread=1.0,
):
    """Write experiment.json, meta.json, assets and one stage; returns what should play.

    `images` is the global_step (None: far enough to be done with the stage), `extra` are more variables, `spread` scales the kernels.
    """
    settings = TINY | (settings or {})
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    stage = 2 * settings["num_resolutions"] - 2 if stage is None else stage
    images = 10**9 if images is None else images
    (folder / "experiment.json").write_text(json.dumps({k: v for k, v in settings.items() if k not in missing_keys}))
    if meta and pitches != tuple(range(24, 85)):
        write_meta(folder / "meta.json", pitches)
    if normalizer is not None:
        (folder / "assets").mkdir(exist_ok=True)
        np.savez(folder / "assets" / f"{settings['data_normalizer']}.npz", normalizer=np.asarray(normalizer))
    rng = np.random.default_rng(seed)
    weights, stored = {}, {"global_step": np.int64(images), "beta1_power": np.float32(0.5)}
    for name, shape in variable_shapes(settings, (stage + 1) // 2 + 1, len(pitches), rgb=rgb).items():
        value = rng.standard_normal(shape, np.float32) * np.float32(spread if name.endswith("kernel") else 0.3)
        value = value * np.float32(np.sqrt(2.0 / np.prod(shape[:-1]))) if settings["simple_arch"] and name.endswith("kernel") else value
        weights[name] = value
        stored[name + AVERAGE if average else name] = value
        if average:
            stored[name] = value + np.float32(0.5)  # the raw weight, which must not play
            stored[name + "/Adam"] = np.full(shape, 7.0, np.float32)
            stored[name.replace("Generator", "Discriminator").replace("generator", "discriminator")] = value - np.float32(9.0)
    save(folder / f"stage_{stage:05d}", step, stored | (extra or {}))
    return Written(folder, settings, weights, tuple(pitches), stage, images)


def write_meta(file, pitches):
    """Notes in no order, some pitches twice, with the other keys that trainers wrote."""
    notes = {f"note_{p}_{i}": {"pitch": p, "instrument_source": 0, "qualities": [0] * 10} for i in range(2) for p in reversed(pitches)}
    Path(file).write_text(json.dumps(notes))


def save(stage_folder, step, variables):
    """Write model.ckpt-STEP.index and .data, and a `checkpoint` that names another machine's paths."""
    import tensorflow as tf

    stage_folder.mkdir(parents=True, exist_ok=True)
    prefix = stage_folder / f"model.ckpt-{step}"
    tf.raw_ops.SaveV2(prefix=str(prefix), tensor_names=list(variables), shape_and_slices=[""] * len(variables), tensors=list(variables.values()))
    shutil.rmtree(f"{prefix}_temp", ignore_errors=True)
    elsewhere = f"/home/someone else/train/{stage_folder.name}/model.ckpt-{step}"
    (stage_folder / "checkpoint").write_text(f'model_checkpoint_path: "{elsewhere}"\nall_model_checkpoint_paths: "{elsewhere}"\n')
