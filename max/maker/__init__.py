"""Makes the Max package: one file a group of patches, all drawn on a canvas."""
