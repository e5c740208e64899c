"""The ways that lead from the coordinator's home, in the order of the work."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Way:
    """A card of the desk."""

    title: str | Promise
    text: str | Promise
    icon: str
    name: str

    @property
    def href(self) -> str:
        """Where it leads, in the language of the request."""
        return reverse(self.name)


WAYS = (
    Way(_("Three lists"), _("Needs, resources and projects side by side, with coverage."), "list-checks", "exchange:lists"),
    Way(_("Matching"), _("Proposals with reasons, and what is left over."), "git-merge", "exchange:matching"),
    Way(_("Council"), _("Major, important, practical and urgent matters."), "gavel", "exchange:council"),
    Way(_("Gaps"), _("Where seats are free, why, and whom to ask."), "circle-alert", "volunteering:gaps"),
    Way(_("Rosters"), _("Let the solver propose, look at the board, publish."), "calendar-range", "volunteering:rosters"),
    Way(_("People who serve"), _("By colour, unit and hours."), "users", "volunteering:people_serving"),
    Way(_("Units"), _("Who takes part, who has not come in yet, activation sheets."), "building-2", "people:units"),
    Way(_("Messages"), _("To a person, a unit, an area; who has seen them."), "send", "people:messages"),
    Way(_("Lists in and out"), _("From CSV or Excel: look first, then take over what is right."), "file-up", "desks:lists"),
    Way(_("Stations"), _("What visitors see, with the shifts of each."), "map-pin", "places:stations"),
    Way(_("The day at a glance"), _("What the leader sees."), "gauge", "desks:board"),
)
