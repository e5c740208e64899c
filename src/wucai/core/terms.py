"""Words of the programme that explain themselves where they stand; the whole list is docs/glossary.md."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By a short name: the word as it is written on a page, and what it means in one sentence.
TERMS: dict[str, tuple[str | Promise, str | Promise]] = {
    "visit": (_("visit"), _("A call on a unit with two questions: what do you need pushed forward, what can you share?")),
    "coverage": (_("coverage"), _("How much of a need accepted matches bring; 100 % means all of it.")),
    "match": (_("match"), _("So much of a resource for a need; it counts when both sides have said yes.")),
    "fit": (_("fit"), _("From 0 to 100: class, time, distance and the giver's load, as the reasons tell them.")),
    "liaison": (_("liaison"), _("The member who speaks for a unit.")),
    "urgent": (_("urgent matter"), _("Acted on first; the council ratifies it later, within the edition's days.")),
    "quorum": (_("quorum"), _("How many members must vote before a vote decides.")),
    "gap": (_("gap to the best"), _("How far a roster can still be from the best possible one: a proof, not a guess.")),
    "asked": (_("seat kept for an answer"), _("The seat is kept free until the volunteer says yes or no; nobody is assigned.")),
    "candidate": (_("candidate"), _("Somebody who may fill the seat by every rule without anybody else being moved.")),
    "hours": (_("hours to be confirmed"), _("Minutes between checking in and out, until the station's manager says that they count.")),
    "code": (_("station code"), _("Six figures on the manager's screen, new every half minute.")),
    "brief": (_("brief"), _("The day on one page: five numbers, what waits, the stations.")),
}
