"""Commands about live pictures."""
