"""A signpost: pyext looks for a file of this name on the path of Pd, and then for the module beside it."""
