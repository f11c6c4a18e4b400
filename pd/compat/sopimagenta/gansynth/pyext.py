"""The class `gansynth` for `[pyext. sopimagenta.gansynth.pyext gansynth ...]`."""

from ganspacesynth.hosts.pyext import gansynth

__all__ = ["gansynth"]
