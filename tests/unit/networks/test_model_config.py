"""ModelConfig: what follows from its fields, progress and alphas against the second implementation, and every refusal."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.core.errors import InvalidInput, ModelError
from ganspacesynth.networks.gansynth import model_config as c
from ganspacesynth.networks.gansynth.model_config import ModelConfig, describe_pitches, layer_names
from ganspacesynth.networks.gansynth.published_training import num_filters, progress_at, progress_at_time
from tests.support import reference
from tests.support.refused import refused

SMALL = {"audio_length": 150, "pitches": (48, 50, 52), "latent_size": 6, "start_width": 8, "num_resolutions": 3, "num_blocks": 3, "progress": 2.0}
SMALL["filters"] = (8, 8, 4)


def small(**changes):
    return ModelConfig(**(SMALL | changes))


def test_the_full_size_model():
    config = ModelConfig()
    assert (config.frames, config.bins, config.n_fft, config.hop) == (128, 1024, 2048, 512)
    assert config.padding == 512 * 127 + 2048 - 64000
    assert config.input_size == 256 + 61
    assert config.layers["conv0"] == (2, 16, 256)
    assert config.layers["conv1_7"] == (128, 1024, 32)
    assert list(config.layers)[:4] == ["conv0", "conv1", "conv0_2", "conv1_2"]


def test_layers_of_every_kind():
    assert small().layers == {
        "conv0": (2, 8, 8),
        "conv1": (2, 8, 8),
        "conv0_2": (4, 16, 8),
        "conv1_2": (4, 16, 8),
        "conv0_3": (8, 32, 4),
        "conv1_3": (8, 32, 4),
    }
    simple = small(simple_arch=True, scale_mode="H", audio_length=40)
    assert simple.layers == {"dense": (2, 8, 8), "conv2d_transpose_2": (4, 8, 8), "conv2d_transpose_3": (8, 8, 4)}
    assert (simple.frames, simple.bins, simple.scales) == (8, 8, (2, 1))
    growing = small(num_blocks=2, filters=(8, 8), progress=0.5)
    assert list(growing.layers) == ["conv0", "conv1", "conv0_2", "conv1_2"]
    assert growing.frames == 8  # the picture has its final size from the first stage on


def test_layer_names():
    assert layer_names(1) == ("conv0", "conv1")
    assert layer_names(4) == ("conv0_4", "conv1_4")
    assert layer_names(1, simple=True) == ("dense",)
    assert layer_names(2, simple=True) == ("conv2d_transpose_2",)


def test_filters_of_the_full_size_model():
    filters = [num_filters(block, fmap_base=4096, fmap_decay=1.0, fmap_max=256) for block in range(1, 8)]
    assert tuple(filters) == ModelConfig().filters


@given(st.integers(1, 12), st.integers(0, 10**8), st.integers(1, 10**6), st.integers(0, 10**6))
def test_progress_equals_the_second_implementation(blocks, images, stable, transition):
    settings = {"train_progressive": True, "stable_stage_num_images": stable, "transition_stage_num_images": transition}
    expected = reference.progress(settings, 2 * blocks - 2, images)
    found = progress_at(images, stable=stable, transition=transition, num_blocks=blocks)
    assert found == pytest.approx(expected, rel=1e-12)
    assert 0.0 <= found <= blocks - 1


def test_progress_without_transitions():
    """A published schedule may have no fading images at all; that is no division by zero."""
    assert [progress_at(i, stable=10, transition=0, num_blocks=3) for i in (0, 9, 10, 29, 1000)] == [0, 0, 1, 2, 2]


@given(st.integers(1, 8), st.floats(1.0, 1e6), st.floats(0.0, 1.2), st.floats(0.5, 2.0))
def test_progress_of_a_time_limit_equals_the_second_implementation(resolutions, limit, share, multiplier):
    stage = 2 * resolutions - 2
    settings = {"train_progressive": True, "train_time_limit": limit, "train_time_stage_multiplier": multiplier, "num_resolutions": resolutions}
    expected = reference.progress(settings, stage, seconds=share * limit)
    found = progress_at_time(share * limit, time_limit=limit, multiplier=multiplier, num_resolutions=resolutions, num_blocks=resolutions)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(st.floats(0.0, 2.0))
def test_alphas_share_the_picture(progress):
    config = small(progress=progress)
    alphas = [config.alpha(block) for block in (1, 2, 3)]
    assert sum(alphas) == pytest.approx(1.0)
    assert alphas == pytest.approx([reference.alpha(block, progress) for block in (1, 2, 3)])
    assert sum(alpha > 0.0 for alpha in alphas) <= 2


@given(st.sets(st.integers(0, 127), min_size=1), st.floats(-50, 200))
def test_pitches_and_labels(pitches, value):
    config = small(pitches=tuple(sorted(pitches)))
    assert [config.label(p) for p in config.pitches] == list(range(len(pitches)))
    nearest = config.nearest_pitch(value)
    assert nearest in pitches
    assert all(abs(nearest - value) <= abs(p - value) for p in pitches)


def test_label_takes_whole_numbers_of_any_kind():
    config = small()
    assert config.label(50) == config.label(50.0) == config.label(np.int64(50)) == config.label(np.float32(50)) == 1


@pytest.mark.parametrize("pitch", [49, 50.5, -1, 1000, float("nan"), float("inf"), "50", None, True, [50], 10**400])
def test_unknown_pitch_says_which_exist(pitch):
    with refused("pitch-range", InvalidInput):
        small().label(pitch)


@pytest.mark.parametrize("layer", ["conv9", "", None, 3, ["conv0"], "conv0/kernel"])
def test_unknown_layer_lists_them(layer):
    with refused("known-layer", InvalidInput):
        small().check_layer(layer)


def test_describe_pitches():
    assert describe_pitches(c.NSYNTH_PITCHES) == "24-84"
    assert describe_pitches((32, 36, 48, 49, 50)) == "32, 36, 48-50"


def test_json_round_trip():
    for config in (ModelConfig(), small(progress=1.25, simple_arch=True)):
        assert ModelConfig.from_json(json.loads(json.dumps(config.to_json()))) == config


def test_a_config_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        small().progress = 1.0


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"data_type": "wave"}, "known-choice: data_type must be one of mel, linear, phase"),
        ({"data_type": ["mel"]}, "known-choice: data_type must be one of"),
        ({"scale_mode": "W"}, "known-choice: scale_mode must be one of ALL, H"),
        ({"to_rgb_activation": "relu"}, "known-choice: to_rgb_activation must be one of tanh, linear"),
        ({"simple_arch": 1}, "field-kinds: simple_arch must be true or false"),
        ({"simple_arch": "no"}, "field-kinds"),
        ({"sample_rate": 0}, "config-range: sample_rate must be a whole number"),
        ({"sample_rate": 16000.0}, "config-range"),
        ({"audio_length": -1}, "config-range: audio_length must be a whole number"),
        ({"audio_length": 10**5000}, "config-range: audio_length=a number too long to write"),
        ({"data_type": "a\nb"}, r"known-choice: Received: data_type='a\\nb'"),
        ({"audio_length": 10**4000}, "config-range"),
        ({"latent_size": True}, "config-range: latent_size must be a whole number"),
        ({"latent_size": 1 << 14}, "config-range"),
        ({"start_height": 0}, "config-range: start_height must be a whole number"),
        ({"start_width": 1 << 13}, "config-range: start_width must be a whole number"),
        ({"num_resolutions": 17}, "config-range: num_resolutions must be a whole number in 1..16"),
        ({"num_blocks": 0}, "config-range: num_blocks must be a whole number"),
        ({"scale_base": 1}, "config-range: scale_base must be a whole number"),
        ({"kernel_size": 0}, "config-range: kernel_size must be a whole number"),
        ({"filters": (8, 8)}, "filter-per-block: needs its filters"),
        ({"filters": (8, 8, 0)}, "filter-per-block"),
        ({"num_blocks": 4, "filters": (8, 8, 8, 8)}, "filter-per-block"),
        ({"pitches": ()}, "ascending-pitches: pitches must be distinct MIDI numbers"),
        ({"pitches": (50, 48)}, "ascending-pitches"),
        ({"pitches": (50, 50)}, "ascending-pitches"),
        ({"pitches": (-1, 50)}, "ascending-pitches"),
        ({"pitches": (50, 128)}, "ascending-pitches"),
        ({"progress": 2.5}, "progress-range: progress must be in 0..2"),
        ({"progress": -0.1}, "progress-range"),
        ({"progress": float("nan")}, "progress-range"),
        ({"start_width": 6}, "bin-count: power of two of frequency bins"),
        ({"scale_base": 3}, "bin-count"),
        ({"start_width": 1, "num_resolutions": 1, "num_blocks": 1, "filters": (8,), "progress": 0}, "bin-count"),
        ({"start_width": 4096}, "bin-count"),
        ({"start_height": 4096, "start_width": 1024, "num_resolutions": 4}, "picture-size: at most 33554432 pixels"),
        ({"filters": (1 << 25, 8, 4)}, "layer-size: layer may hold at most"),
        ({"audio_length": 177}, "audio-fits-frames: must fit into 8 frames of hop 16. Received: audio_length=177, at most 176"),
    ],
)
def test_refused(changes, rule):
    with refused(rule, ModelError):
        small(**changes)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (None, "known-fields: config is a JSON object"),
        ([], "known-fields"),
        ("mel", "known-fields"),
        ({"surprise": 1}, "known-fields"),
        ({"pitches": "123"}, "field-kinds: pitches are a list of whole numbers"),
        ({"pitches": [24.5]}, "field-kinds"),
        ({"pitches": [True, 24]}, "field-kinds"),
        ({"pitches": None}, "field-kinds"),
        ({"filters": {"1": 256}}, "field-kinds"),
        ({"filters": [[256]]}, "field-kinds"),
        ({"progress": "6"}, "field-kinds: progress is a number"),
        ({"progress": True}, "field-kinds"),
        ({"progress": 10**400}, "field-kinds: must be of the right kind"),
        ({"latent_size": None}, "config-range: latent_size must be a whole number"),
        ({"latent_size": {"deep": [[[]]]}}, "config-range"),
    ],
)
def test_hostile_json(value, rule):
    with refused(rule, ModelError) as caught:
        ModelConfig.from_json(value)
    assert len(str(caught.value)) < 600
    assert "\n" not in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([f.name for f in dataclasses.fields(ModelConfig)]), JSON, max_size=4))
def test_no_json_does_worse_than_a_model_error(changes):
    try:
        config = ModelConfig.from_json(SMALL | changes)
    except ModelError as e:
        assert "\n" not in str(e)
    else:
        assert config.frames * config.bins <= c.MAX_PIXELS


def test_any_pitch_in_the_range_is_played():
    config = ModelConfig(pitches=(48, 50, 52, 90))
    assert config.tuned(50) == (50, 0.0) and config.tuned(50.25) == (50, 0.25) and config.tuned(49) == (48, 1.0)
    assert config.tuned(51.5) == (52, -0.5) and config.tuned(64) == (52, 12.0)
    for pitch in (47.9, 90.1, 71, float("nan"), float("inf"), "60", True, None):
        with refused("pitch-range", InvalidInput):
            config.tuned(pitch)
    assert [config.within(pitch) for pitch in (0.0, 49.5, 100.0)] == [48.0, 49.5, 90.0]
