"""The ground: knows no room."""

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules

from wucai.core import keys


class CoreConfig(AppConfig):
    """Clock, trace, jobs and everything else that all rooms stand on."""

    name = "wucai.core"
    label = "core"

    def ready(self) -> None:
        """Find each room's jobs, so that work can be asked for by name, and its receivers, so that news and events find it."""
        autodiscover_modules("jobs", "receivers")
        from wucai.core import outbox  # stands on models, which are not there before Django is set up

        checks.register(keys.check)
        checks.register(outbox.check)
