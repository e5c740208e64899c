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
    "need": (_("need"), _("What a unit needs pushed forward: a line on the list of needs.")),
    "resource": (_("resource"), _("What a unit can share: people, rooms, supplies, skills; a line on the list of resources.")),
    "project": (_("project"), _("Something done together, led by one unit; from a size on the council is asked first.")),
    "verified": (
        _("on the list"),
        _("A coordinator has looked at the line with the unit and put it on the list; before that it is a draft."),
    ),
    "council": (
        _("council"),
        _("Major matters are deliberated, important ones decided, practical ones done, urgent ones settled at once."),
    ),
    "station": (
        _("service station"),
        _("A place where visitors find help: one of the six linked stations with a number, a centre or a smaller one."),
    ),
    "levels": (
        _("levels of stations"),
        _("Six linked stations; centres of towns and neighbourhoods; relay stations for people who work outdoors."),
    ),
    "relay": (_("relay station"), _("A small place where people who work outdoors rest, drink, charge and warm up.")),
    "keeper": (_("station manager"), _("Runs a station from one day to another, and says which hours count.")),
    "post": (_("post"), _("A task at a station in one of five colours, with its risks told.")),
    "shift": (_("shift"), _("A post from one hour to another, with a number of seats.")),
    "seat": (_("seat"), _("Room for one volunteer on a shift; it can be given back until the shift begins.")),
    "colours": (
        _("five colours"),
        _("Red tells, blue keeps safe, green keeps clean, orange serves, purple brings together; each has its shape, too."),
    ),
    "open_seat": (_("open seat"), _("A seat that nobody has accepted: never filled, or given back.")),
    "roster": (_("roster"), _("A proposal of who could serve where, with reasons; people are asked only when it is published.")),
    "certificate": (_("certificate"), _("Tells hours that a station's manager confirmed; its number can be checked by anybody.")),
}
