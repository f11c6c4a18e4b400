"""Pictures that come in, and what is seen in them."""
