"""The whole instrument as a page in a browser, served from this machine."""
