"""Clusters of a model's channels: found, named by what they do to sounds, and kept in a file.

{"format": "ganspacesynth-clusters", "version": 1, "model": id, "layers": {"conv1_3": [{"name": "brighter", "channels": "0-3+9", …}, …]}}
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganspacesynth.core.bends.kinds import Channels, Scale
from ganspacesynth.core.bends.written_bends import NamedChannels, read_channels, write_channels
from ganspacesynth.core.documents import CLUSTERS, read_document, write_document
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.work.progress import Track, untracked
from ganspacesynth.directions.channels.clustering import MAX_CLUSTERS, channel_rows, k_means
from ganspacesynth.directions.channels.heard_bends import PlainSounds, named_by_effect
from ganspacesynth.networks.generator import Network, SoundGenerator

LOUDER = 2.0  # by which a cluster is multiplied to hear what it does
MAX_BYTES, MAX_LAYERS, LONGEST_NAME = 1 << 20, 256, 60


@dataclass(frozen=True)
class Cluster:
    """Channels of a layer that do the same things.

    Attributes:
        name: what it is called by, after what it does to sounds.
        channels: their numbers.
        words: what more of it does.
    """

    name: str
    channels: Channels
    words: str = ""


@dataclass(frozen=True)
class ChannelClusters:
    """Clusters of some layers of a model.

    Attributes:
        model: its id.
        layers: {layer: its clusters}.
    """

    model: str
    layers: Mapping[str, tuple[Cluster, ...]] = field(default_factory=dict)

    def named(self) -> NamedChannels:
        """Return {layer: {name: channels}}, as `read_bend` takes it."""
        return {layer: {each.name: each.channels for each in found} for layer, found in self.layers.items()}

    def check(self, model: Network) -> "ChannelClusters":
        """Return these, or raise InvalidInput where they are another model's."""
        if self.model != model.id:
            raise InvalidInput(
                f"Clusters play on the model whose they are. Received: those of {self.model}, model {model.id}. Find them anew.", rule="own-clusters"
            )
        return self

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Write a .json file.

        Raises:
            OutputError: the file exists, or cannot be written.
        """
        layers = {
            layer: [{"name": each.name, "channels": write_channels(each.channels), "words": each.words} for each in found]
            for layer, found in self.layers.items()
        }
        write_document(path, CLUSTERS, {"model": self.model, "layers": layers}, force=force)


def find_clusters(
    model: SoundGenerator, layers: Sequence[str], *, count: int = 5, sounds: int = 24, seed: int = 0, track: Track = untracked
) -> ChannelClusters:
    """Return clusters of layers' channels, named by what more of each does to sounds.

    Args:
        model: a GANSynth.
        layers: their names.
        count: of clusters for each.
        sounds: random ones, in which channels are compared.
        seed: of all that is random.
        track: shows how far it is.

    Raises:
        InvalidInput: no such layer, or no such numbers.
    """
    found: dict[str, tuple[Cluster, ...]] = {}
    wanted = list(dict.fromkeys(map(model.config.check_layer, layers)))
    plain = PlainSounds(model)
    for layer in track(wanted, "Listening to layers", len(wanted)):
        labels = k_means(channel_rows(model, layer, sounds=sounds, seed=seed), min(count, model.config.layers[layer][-1]), seed=seed)
        groups = [tuple(int(each) for each in (labels == number).nonzero()[0]) for number in np.unique(labels)]
        heard = [plain.bent({layer: (Scale(LOUDER, channels=group),)}) for group in groups]
        names = named_by_effect(heard)
        found[layer] = tuple(Cluster(name, group, each.words) for name, group, each in zip(names, groups, heard, strict=True))
    return ChannelClusters(model.id, found)


def load_clusters(path: str | os.PathLike[str]) -> ChannelClusters:
    """Read what `ChannelClusters.save` wrote.

    Raises:
        InvalidInput: no such file, something else, or of a version that is not known.
    """
    said = read_document(path, CLUSTERS, largest=MAX_BYTES)[1]
    try:
        layers = {str(layer): tuple(_cluster(each) for each in found[:MAX_CLUSTERS]) for layer, found in list(said["layers"].items())[:MAX_LAYERS]}
        return ChannelClusters(str(said["model"]), layers)
    except (LookupError, TypeError, AttributeError) as e:
        raise InvalidInput(
            f"A file of clusters says a model, and layers with clusters. Received: {path} ({e}). Find them anew.", rule="cluster-file"
        ) from e


def _cluster(said: Mapping[str, Any]) -> Cluster:
    name, words = said["name"], said.get("words", "")
    right = isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable() and not set(name) & set(":=+ ") and isinstance(words, str)
    if not right or not isinstance(said["channels"], str):
        raise InvalidInput(
            f"A cluster has a name of up to {LONGEST_NAME} letters, without spaces and : = +. Received: {brief(name)}. Change it.",
            rule="cluster-file",
        )
    return Cluster(name, read_channels(said["channels"]), words[:200])
