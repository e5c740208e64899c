"""Stations, stops and venues."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Stations, stops and venues."""

    name = "wucai.places"
    label = "places"
