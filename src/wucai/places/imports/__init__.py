"""Lists of this room on their way in."""
