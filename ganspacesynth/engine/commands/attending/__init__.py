"""Commands about what voices listen to and follow while they sound."""
