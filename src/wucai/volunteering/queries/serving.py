"""The people who serve in an edition, and what one of them has told and done."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext

from wucai.people.models import Person
from wucai.programme.models import Edition
from wucai.volunteering.choices import HoursState
from wucai.volunteering.models import Availability, Enrolment, Grant, HoursEntry, Signup
from wucai.volunteering.queries.reasons import language_name


def people_serving(
    edition: Edition, *, colour: str = "", organisation_id: int | None = None, least_minutes: int = 0, name: str = ""
) -> QuerySet[Enrolment]:
    """Who is enrolled, by the sound of their names, each with person and unit, `seats` (standing) and `minutes` (confirmed).

    `colour`: those who wish it, or any; `name`: part of the name, its pinyin, or the number.
    """
    found = Enrolment.objects.filter(edition=edition).select_related("person", "organisation")
    if organisation_id is not None:
        found = found.filter(organisation=organisation_id)
    if name.strip():
        asked = name.strip()
        found = found.filter(
            Q(person__name__icontains=asked)
            | Q(person__name_en__icontains=asked)
            | Q(person__pinyin__icontains=asked.lower())
            | Q(person__number=asked.upper())
        )
    if colour:
        # The list of wishes is a few words of JSON: a colour's name stands in it between quotation marks, or nothing does.
        found = found.filter(Q(pk__in=_wishing(edition, colour)))
    found = found.annotate(seats=_seats(edition), minutes=_minutes(edition))
    return found.filter(minutes__gte=least_minutes) if least_minutes else found


def units_serving(edition: Edition) -> list[tuple[int, str, str]]:
    """The units for which people are enrolled: key, name, English name."""
    units = Enrolment.objects.filter(edition=edition, organisation__isnull=False).order_by("organisation__slug")
    return list(units.values_list("organisation_id", "organisation__name", "organisation__name_en").distinct())


@dataclass(frozen=True)
class Profile:
    """What somebody told, has learnt and does."""

    enrolment: Enrolment
    grants: Collection[Grant]
    signups: Collection[Signup]
    times: Collection[Availability]

    @property
    def languages(self) -> str:
        """What they speak, in the reader's language."""
        return pgettext("between words of a list", ", ").join(language_name(code) for code in self.enrolment.person.languages)


def profile(enrolment: Enrolment) -> Profile:
    """The profile of somebody who serves. Three queries beside the enrolment's own."""
    person: Person = enrolment.person
    grants = Grant.objects.filter(person=person, qualification__edition=enrolment.edition).select_related("qualification")
    signups = Signup.objects.standing().filter(person=person, shift__post__site__edition=enrolment.edition)
    return Profile(
        enrolment,
        list(grants),
        list(signups.select_related("shift__post__colour", "shift__post__site")),
        list(enrolment.availabilities.all()),
    )


def _wishing(edition: Edition, colour: str) -> list[int]:
    """JSON is asked differently by each database, and an edition has thousands of people at most: looked through here."""
    wishes = Enrolment.objects.filter(edition=edition).order_by().values_list("pk", "colours")
    return [pk for pk, colours in wishes if not colours or colour in colours]


def _seats(edition: Edition) -> Coalesce:
    mine = Signup.objects.standing().filter(person=OuterRef("person"), shift__post__site__edition=edition).order_by()
    counted = mine.values("person").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _minutes(edition: Edition) -> Coalesce:
    mine = HoursEntry.objects.filter(person=OuterRef("person"), state=HoursState.CONFIRMED, shift__post__site__edition=edition).order_by()
    summed = mine.values("person").annotate(total=Sum("minutes")).values("total")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)
