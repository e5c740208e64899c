"""Posts in five colours, shifts and who signed up."""
