"""What stands beside a published checkpoint: settings, notes and normalizers, as published, by hand, or damaged."""

import json
import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth import load_model
from ganspacesynth.core.errors import ModelError
from ganspacesynth.networks.gansynth.checkpoint import read_model
from ganspacesynth.networks.gansynth.published_training import LEGACY_DEFAULTS
from tests.support.published_copy import change_settings, same_sound
from tests.support.refused import refused
from tests.support.writer import FULL, SCOPE, variable_shapes, write_checkpoint, write_meta
from tests.unit.networks.test_model_config import JSON

CONV0 = SCOPE.format(1) + "conv0/conv2d/kernel"


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A finished checkpoint, not to be touched."""
    return write_checkpoint(tmp_path_factory.mktemp("plain") / "model")


@pytest.fixture
def copy(plain, tmp_path):
    """A copy of the folder to damage."""
    return shutil.copytree(plain.folder, tmp_path / "copy")


# Settings


def test_missing_keys_take_the_published_defaults(tmp_path):
    absent = ("data_type", "sample_rate", "kernel_size", "scale_mode", "scale_base", "simple_arch", "to_rgb_activation", "train_meta_path")
    absent += ("data_normalizer", "mag_normalizer_a", "mag_normalizer_b", "p_normalizer_a", "p_normalizer_b", "fmap_decay", "train_progressive")
    assert same_sound(write_checkpoint(tmp_path, missing_keys=absent))


def test_no_settings_at_all_are_the_defaults(copy):
    """Without experiment.json the full-size network is assumed; a small one then does not fit, and says so."""
    (copy / "experiment.json").unlink()
    with refused("pitch-label-count", ModelError, says=r"reads -189 pitch labels|must fit experiment\.json"):
        read_model(copy)


def test_the_full_size_settings():
    shapes = variable_shapes(FULL, 7, 61)
    assert shapes[CONV0] == (2, 16, 317, 256)
    assert len(shapes) == 7 * 6


def test_unknown_keys_do_no_harm(plain, copy):
    change_settings(copy, surprise={"deep": [1]}, train_root_dir=None)
    assert same_sound(plain, copy)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"data_type": "wave"}, "known-choice: data_type must be one of mel, linear, phase"),
        ({"data_type": 5}, "field-kinds: must give data_type as str"),
        ({"scale_mode": "W"}, "known-choice: scale_mode must be one of"),
        ({"to_rgb_activation": "softmax"}, "known-choice: to_rgb_activation must be one of"),
        ({"data_normalizer": "sorted"}, "known-normalizer: data_normalizer must be a published one"),
        ({"latent_vector_size": "6"}, "field-kinds"),
        ({"latent_vector_size": True}, "field-kinds"),
        ({"latent_vector_size": None}, "field-kinds"),
        ({"latent_vector_size": 7}, "pitch-label-count"),
        ({"latent_vector_size": -7}, "pitch-label-count"),
        ({"latent_vector_size": 10**300}, "pitch-label-count"),
        ({"train_progressive": 1}, "field-kinds"),
        ({"simple_arch": "no"}, "field-kinds"),
        ({"simple_arch": True}, "generator-weights: must hold a GANSynth generator"),
        ({"audio_length": 1.5}, "field-kinds"),
        ({"audio_length": 0}, "config-range: audio_length must be a whole number"),
        ({"audio_length": 10**6}, "audio-fits-frames"),
        ({"sample_rate": -1}, "config-range: sample_rate must be a whole number"),
        ({"num_resolutions": 2}, r"resolution-range: num_resolutions must be in 3\.\.16"),
        ({"num_resolutions": 10**9}, "resolution-range"),
        ({"num_resolutions": 10**9, "train_time_limit": 5}, "resolution-range"),
        ({"num_resolutions": 12}, "bin-count"),
        ({"scale_base": 10**9}, "config-range: scale_base must be a whole number"),
        ({"scale_base": 3}, "bin-count"),
        ({"start_height": 3}, r"weights-fit-settings: conv0/conv2d/kernel.* is \(2, 8, 67, 8\), not \(3, 8, 67, 8\)"),
        ({"start_height": 0}, "config-range: start_height must be a whole number"),
        ({"start_width": 4, "audio_length": 80}, "weights-fit-settings"),
        ({"kernel_size": 5}, "weights-fit-settings"),
        ({"kernel_size": 10**6}, "config-range: kernel_size must be a whole number"),
        ({"fmap_base": 0}, "filter-per-block"),
        ({"fmap_base": -64}, "filter-per-block"),
        ({"fmap_base": 10**400}, "experiment-settings: describe a network"),
        ({"fmap_base": 16}, "weights-fit-settings"),
        ({"fmap_max": 0}, "filter-per-block"),
        ({"fmap_decay": float("nan")}, "experiment-settings"),
        ({"fmap_decay": 1e308}, "experiment-settings"),
        ({"fmap_decay": -1e308}, "experiment-settings"),
        ({"fmap_decay": "1"}, "field-kinds"),
        ({"stable_stage_num_images": 0, "transition_stage_num_images": 0}, "experiment-settings"),
        ({"stable_stage_num_images": -100}, "progress-range"),
        ({"train_time_limit": 0}, "experiment-settings"),
        ({"train_time_limit": "long"}, "field-kinds"),
        ({"train_time_limit": 5, "train_time_stage_multiplier": 1e308}, "experiment-settings"),
        ({"train_time_limit": 5, "train_time_stage_multiplier": 0}, "experiment-settings"),
        ({"mag_normalizer_a": 0.0}, "normalizer-values: four finite values with non-zero gains"),
        ({"mag_normalizer_a": 1e-60}, "normalizer-values"),
        ({"mag_normalizer_a": 1e300}, "normalizer-values"),
        ({"p_normalizer_a": float("nan")}, "normalizer-values"),
        ({"p_normalizer_b": float("inf")}, "normalizer-values"),
        ({"mag_normalizer_b": [1]}, "field-kinds"),
        ({"data_type": "x" * 10_000}, "known-choice: data_type must be one of"),
        ({"data_type": [[["x"] * 100] * 100]}, "field-kinds"),
    ],
)
def test_hostile_settings(copy, changes, rule):
    change_settings(copy, **changes)
    with refused(rule, ModelError) as caught:
        read_model(copy)
    assert len(str(caught.value)) < 1000
    assert "\n" not in str(caught.value)


def test_no_settings_do_worse_than_a_model_error(plain, tmp_path_factory):
    folder = shutil.copytree(plain.folder, tmp_path_factory.mktemp("fuzz") / "model")
    good = json.loads((folder / "experiment.json").read_text())

    @settings(max_examples=150, deadline=None)
    @given(st.dictionaries(st.sampled_from([*LEGACY_DEFAULTS, "train_meta_path"]), JSON, min_size=1, max_size=3))
    def fuzz(changes):
        (folder / "experiment.json").write_text(json.dumps(good | changes))
        try:
            read_model(folder)
        except ModelError as e:
            assert "\n" not in str(e)

    fuzz()


def test_an_unreadable_folder(copy, monkeypatch):
    def denied(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(copy), "iterdir", denied)
    with refused("readable-file", ModelError, says=r"folders must be readable.*Permission denied"):
        read_model(copy)


@pytest.mark.parametrize("text", ["", "{", "\x00", "[" * 100_000, '{"a": ' + "1" * 5000 + "}"])
def test_broken_settings(copy, text):
    (copy / "experiment.json").write_text(text)
    with refused("valid-json", ModelError):
        read_model(copy)


@pytest.mark.parametrize("value", [[], 3, None, "text"])
def test_settings_of_another_kind(copy, value):
    (copy / "experiment.json").write_text(json.dumps(value))
    with refused("experiment-settings", ModelError, says=r"experiment\.json must hold an object"):
        read_model(copy)


# Pitches


def test_pitches_of_the_data_set(tmp_path):
    written = write_checkpoint(tmp_path, pitches=(32, 36, 48, 60))
    assert read_model(tmp_path).config.pitches == (32, 36, 48, 60)
    assert same_sound(written)


@pytest.mark.parametrize("named", ["/home/other/data/my notes.json", "C:\\data\\my notes.json", "my notes.json", "data/my notes.json"])
def test_notes_named_by_the_settings(tmp_path, named):
    write_checkpoint(tmp_path, {"train_meta_path": named}, pitches=(40, 41), meta=False)
    place = tmp_path / ("data/my notes.json" if named.startswith("data") else "my notes.json")
    place.parent.mkdir(exist_ok=True)
    write_meta(place, (40, 41))
    assert read_model(tmp_path).config.pitches == (40, 41)


def test_notes_at_an_absolute_path(tmp_path):
    (tmp_path / "data").mkdir()
    notes = tmp_path / "data" / "notes.json"
    write_meta(notes, (40, 41))
    write_checkpoint(tmp_path / "model", {"train_meta_path": str(notes)}, pitches=(40, 41), meta=False)
    assert read_model(tmp_path / "model").config.pitches == (40, 41)


def test_notes_in_the_working_folder_are_not_the_model_s(plain, tmp_path, monkeypatch):
    """Where the program is started must not change a model's pitches."""
    write_meta(tmp_path / "meta.json", (40, 41))
    monkeypatch.chdir(tmp_path)
    assert read_model(plain.folder).config.pitches == tuple(range(24, 85))


@pytest.mark.parametrize("named", ["", "/", "a" * 5000, "\x00", None, 5, ["meta.json"], "~", "."])
def test_hostile_name_of_the_notes(plain, copy, named):
    change_settings(copy, train_meta_path=named)
    assert read_model(copy).config.pitches == plain.pitches


def test_notes_missing(tmp_path):
    write_checkpoint(tmp_path, pitches=(40, 41), meta=False)
    with refused("pitch-label-count", ModelError):
        read_model(tmp_path)


def test_notes_of_another_model(copy):
    write_meta(copy / "meta.json", (40, 41))
    with refused("pitch-label-count", ModelError):
        read_model(copy)


@pytest.mark.parametrize(
    "notes",
    [[], 3, None, {"a": 1}, {"a": {}}, {"a": {"pitch": None}}, {"a": {"pitch": "high"}}, {"a": {"pitch": [1]}}, {"a": {"pitch": float("inf")}}],
)
def test_notes_of_another_kind(copy, notes):
    (copy / "meta.json").write_text(json.dumps(notes))
    with refused("table-of-notes", ModelError, says=r"meta\.json must map each note"):
        read_model(copy)


@pytest.mark.parametrize("pitch", [60.5, float("nan"), True, "60"])
def test_pitches_that_are_not_whole(copy, pitch):
    (copy / "meta.json").write_text(json.dumps({"a": {"pitch": pitch}}))
    with refused("table-of-notes", ModelError):
        read_model(copy)


def test_pitches_beyond_midi(copy):
    write_meta(copy / "meta.json", range(100, 161))
    with refused("ascending-pitches", ModelError):
        read_model(copy)


def test_broken_notes(copy):
    (copy / "meta.json").write_text("{")
    with refused("valid-json", ModelError):
        read_model(copy)


# Normalizers


def test_no_normalizer(tmp_path):
    assert same_sound(write_checkpoint(tmp_path, {"data_normalizer": "none"}))


def test_simple_normalizer(tmp_path):
    table = [0.1, 0.2, 0.9, -0.05]
    written = write_checkpoint(tmp_path, {"data_normalizer": "specgrams_simple_normalizer"}, normalizer=table)
    assert same_sound(written, normalizer=table)


def test_frequency_normalizer(tmp_path, rng):
    table = rng.uniform(0.1, 0.9, (32, 4))
    written = write_checkpoint(tmp_path, {"data_normalizer": "specgrams_freq_normalizer"}, normalizer=table)
    assert same_sound(written, normalizer=table)
    native = load_model(load_model(tmp_path).save(tmp_path / "native", dtype="float32"))
    assert native._stored.weights["normalizer/a"].shape == (32, 2)


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        (np.zeros(4), "normalizer-values"),
        (np.full(4, np.nan), "normalizer-values"),
        (np.ones(3), "normalizer-values"),
        (np.ones((2, 32, 4)), "normalizer-values"),
        (np.float64(1.0), "normalizer-values"),
        (np.ones((0, 4)), "weights-fit-settings"),
        (np.ones((31, 4)), "weights-fit-settings"),
        (np.array(["a"] * 4), "normalizer-values: normalizer holds numbers"),
        (np.array([{}] * 4, object), "whole-npz"),
    ],
)
def test_damaged_normalizers(tmp_path, table, rule):
    write_checkpoint(tmp_path, {"data_normalizer": "specgrams_simple_normalizer"}, normalizer=table)
    with refused(rule, ModelError):
        read_model(tmp_path)


def test_normalizer_missing(tmp_path):
    write_checkpoint(tmp_path, {"data_normalizer": "specgrams_freq_normalizer"})
    with refused("readable-file", ModelError):
        read_model(tmp_path)
    (tmp_path / "assets").mkdir()
    np.savez(tmp_path / "assets" / "specgrams_freq_normalizer.npz", other=np.ones(4))
    with refused("normalizer-array", ModelError, says="must hold the array 'normalizer'"):
        read_model(tmp_path)
