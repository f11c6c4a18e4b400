"""A voice that is heard here, without a host."""
