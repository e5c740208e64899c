"""Pages of volunteering, by noun."""
