"""Whom one can be in the demo, with one button each."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login, logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wucai.people.models import Person
from wucai.people.queries import with_phone


@dataclass(frozen=True)
class Persona:
    """One part that one can play; without a phone it is played without a log-in."""

    key: str
    title: Promise | str
    text: Promise | str
    icon: str
    phone: str
    home: tuple[str, tuple[str, ...]]

    @property
    def address(self) -> str:
        """Their home, in the language of the request."""
        name, values = self.home
        return reverse(name, args=values)


PERSONAS = {
    each.key: each
    for each in (
        Persona("visitor", _("Visitor"), _("At a bus stop with two minutes to spare."), "map-pin", "", ("guide:code", ("demo",))),
        Persona("volunteer", _("Volunteer"), _("A shift begins in twenty minutes."), "hand-heart", "13800000001", ("desks:me", ())),
        Persona(
            "keeper",
            _("Station manager"),
            _("At the railway station, one hand free."),
            "store",
            "13800000003",
            ("desks:station_now", ("railway",)),
        ),
        Persona(
            "liaison", _("Unit liaison"), _("Needs and offers, straight from Excel."), "building-2", "13800000006", ("desks:units", ())
        ),
        Persona(
            "coordinator",
            _("Coordinator"),
            _("Four gaps this morning, and two thousand people."),
            "layout-dashboard",
            "13800000004",
            ("desks:desk", ()),
        ),
        Persona("leader", _("Leader"), _("Looks once, and must see everything."), "gauge", "13800000005", ("desks:board", ())),
        Persona(
            "veteran",
            _("Volunteer of two days"),
            _("Has a finished certificate to download and to check."),
            "award",
            "13800000002",
            ("volunteering:my_certificates", ()),
        ),
    )
}
SIX = tuple(key for key in PERSONAS if key != "veteran")


def is_played(person: Person) -> bool:
    """Whether somebody at a screen plays this person."""
    return any(persona.phone and person.phone == f"+86{persona.phone}" for persona in PERSONAS.values())


def only_in_demo() -> None:
    """Raise Http404 anywhere but in a demo house: there is no such door."""
    if settings.WUCAI_MODE != "demo":
        raise Http404


def become(request: HttpRequest, key: str) -> Persona:
    """Log in as this persona, or out for the visitor. Raises Http404 for a stranger, PermissionDenied before the demo is loaded."""
    only_in_demo()
    persona = PERSONAS.get(key)
    if persona is None:
        raise Http404
    if not persona.phone:
        logout(request)
        return persona
    person = with_phone(persona.phone)
    if person is None:
        raise PermissionDenied
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return persona
