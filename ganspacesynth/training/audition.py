"""Auditions of a model during training: WAV files, a figure of their spectrograms, and three measures."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ganspacesynth.audio.effects.edges import levelled
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.audio.pitch import note_pitch
from ganspacesynth.core.artifact import MODEL, Artifact
from ganspacesynth.core.conditions import AskedConditions
from ganspacesynth.core.errors import TrainingError
from ganspacesynth.core.extras import need
from ganspacesynth.core.files import atomic_folder
from ganspacesynth.core.point import Point
from ganspacesynth.core.recipe import ClipRecipe
from ganspacesynth.networks import backend
from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.gansynth.decoder.locked import decoded_waves
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.stored_model import StoredModel
from ganspacesynth.version import __version__

IN_TUNE = 0.5  # semitones
SAME = 0.002  # diversity below which all pictures are one; trained models have 0.05 and more
COMPARED = 4  # different z at least, to say whether they sound different
SILENT = 1e-4  # peak below which nothing is heard (-80 dB)


@dataclass(frozen=True)
class AuditionFigures:
    """What can be said about a model in numbers.

    Attributes:
        images: it was trained with.
        in_tune: share of the sounds within 50 cents of the pitch asked for.
        loudest: largest sample of all sounds.
        diversity: how much the log magnitudes (normalized to -1..1) of different z at one pitch differ, standard deviation.
    """

    images: int
    in_tune: float
    loudest: float
    diversity: float


def audition(stored: StoredModel, folder: Path, *, images: int, count: int, seed: int, kept_at: Path | None = None) -> AuditionFigures:
    """Play fixed z at pitches spread over the model's range.

    Args:
        stored: the model.
        folder: gets NN_pitchPP.wav of each sound and specgrams.png; replaced when it exists.
        images: the model was trained with.
        count: of sounds.
        seed: of the z; the same all through a training run.
        kept_at: where the model will lie, for the recipes; None where it is kept nowhere.
    """
    config, model = stored.config, GANSynth(stored)
    z = model.sample_z(count, seed=seed)
    pitches = spread(config.pitches, count)
    conditions = model.sample_conditions(count, seed=seed, pitches=pitches)
    pictures = network_pictures(model, z, pitches, conditions)
    waves = decoded_waves(config, model.denormalize(pictures), model.decoder)
    made_with = Artifact(MODEL, stored.id, None if kept_at is None else str(kept_at))
    with atomic_folder(folder, force=True, ours=("*_pitch*.wav",)) as temporary:
        for number, (pitch, wave) in enumerate(zip(pitches, waves, strict=True), start=1):
            point = Point(pitch=pitch, z=tuple(z[number - 1].tolist()), model=stored.id, conditions=conditions[number - 1])
            made_by = {"made_by": __version__, "precision": "exact", "decoder": model.decoder}
            recipe = ClipRecipe(point=point).signed(model=made_with, directions=None, **made_by).to_json()
            heard = levelled(wave, None, config.sample_rate)
            write_wave(temporary / f"{number:02d}_pitch{pitch}.wav", heard, config.sample_rate, recipe=recipe, force=True)
        draw_pictures(temporary / "specgrams.png", pictures, pitches)
    compared = model.sample_z(max(count, COMPARED), seed=seed)  # one sound differs from nothing
    same_pitch = network_pictures(model, compared, [config.pitches[len(config.pitches) // 2]] * len(compared), {})
    return AuditionFigures(images, in_tune(config, waves, pitches), float(np.abs(waves).max()), diversity(same_pitch))


def network_pictures(model: GANSynth, z: np.ndarray, pitches: Sequence[float], conditions: AskedConditions) -> np.ndarray:
    """Run the network without compiling it: the next checkpoint's weights are others."""
    return input_pictures(model, model.input(z, pitches, conditions))


def input_pictures(model: GANSynth, x: np.ndarray) -> np.ndarray:
    """Return the pictures of what `GANSynth.input` says, [n, latent + label_size]; nothing is compiled."""
    z, labels = np.split(x, [model.config.latent_size], axis=1)
    prepared = network.prepare(model.config, backend.tensors(dict(model.weights)))
    picture, _ = network.generate(model.config, prepared, network.generator_input(model.config, z, labels))
    return backend.arrays(picture)


def spread(pitches: Sequence[int], count: int) -> list[int]:
    """Return `count` of the pitches, evenly spaced from the lowest to the highest."""
    return [pitches[round(place)] for place in np.linspace(0, len(pitches) - 1, count)]


def in_tune(config: ModelConfig, waves: np.ndarray, pitches: Sequence[int]) -> float:
    """Return the share of waves [n, samples] that sound within 50 cents of the MIDI pitches asked for."""
    heard = [note_pitch(wave, config.sample_rate, fmax=min(2500.0, 0.45 * config.sample_rate)) for wave in waves]
    return float(np.mean([abs(h - pitch) <= IN_TUNE for h, pitch in zip(heard, pitches, strict=True)]))


def diversity(pictures: np.ndarray) -> float:
    """Return the standard deviation between pictures [n, h, w, 2] in their log magnitudes, averaged over pixels."""
    return float(pictures[..., 0].std(axis=0).mean())


def check_collapse(figures: Sequence[AuditionFigures], patience: int) -> None:
    """Raise when the last `patience` figures all tell of one picture only, or of silence; 0 never raises.

    Raises:
        TrainingError: training has collapsed.
    """
    last = figures[-patience:] if patience else []
    if len(last) < patience or not last:
        return
    if all(f.diversity < SAME for f in last):
        raise TrainingError(
            f"Different z must make different sounds. Received: a diversity below {SAME} at the last {patience} checkpoints. The training has "
            "collapsed: begin again with a smaller learning rate or another seed, or go on with a larger --patience.",
            rule="diverse-sounds",
        )
    if all(f.loudest < SILENT for f in last):
        raise TrainingError(
            f"A model must sound. Received: a peak below {SILENT} at the last {patience} checkpoints. The training has collapsed: begin again "
            "with a smaller learning rate or another seed, or go on with a larger --patience.",
            rule="model-sounds",
        )


def draw_pictures(path: Path, pictures: np.ndarray, pitches: Sequence[int]) -> None:
    """Write one PNG with the log magnitudes of pictures [n, frames, bins, 2] side by side."""
    need("matplotlib")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = min(len(pictures), 8)
    rows = -(-len(pictures) // columns)
    figure = Figure(figsize=(1.8 * columns, 2.6 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    for place, (picture, pitch) in enumerate(zip(pictures, pitches, strict=True), start=1):
        axes = figure.add_subplot(rows, columns, place)
        axes.imshow(picture[..., 0].T, origin="lower", aspect="auto", vmin=-1.0, vmax=1.0, cmap="magma")
        axes.set_title(f"pitch {pitch}", fontsize=8)
        axes.set_axis_off()
    figure.savefig(path, dpi=80)


def to_json(figures: AuditionFigures) -> dict[str, float]:
    """Return figures as a line of a log."""
    return dataclasses.asdict(figures)
