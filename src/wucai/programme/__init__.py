"""Editions and areas: the frame."""
