"""Pictures that play: controls in, frame after frame out."""
