"""Stations, stops and venues, and what is counted there."""
