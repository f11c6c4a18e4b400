"""Readers for files from strangers: everything is bounded and checked before it is unpacked."""
