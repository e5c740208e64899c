"""The roof: the home of each role, composed of the rooms beneath."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """The roof: the home of each role, composed of the rooms beneath."""

    name = "wucai.desks"
    label = "desks"
