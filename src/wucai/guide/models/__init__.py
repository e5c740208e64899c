"""Rows of the guide."""

from wucai.guide.models.stories import Code, Story

__all__ = ["Code", "Story"]
