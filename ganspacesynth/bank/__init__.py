"""Banks of sounds: built from recordings and models, searched, looked at, and played on from what a musician plays."""
