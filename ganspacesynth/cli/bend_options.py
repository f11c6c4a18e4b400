"""Options that bend layers of a sound: `--bend LAYER:WORD:NUMBERS`, as often as one likes, and `--clusters FILE`."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ganspacesynth.core.bends.bend import Bends
    from ganspacesynth.networks.gansynth.gansynth import GANSynth


def add_bend_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    group = parser.add_argument_group("bends (`ganspacesynth bends` lists words and layers; docs/bends.md)")
    help_bend = "bend a layer: conv1_3:shift:0.1, conv0:scale:1.5:channels=0-15; as often as you like"
    group.add_argument("--bend", dest="bends", action="append", default=[], metavar="LAYER:WORD:NUMBERS", help=help_bend)
    group.add_argument("--clusters", metavar="FILE", help="clusters of channels that --bend may name: conv1_3:scale:2:channels=brighter")


def chosen_bends(texts: "Sequence[str]", clusters: str | None, model: "GANSynth") -> "Bends":
    """Return the bends that options ask for, of layers and channels that a model has.

    Raises:
        InvalidInput: they are none, or the model has no such layers or channels.
    """
    from ganspacesynth.core.bends.written_bends import written_bends
    from ganspacesynth.core.errors import InvalidInput
    from ganspacesynth.directions.channels.channel_clusters import load_clusters
    from ganspacesynth.networks.gansynth.gansynth_arguments import check_bends

    if clusters is not None and not texts:
        raise InvalidInput("Clusters are names for channels of bends. Received: --clusters without --bend. Add --bend.", rule="clusters-need-bends")
    bends = written_bends(*texts, clusters=None if clusters is None else load_clusters(clusters).check(model).named())
    check_bends(model.config, bends)
    return bends
