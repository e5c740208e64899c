"""Rows of volunteering."""

from wucai.volunteering.models.colours import Colour
from wucai.volunteering.models.posts import Post
from wucai.volunteering.models.shifts import Shift
from wucai.volunteering.models.signups import Signup

__all__ = ["Colour", "Post", "Shift", "Signup"]
