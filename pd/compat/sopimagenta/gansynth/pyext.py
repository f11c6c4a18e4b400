"""The class `gansynth` for `[pyext. sopimagenta.gansynth.pyext gansynth ...]`."""

from ganspacesynth.pyext.classes import gansynth

__all__ = ["gansynth"]
