"""Needs, resources and projects: the three lists, their matching, and the council that decides."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Needs, resources and projects: the three lists, their matching, and the council that decides."""

    name = "wucai.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Make known which lists this room reads. Each row is a verb with its line of trace, so few go into one transaction."""
        from wucai.core.importers import Importer, register  # models: not there before Django is set up
        from wucai.exchange import exports, imports, sheets  # as above
        from wucai.exchange.actions import lists  # as above

        few: Any = {"batch": 200}
        needs = {"unit_sheet": sheets.UNIT_NEEDS, "rows": exports.needs_rows, **few}
        register(Importer("needs", sheets.NEEDS, _("Needs"), imports.NeedsJudge, lists.put_needs, **needs))
        resources = {"unit_sheet": sheets.UNIT_RESOURCES, "rows": exports.resources_rows, **few}
        register(Importer("resources", sheets.RESOURCES, _("Resources"), imports.ResourcesJudge, lists.put_resources, **resources))
        projects = {"rows": exports.projects_rows, **few}
        register(Importer("projects", sheets.PROJECTS, _("Projects"), imports.ProjectsJudge, lists.put_projects, **projects))
        visits = {"rows": exports.visits_rows, **few}
        register(Importer("visits", sheets.VISITS, _("Visits"), imports.VisitsJudge, lists.put_visits, **visits))
