"""The published classes for Pure Data (py/pyext), as thin clients of an engine."""
