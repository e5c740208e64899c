"""People, who they are and what they may do."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """People, who they are and what they may do."""

    name = "wucai.people"
    label = "people"

    def ready(self) -> None:
        """Make known which lists this room reads."""
        from wucai.core import importers  # models: not there before Django is set up
        from wucai.people import imports, sheets  # as above
        from wucai.people.actions import imports as actions  # as above
        from wucai.people.actions import lists  # as above

        known = importers.Importer
        importers.register(known("people", sheets.PEOPLE, _("People"), imports.PeopleJudge, actions.put))
        importers.register(known("organisations", sheets.ORGANISATIONS, _("Units"), imports.OrganisationsJudge, lists.put_organisations))
        importers.register(known("members", sheets.MEMBERS, _("Members of units"), imports.MembersJudge, lists.put_members))
