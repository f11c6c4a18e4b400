"""Clusters of channels: what belongs together is found, named by what it does, kept in a file, and refused where it is another model's."""

import json
import types

import numpy as np
import pytest

from ganspacesynth.audio.descriptors import NAMES
from ganspacesynth.core.bends.kinds import Scale
from ganspacesynth.core.bends.written_bends import read_bend
from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.directions.channels import clustering
from ganspacesynth.directions.channels.channel_clusters import ChannelClusters, Cluster, find_clusters, load_clusters
from ganspacesynth.directions.channels.clustering import channel_rows, k_means
from ganspacesynth.directions.channels.heard_bends import COLOUR, NOTHING, HeardBend, hear_bends, named_by_effect
from tests.support.refused import refused


def heard_as(**steps):
    found = np.array([steps.get(name, 0.0) for name in NAMES])
    return HeardBend(found, found, steps.get("unlike_db", 5.0), 1.0)


def test_rows_that_are_alike_are_one_cluster(rng):
    middles = rng.standard_normal((3, 20))
    rows = np.repeat(middles, [2, 7, 4], axis=0) + 0.05 * rng.standard_normal((13, 20))
    labels = k_means(rows.astype(np.float32), 3, seed=1)
    assert labels.tolist() == [2] * 2 + [0] * 7 + [1] * 4, "the largest is the first"
    np.testing.assert_array_equal(labels, k_means(rows.astype(np.float32), 3, seed=1))
    assert set(k_means(np.zeros((4, 3), np.float32), 2, seed=0)) <= {0, 1}
    for count in (0, 14):
        with refused("cluster-count", InvalidInput, says=r"1\.\.13 clusters"):
            k_means(rows, count, seed=0)


def test_channels_are_compared_by_what_they_do(tiny):
    rows = channel_rows(tiny, "conv1_3", sounds=4, seed=0)
    assert len(rows) == tiny.config.layers["conv1_3"][2] and rows.dtype == np.float32
    lengths = np.linalg.norm(rows, axis=1)
    assert np.allclose(lengths[lengths > 0.5], 1.0, atol=1e-5)
    with refused("cluster-sounds", InvalidInput):
        channel_rows(tiny, "conv1_3", sounds=1, seed=0)
    with refused("known-layer", InvalidInput):
        channel_rows(tiny, "conv9", sounds=2, seed=0)


def test_many_sounds_are_heard_some_at_a_time(tiny, monkeypatch):
    """All activations of a late layer at once would take gigabytes."""
    counts, original = [], type(tiny).activations
    monkeypatch.setattr(type(tiny), "activations", lambda self, z, *rest: counts.append(len(z)) or original(self, z, *rest))
    together = channel_rows(tiny, "conv1_3", sounds=16, seed=0)
    monkeypatch.setattr(clustering, "AT_ONCE", 5)
    np.testing.assert_allclose(channel_rows(tiny, "conv1_3", sounds=16, seed=0), together, atol=1e-4)
    assert counts == [16, 5, 5, 5, 1]


def test_plain_sounds_are_made_once_for_all_layers(tiny, monkeypatch):
    plain, original = [], type(tiny).synthesize
    monkeypatch.setattr(type(tiny), "synthesize", lambda self, *given, **more: plain.append("bends" not in more) or original(self, *given, **more))
    find_clusters(tiny, ["conv1_3", "conv0"], count=2, sounds=4)
    assert sum(plain) == 1 and len(plain) == 5


def test_every_channel_is_in_one_cluster_and_the_file_is_read_as_it_was_written(tiny, tmp_path):
    found = find_clusters(tiny, ["conv1_3", "conv0"], count=3, sounds=4)
    for layer, clusters in found.layers.items():
        channels = sorted(channel for each in clusters for channel in each.channels)
        assert channels == list(range(tiny.config.layers[layer][2])) and len({each.name for each in clusters}) == len(clusters)
    found.save(tmp_path / "clusters.json")
    assert load_clusters(tmp_path / "clusters.json") == found
    assert found.check(tiny) is found
    with refused("nothing-overwritten", OutputError):
        found.save(tmp_path / "clusters.json")
    with refused("own-clusters", InvalidInput):
        found.check(types.SimpleNamespace(id="another"))
    first = found.layers["conv0"][0]
    assert read_bend(f"conv0:scale:2:channels={first.name}", found.named())[1] == Scale(2.0, channels=first.channels)


@pytest.mark.parametrize(
    "layers",
    [
        3,
        {"conv0": 3},
        {"conv0": [{"name": "a"}]},
        {"conv0": [{"name": "a:b", "channels": "0"}]},
        {"conv0": [{"name": "", "channels": "0"}]},
        {"conv0": [{"name": "a", "channels": [0]}]},
        {"conv0": [{"name": 3, "channels": "0"}]},
    ],
)
def test_files_of_something_else(tmp_path, layers):
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"format": "ganspacesynth-clusters", "version": 1, "model": "x", "layers": layers}))
    with refused("cluster-file", InvalidInput):
        load_clusters(path)


def test_a_file_without_layers_is_none(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"format": "ganspacesynth-clusters", "version": 1}))
    with refused("cluster-file", InvalidInput, says="says a model, and layers"):
        load_clusters(path)
    assert ChannelClusters("x", {"a": (Cluster("b", (1, 2)),)}).named() == {"a": {"b": (1, 2)}}


def test_names_are_what_is_heard_most():
    heard = [heard_as(brightness=3.0, level=-2.0), heard_as(brightness=2.0), heard_as(unlike_db=0.1), heard_as(), heard_as(attack=4.0)]
    assert heard[0].words == "brighter, quieter" and heard[2].words == NOTHING and heard[3].words == COLOUR
    assert named_by_effect(heard) == ["brighter", "brighter-2", "hardly-audible", "another-colour", "slower-attack"]
    assert heard[0].change("brightness") == 3.0


def test_what_a_bend_does_is_measured(tiny):
    nothing, silence = hear_bends(tiny, [{}, {"conv1_5": (Scale(0.0),)}], sounds=2)
    assert nothing.unlike_db == pytest.approx(0.0, abs=1e-3) and not np.nan_to_num(nothing.steps).any()
    assert silence.unlike_db > 1.0
