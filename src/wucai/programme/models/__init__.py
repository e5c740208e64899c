"""Rows of the frame."""

from wucai.programme.models.areas import Area
from wucai.programme.models.editions import Edition
from wucai.programme.models.figures import Figure

__all__ = ["Area", "Edition", "Figure"]
