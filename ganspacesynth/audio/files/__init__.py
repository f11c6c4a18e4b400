"""Sound files read and written, whatever their format."""
