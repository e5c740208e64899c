"""Stations, stops and venues."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Stations, stops and venues."""

    name = "wucai.places"
    label = "places"

    def ready(self) -> None:
        """Make the room's lists known."""
        from wucai.core import importers  # models are ready only now
        from wucai.core.importers import Importer  # as above
        from wucai.places.actions import lists  # as above
        from wucai.places.imports.sites import SitesJudge  # as above
        from wucai.places.imports.supplies import SuppliesJudge  # as above
        from wucai.places.sheets import SITES, SUPPLIES  # as above

        importers.register(Importer("sites", SITES, title=_("Stations"), judge=SitesJudge, put=lists.put_sites))
        importers.register(Importer("supplies", SUPPLIES, title=_("Supplies"), judge=SuppliesJudge, put=lists.put_supplies))
