"""Rows of the frame."""

from wucai.programme.models.areas import Area
from wucai.programme.models.editions import Edition

__all__ = ["Area", "Edition"]
