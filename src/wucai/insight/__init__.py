"""Figures and reports: reads all rooms, is known by none but the roof."""
