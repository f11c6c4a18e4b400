"""`ganspacesynth bends …`."""
