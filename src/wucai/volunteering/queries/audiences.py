"""The people behind an audience that only this room knows: a shift, a station, a colour."""

from collections.abc import Callable
from datetime import datetime

from wucai.core import clock
from wucai.people.choices import AudienceKind
from wucai.people.models import Person
from wucai.people.queries import Audience
from wucai.places.queries import sites_called
from wucai.programme.models import Edition
from wucai.volunteering.models import Colour, Shift, Signup
from wucai.volunteering.models.signups import SignupQuerySet


def audience(edition: Edition, kind: str, audience_id: str, *, now: datetime) -> Audience | None:
    """Everybody who holds a seat, asked or accepted: on this shift (by key), or on shifts that are not over at this station (by slug) or in
    this colour (by key). None for another kind, and for what is not there.
    """
    finder = _FINDERS.get(AudienceKind(kind)) if kind in AudienceKind.values else None
    return finder(edition, audience_id, now) if finder else None


def _of_shift(edition: Edition, audience_id: str, now: datetime) -> Audience | None:
    shifts = Shift.objects.with_post().filter(post__site__edition=edition)
    shift = (
        shifts.filter(pk=int(audience_id)).first() if audience_id.isascii() and audience_id.isdigit() and len(audience_id) < 19 else None
    )
    if shift is None:
        return None
    post, site, begins = shift.post, shift.post.site, clock.local(shift.starts_at)
    name, name_en = (
        f"{site.name} {post.name} {begins:%m-%d %H:%M}",
        f"{post.name_en or post.name}, {site.name_en or site.name}, {begins:%m-%d %H:%M}",
    )
    return Audience(AudienceKind.SHIFT, str(shift.pk), name, name_en, _people(Signup.objects.filter(shift=shift)))


def _of_station(edition: Edition, audience_id: str, now: datetime) -> Audience | None:
    site = sites_called(edition.pk, [audience_id]).get(audience_id)
    if site is None:
        return None
    there = Signup.objects.filter(shift__post__site=site, shift__ends_at__gt=now)
    return Audience(AudienceKind.STATION, site.slug, site.name, site.name_en, _people(there))


def _of_colour(edition: Edition, audience_id: str, now: datetime) -> Audience | None:
    colour = Colour.objects.filter(edition=edition, key=audience_id).first()
    if colour is None:
        return None
    in_it = Signup.objects.filter(shift__post__colour=colour, shift__ends_at__gt=now)
    return Audience(AudienceKind.COLOUR, colour.key, colour.name, colour.name_en, _people(in_it))


def _people(signups: SignupQuerySet) -> tuple[Person, ...]:
    """Each once, by the sound of their names."""
    found = {signup.person_id: signup.person for signup in signups.standing().select_related("person").order_by("person__pinyin", "person")}
    return tuple(found.values())


_FINDERS: dict[AudienceKind, Callable[[Edition, str, datetime], Audience | None]] = {
    AudienceKind.SHIFT: _of_shift,
    AudienceKind.STATION: _of_station,
    AudienceKind.COLOUR: _of_colour,
}
