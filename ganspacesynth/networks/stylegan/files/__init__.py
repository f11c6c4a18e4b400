"""Files of picture networks: each project's own, read by restricted readers, and the native form, read and written."""
