"""What `pyext. sopimagenta.gansynth.pyext` is looked up in."""
