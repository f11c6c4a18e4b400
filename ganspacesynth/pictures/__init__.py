"""Pictures of a picture network: made from seeds, latents and ws, laid out, and written into files that say what made them."""
