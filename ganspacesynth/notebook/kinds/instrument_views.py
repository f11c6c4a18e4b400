"""Models, directions, instruments and banks in, what is known of them out."""

from collections.abc import Mapping
from typing import Any

from ganspacesynth.bank.bank import Bank
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.project.projection import Projection
from ganspacesynth.networks.gansynth.gansynth import GANSynth
from ganspacesynth.networks.gansynth.model_config import describe_pitches
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.notebook.kinds.motion_views import point_view
from ganspacesynth.notebook.view import LONGEST, BarsPart, FactsPart, TablePart, View

SHOWN = 64  # directions whose share is drawn


def model_view(model: GANSynth) -> View:
    """Show a model: what it can play, and what its card says."""
    config = model.config
    facts = [
        ("id", model.id),
        ("sounds", f"{config.audio_length / config.sample_rate:g} s at {config.sample_rate} Hz"),
        ("pitches", describe_pitches(config.pitches)),
        ("z", f"{config.latent_size} numbers"),
        ("precision", f"{model.precision}, by {model.backend}, decoder {model.decoder}"),
        *about_facts(model.about),
    ]
    layers = [(name, " × ".join(map(str, shape))) for name, shape in config.layers.items()]
    return View("a model of sounds", (FactsPart(tuple(facts)), TablePart.of(("layer", "frames × bins × channels"), layers)))


def picture_model_view(model: PictureModel) -> View:
    """Show a picture network: its sizes, and what its card says."""
    config = model.config
    facts = [
        ("id", model.id),
        ("pictures", f"{config.width} × {config.height}, {config.channels} channels"),
        ("z", f"{config.z_dim} numbers"),
        ("w", f"{config.w_dim} numbers, {config.num_ws} rows"),
        ("classes", str(config.c_dim or "none")),
        *about_facts(model.about),
    ]
    return View("a picture network", (FactsPart(tuple(facts)),))


def directions_view(found: Directions) -> View:
    """Show directions: how much each explains, what it is called, how far it can be used."""
    ratios = found.var_ratio.astype(float)
    facts = [
        ("layer", f"{found.layer}, {' × '.join(map(str, found.shape))}"),
        ("found by", found.estimator),
        ("pitch", "any" if found.pitch is None else str(found.pitch)),
        ("model", found.model_id or "unknown"),
        ("of the variance", f"{100 * ratios.sum():.1f} % in all, {100 * ratios[:10].sum():.1f} % by the first {min(10, len(ratios))}"),
        ("in z", "yes" if found.latent is not None else "no"),
    ]
    heads = ("", "name", "of the variance", "usable from", "to", "what it does")
    rows = []
    for i in range(found.n_components):
        low, high = found.range(i)
        label = found.annotations.labels[i] if found.annotations is not None else ""
        rows.append((str(i + 1), found.name(i), f"{100 * ratios[i]:.2g} %", f"{low:+.3g}", f"{high:+.3g}", label))
    bars = tuple((str(i + 1), ratio) for i, ratio in enumerate(ratios[:SHOWN].tolist()))
    title = f"{found.n_components} directions of {found.layer}"
    return View(title, (FactsPart(tuple(facts)), BarsPart("share of the variance", bars), TablePart.of(heads, rows)))


def instrument_view(instrument: Instrument) -> View:
    """Show an instrument: its model and its directions."""
    directions = () if instrument.directions is None else (directions_view(instrument.directions),)
    return View("an instrument", (), (model_view(instrument.model), *directions))


def projection_view(found: Projection) -> View:
    """Show what a recording was projected to: how near it came, and the point."""
    facts = (
        ("distance", f"{found.distance_db:.1f} dB; a random sound is {found.typical_db:.1f} dB away"),
        ("recording", f"pitch {found.recording.pitch}, found at {found.recording.detected_pitch:.2f}"),
        ("gain", f"{found.gain:.3g}"),
    )
    return View("a projection", (FactsPart(facts),), (point_view(found.point),))


def bank_view(bank: Bank) -> View:
    """Show a bank: how much it holds, and where that is from."""
    facts = (("id", bank.id), ("units", str(len(bank))), ("sounds", f"{bank.duration_s:.1f} s at {bank.sample_rate} Hz"))
    rows = [(each.kind, each.name, each.licence, each.digest[:16]) for each in bank.sources]
    return View("a bank", (FactsPart(facts), TablePart.of(("source", "name", "licence", "digest"), rows)))


def about_facts(about: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a card says in words and numbers."""
    return [(str(name), str(value)[:LONGEST]) for name, value in about.items() if isinstance(value, str | int | float) and str(value)]
