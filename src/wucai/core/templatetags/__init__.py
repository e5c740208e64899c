"""Template tags of the ground: `{% load wucai %}`."""
