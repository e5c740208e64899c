"""What the demo adds to every page."""
