"""The class `halluseq` for `[pyext. sopimagenta.ganspacesynth.pyext halluseq ...]`."""

from ganspacesynth.hosts.pyext import halluseq

__all__ = ["halluseq"]
