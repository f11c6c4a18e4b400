"""Values that move over time: numbers and points."""
