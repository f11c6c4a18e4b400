"""The class `halluseq` for `[pyext. sopimagenta.ganspacesynth.pyext halluseq ...]`."""

from ganspacesynth.pyext.classes import halluseq

__all__ = ["halluseq"]
