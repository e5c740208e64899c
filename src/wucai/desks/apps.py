"""The roof: the home of each role, composed of the rooms beneath."""

from django.apps import AppConfig

from wucai.core import panels


class DesksConfig(AppConfig):
    """The roof: the home of each role, composed of the rooms beneath."""

    name = "wucai.desks"
    label = "desks"

    def ready(self) -> None:
        """Show on a visit's page how lines are added to it."""
        from wucai.desks.views.visits import visit_adds  # views: not there before Django is set up

        panels.register("visit", visit_adds, order=10)
