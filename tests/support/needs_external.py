"""The instruments that play through [ganspacesynth~]: the others need Pd alone, or Max alone."""

NEEDS_EXTERNAL = {"continue"}
