"""What a recipe says of how a network's output becomes the sound that is heard."""
