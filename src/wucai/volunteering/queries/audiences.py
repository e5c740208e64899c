"""The people behind an audience that only this room knows: a shift, a station, a colour."""

from collections.abc import Callable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from wucai.core import clock
from wucai.core.access import key_in
from wucai.people.choices import AudienceKind
from wucai.people.models import Person
from wucai.people.queries import Audience, Offer
from wucai.places.queries import kept_by, sites_called, stations
from wucai.programme.models import Edition
from wucai.volunteering.models import Colour, Shift, Signup
from wucai.volunteering.models.signups import SignupQuerySet
from wucai.volunteering.queries.gap_lines import AHEAD
from wucai.volunteering.queries.joining import colours_of


def audience(edition: Edition, kind: str, audience_id: str, *, now: datetime) -> Audience | None:
    """Everybody who holds a seat, asked or accepted: on this shift (by key), or on shifts that are not over at this station (by slug) or in
    this colour (by key). None for another kind, and for what is not there.
    """
    finder = _FINDERS.get(AudienceKind(kind)) if kind in AudienceKind.values else None
    return finder(edition, audience_id, now) if finder else None


def offered(edition: Edition, *, now: datetime) -> list[Offer]:
    """The edition's stations, its colours, and its shifts from now on for a day and a half. Three queries."""
    sites = tuple((site.slug, site.name, site.name_en) for site in stations(edition))
    colours = tuple((each.key, each.name, each.name_en) for each in colours_of(edition))
    soon = Shift.objects.with_post().filter(post__site__edition=edition, ends_at__gt=now, starts_at__lte=now + AHEAD, taken__gt=0)
    shifts = tuple((str(each.pk), *_names(each)) for each in soon.order_by("starts_at", "post__site__number", "pk"))
    return [
        Offer(AudienceKind.STATION, AudienceKind.STATION.label, sites),
        Offer(AudienceKind.COLOUR, AudienceKind.COLOUR.label, colours),
        Offer(AudienceKind.SHIFT, _("Everybody on a shift of the next 36 hours"), shifts),
    ]


def is_kept(person: Person, kind: str, audience_id: str, *, on: date) -> bool:
    """Whether it is a station that this person keeps on that day, or a shift at one."""
    kept = kept_by(person, on=on)
    if kind == AudienceKind.STATION:
        return kept.filter(slug=audience_id).exists()
    key = key_in(audience_id) if kind == AudienceKind.SHIFT else None
    return key is not None and Shift.objects.filter(pk=key, post__site__in=kept).exists()


def _names(shift: Shift) -> tuple[str, str]:
    post, site, begins = shift.post, shift.post.site, clock.local(shift.starts_at)
    return (
        f"{site.name} {post.name} {begins:%m-%d %H:%M}",
        f"{post.name_en or post.name}, {site.name_en or site.name}, {begins:%m-%d %H:%M}",
    )


def _of_shift(edition: Edition, audience_id: str, now: datetime) -> Audience | None:
    key = key_in(audience_id)
    shift = Shift.objects.with_post().filter(post__site__edition=edition, pk=key).first() if key is not None else None
    if shift is None:
        return None
    return Audience(AudienceKind.SHIFT, str(shift.pk), *_names(shift), _people(Signup.objects.filter(shift=shift)))


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
