"""The ring lives in the engine, which writes it; this name of it is for hosts."""

from ganspacesynth.engine.ring import Ring

__all__ = ["Ring"]
