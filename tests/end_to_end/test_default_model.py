"""The model that comes with the package: it is found, it is small, it keeps its pitch, and its directions fit."""

import json

import numpy as np
import pytest

from ganspacesynth import Point, PointPath, load_directions, load_model
from ganspacesynth.audio.pitch import hz_to_midi, note_pitch, yin
from ganspacesynth.continuous.render import render
from ganspacesynth.networks.known_models import default_model
from tests.conftest import decibels

MAX_BYTES = 30e6


@pytest.fixture(scope="module")
def model():
    return load_model()


def test_it_is_small():
    assert sum(file.stat().st_size for file in default_model().rglob("*")) < MAX_BYTES


def test_random_z_are_notes(model):
    pitches = np.array(model.config.pitches)
    waves = model.synthesize(model.sample_z(len(pitches), seed=7), pitches)
    away = np.array([note_pitch(wave, model.config.sample_rate) for wave in waves]) - pitches
    assert np.mean(np.abs(away) < 0.5) >= 0.8  # the model card has the figure of ten times as many; this one spreads by 0.05
    assert np.abs(waves).max(axis=1).min() > 0.01


@pytest.mark.parametrize("layer", ["conv0", "conv1"])
def test_directions_come_with_it(model, layer):
    directions = load_directions(default_model() / f"directions_{layer}.npz")
    directions.check(model)
    assert directions.layer == layer
    wave = model.synthesize_from(layer, directions.activation(np.array([[1.0, -1.0]]), [60]))[0]
    assert abs(note_pitch(wave, model.config.sample_rate) - 60) < 0.5


def test_the_card_says_what_must_be_said(model):
    about = json.loads((default_model() / "model.json").read_text(encoding="utf-8"))["about"]
    card = (default_model() / "README.md").read_text(encoding="utf-8")
    assert about
    for word in ("MIT", "seed", "50 cents", "octave", "FluidR3", "training"):
        assert word in card, word


def voiced(wave, rate):
    f0, aperiodicity = yin(wave, rate)
    levels = np.array([np.abs(wave[s : s + 1024]).max() for s in np.arange(len(f0)) * round(0.025 * rate)])
    heard = (aperiodicity < 0.2) & (levels > 0.01 * levels.max())
    return np.arange(len(f0))[heard] * 0.025, hz_to_midi(f0[heard])


def test_a_morph_of_30_seconds_stays_in_tune(model):
    z = [tuple(row) for row in model.sample_z(4, seed=1000).tolist()]
    path = PointPath((0.0, 10.0, 20.0, 30.0), tuple(Point(60, z=row) for row in z))
    wave = render(model, path)
    _, pitch = voiced(wave, model.config.sample_rate)
    assert len(pitch) > 800
    assert np.mean(np.abs(pitch - 60) < 0.5) >= 0.95
    assert decibels(render(model, path, window_cells=1000), wave) > 60


def test_a_glide_reaches_each_pitch(model):
    z = tuple(model.sample_z(1, seed=1000)[0].tolist())
    times = (0.0, 2.9, 3.1, 5.9, 6.1, 9.0)
    path = PointPath(times, tuple(Point(p, z=z) for p in (60, 60, 64, 64, 67, 67)))
    at, pitch = voiced(render(model, path), model.config.sample_rate)
    for low, wanted in ((1.0, 60), (4.0, 64), (7.0, 67)):
        assert abs(np.median(pitch[(at > low) & (at < low + 1.0)]) - wanted) < 0.5


def test_the_soundfonts_notice_is_kept():
    notice = (default_model() / "LICENSE.FluidR3.txt").read_text(encoding="utf-8")
    assert "Frank Wen" in notice
    assert "The above copyright notice and this permission notice shall be" in notice
