"""Wucai (五彩): the house in which a city runs the public-service side of a great event."""

__version__ = "0.1.0"
