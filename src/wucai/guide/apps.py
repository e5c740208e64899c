"""Stories to hear and read on the way, and the codes on posters that lead to them."""

from django.apps import AppConfig


class GuideConfig(AppConfig):
    """Stories to hear and read on the way, and the codes on posters that lead to them."""

    name = "wucai.guide"
    label = "guide"
