"""Posts in five colours, shifts and who signed up."""

from django.apps import AppConfig

from wucai.core import panels


class VolunteeringConfig(AppConfig):
    """Posts in five colours, shifts and who signed up."""

    name = "wucai.volunteering"
    label = "volunteering"

    def ready(self) -> None:
        """Show a station's shifts on its page."""
        from wucai.volunteering.views.seats import site_shifts  # views need loaded models

        panels.register("site", site_shifts, order=20)
