"""Figures and reports: reads all rooms, is known by none but the roof."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Figures and reports: reads all rooms, is known by none but the roof."""

    name = "wucai.insight"
    label = "insight"
