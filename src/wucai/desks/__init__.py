"""The roof: the home of each role."""
