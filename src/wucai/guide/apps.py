"""Stories to hear and read on the way, and the codes on posters that lead to them."""

from django.apps import AppConfig

from wucai.core import panels


class GuideConfig(AppConfig):
    """Stories to hear and read on the way, and the codes on posters that lead to them."""

    name = "wucai.guide"
    label = "guide"

    def ready(self) -> None:
        """Show a station's stories on its page."""
        from wucai.guide.views import site_stories  # views need loaded models

        panels.register("site", site_stories, order=40)
