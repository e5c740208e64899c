"""Lists on their way in, by noun."""
