"""Bends as tests write them, and trajectories of a function."""

from ganspacesynth.core.bends.kinds import Offset, Scale


def bends_of(*, scale=None, offset=None):
    """{layer: bends} of factors and of what is added behind them; nothing is checked."""
    layers = dict.fromkeys([*(scale or {}), *(offset or {})])
    kinds = ((Scale, scale or {}), (Offset, offset or {}))
    return {layer: tuple(kind(amounts[layer]) for kind, amounts in kinds if layer in amounts) for layer in layers}


class Moving:
    """A trajectory without an end whose point is a function of time."""

    duration_s = None

    def __init__(self, at):
        self.at = at
