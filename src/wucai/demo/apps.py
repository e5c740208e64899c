"""The bundled edition, loaded through the actions and importers that users have."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The bundled edition, loaded through the actions and importers that users have."""

    name = "wucai.demo"
    label = "demo"
