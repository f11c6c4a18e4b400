"""What `pyext. sopimagenta.ganspacesynth.pyext` is looked up in."""
