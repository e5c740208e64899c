"""Needs, resources and projects: the three lists, their matching, and the council that decides."""
