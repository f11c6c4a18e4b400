"""What voices listen to while they sound, and what that moves in them."""
