"""Who may see and change what in volunteering."""

from collections.abc import Collection, Iterable
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db.models import QuerySet
from django.http import Http404

from wucai.core import access, clock
from wucai.people import access as people_access
from wucai.people.choices import RoleKind
from wucai.people.models import Person
from wucai.places import access as places_access
from wucai.places.models import Site
from wucai.places.queries import kept_by
from wucai.programme.models import Edition
from wucai.volunteering.models import (
    Attendance,
    CalendarFeed,
    Certificate,
    Enrolment,
    HoursEntry,
    Placement,
    Roster,
    Shift,
    Signup,
)
from wucai.volunteering.models.shifts import ShiftQuerySet
from wucai.volunteering.queries.feeds import digest

Visitor = Person | AnonymousUser


def shift_open_to(visitor: Visitor, shift_id: int) -> Shift:
    """A shift that this visitor may see, as it was within the last two seconds; Http404. What it has left, only the claim can tell."""
    found = caches["pages"].get_or_set(f"shift:{shift_id}", lambda: access.one(_shifts(), pk=shift_id), 2)
    return cast(Shift, found)


def signup_of(visitor: Visitor, signup_id: int) -> Signup:
    """A sign-up of this visitor's own; Http404 for everybody else's, as if it were not there."""
    mine = Signup.objects.filter(person=volunteer(visitor)).select_related("shift__post__colour", "shift__post__site")
    return access.one(mine, pk=signup_id)


def person(visitor: Visitor) -> Person | None:
    """Who is asking, or None for somebody without a log-in."""
    return visitor if visitor.is_authenticated else None


def volunteer(visitor: Visitor) -> Person:
    """Who is asking, where a log-in was demanded already; PermissionDenied for anybody else."""
    access.demand(visitor.is_authenticated)
    return cast(Person, visitor)


def station_run_by(visitor: Visitor, slug: str) -> Site:
    """A station for those who run it: its keepers of today and the coordinators of its edition. Http404 for all others."""
    somebody = volunteer(visitor)
    kept = kept_by(somebody, on=clock.today()).select_related("edition").filter(slug=slug).first()
    if kept:
        return kept
    site = places_access.station(slug)
    if RoleKind.COORDINATOR not in people_access.parts(somebody, site.edition):
        raise Http404
    return site


def seat_at(site: Site, signup_id: int) -> Signup:
    """A seat at a station that `station_run_by` let in; Http404 for those elsewhere."""
    return access.one(Signup.objects.filter(shift__post__site=site).select_related("person"), pk=signup_id)


def attendance_at(site: Site, attendance_id: int) -> Attendance:
    """Somebody's coming to such a station; Http404 for those elsewhere."""
    return access.one(Attendance.objects.filter(signup__shift__post__site=site).select_related("signup__person"), pk=attendance_id)


def attendance_of(visitor: Visitor, attendance_id: int) -> Attendance:
    """One's own coming to a shift; Http404 for everybody else's."""
    return access.one(Attendance.objects.filter(signup__person=volunteer(visitor)).select_related("signup__person"), pk=attendance_id)


def hours_at(site: Site, ids: Collection[str | int]) -> "QuerySet[HoursEntry]":
    """Hours served at such a station, of those that were asked for; what is no number or lies elsewhere is left out."""
    keys = [key for each in ids if (key := access.key_in(str(each))) is not None]
    return HoursEntry.objects.filter(shift__post__site=site, pk__in=keys)


def hours_entry_at(site: Site, entry_id: int) -> HoursEntry:
    """One entry of hours at such a station; Http404 for those elsewhere."""
    return access.one(HoursEntry.objects.filter(shift__post__site=site).select_related("person", "shift"), pk=entry_id)


def certificate_of(visitor: Visitor, number: str) -> Certificate:
    """A certificate of this visitor's own; Http404 for everybody else's."""
    mine = Certificate.objects.filter(person=volunteer(visitor)).select_related("person", "edition")
    return access.one(mine, number=number)


def edition_served_by(visitor: Visitor, slug: str) -> Edition:
    """An edition in which this visitor has hours; Http404 for others."""
    entry = access.one(
        HoursEntry.objects.filter(person=volunteer(visitor)).select_related("shift__post__site__edition"),
        shift__post__site__edition__slug=slug,
    )
    return entry.shift.post.site.edition


def feed_with(token: str) -> CalendarFeed:
    """The feed whose secret this is, for whoever has it; Http404 for none, for one that ended, and for whoever may not log in any more."""
    return access.one(CalendarFeed.objects.select_related("person"), digest=digest(token), person__is_active=True)


def edition_staffed_by(visitor: Visitor) -> Edition:
    """The current edition, for its coordinators; PermissionDenied for all others."""
    return people_access.edition_coordinated_by(visitor)


def shift_staffed_by(visitor: Visitor, shift_id: int) -> Shift:
    """A shift of the edition that this visitor coordinates, afresh; Http404 for those of other editions."""
    return access.one(_shifts().filter(post__site__edition=edition_staffed_by(visitor)), pk=shift_id)


def seat_staffed_by(visitor: Visitor, signup_id: int) -> Signup:
    """Somebody's seat in the edition that this visitor coordinates; Http404 for those of other editions."""
    mine = Signup.objects.filter(shift__post__site__edition=edition_staffed_by(visitor))
    return access.one(mine.select_related("person", "shift__post__site"), pk=signup_id)


def people_staffed_by(visitor: Visitor, numbers: Iterable[str]) -> list[Person]:
    """Of these public numbers, those of people who serve in the edition that this visitor coordinates, in this order, and no others."""
    asked = [number for number in dict.fromkeys(numbers) if number.isascii() and number.isalnum()]
    mine = Enrolment.objects.filter(edition=edition_staffed_by(visitor), person__number__in=asked, person__is_active=True)
    found = {each.person.number: each.person for each in mine.select_related("person")}
    return [found[number] for number in asked if number in found]


def enrolment_staffed_by(visitor: Visitor, number: str) -> Enrolment:
    """Somebody who serves in the edition that this visitor coordinates, by their public number; Http404 for all others."""
    mine = Enrolment.objects.filter(edition=edition_staffed_by(visitor))
    return access.one(mine.select_related("person", "organisation", "edition"), person__number=number)


def roster_of(visitor: Visitor, roster_id: int) -> Roster:
    """A roster of the edition that this visitor coordinates; Http404 for those of other editions."""
    mine = Roster.objects.filter(edition=edition_staffed_by(visitor))
    # What its solver keeps for its successor may be megabytes, and nobody looks at it.
    return access.one(mine.select_related("edition", "job", "asked_by").defer("best"), pk=roster_id)


def placement_of(visitor: Visitor, placement_id: int) -> Placement:
    """Somebody proposed by such a roster; Http404 for those of other editions."""
    mine = Placement.objects.filter(roster__edition=edition_staffed_by(visitor))
    return access.one(mine.select_related("roster__edition", "person", "shift__post__site", "shift__post__colour"), pk=placement_id)


def _shifts() -> ShiftQuerySet:
    """With the edition, whose rules decide who may join."""
    return Shift.objects.with_post().select_related("post__site__edition")
