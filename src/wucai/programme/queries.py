"""Reads with a name."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from wucai.programme.models import Area, Edition, Figure

_A_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Rules:
    """What an edition decides for itself; where it says nothing, these stand. Minutes, days, per cent and hours are whole numbers.

    council_threshold: people or pieces from which on a project is decided in council. check_in_early_minutes: how long before the beginning
    one may check in, after the end one may check out. stars: hours for one to five stars (Shanghai's ladder).
    """

    council_threshold: int = 100
    quorum_percent: int = 50
    majority_percent: int = 50
    ratify_within_days: int = 7
    check_in_early_minutes: int = 30
    check_out_late_minutes: int = 120
    rest_minutes: int = 660
    most_days_in_a_row: int = 4
    code_seconds: int = 30
    certificate_least_minutes: int = 60
    invitation_days: int = 14
    stars: tuple[int, ...] = (100, 300, 600, 1000, 1500)


def rules(edition: Edition) -> Rules:
    """The edition's rules. Raises ValueError for a rule that is not known or no whole number."""
    known = {field.name for field in fields(Rules)}
    if strange := sorted(set(edition.rules) - known):
        raise ValueError(f"Edition {edition.slug} has rules that nobody knows: {', '.join(strange)}.")
    told: dict[str, Any] = {name: tuple(value) if name == "stars" else int(value) for name, value in edition.rules.items()}
    return Rules(**told)


def span_of(edition: Edition) -> tuple[date, date]:
    """The first and the last day on which something of the edition may lie: a year around it, so that a slip of the pen is found."""
    return edition.starts_on - _A_YEAR, edition.ends_on + _A_YEAR


def is_within_span(edition: Edition, *days: date) -> bool:
    """Whether all these days lie within it."""
    first, last = span_of(edition)
    return all(first <= day <= last for day in days)


def current_edition(on: date) -> Edition | None:
    """The edition that runs on that day, else the next to come, else the last that was; None in an empty house."""
    return (
        Edition.objects.filter(starts_on__lte=on, ends_on__gte=on).first()
        or Edition.objects.filter(starts_on__gt=on).order_by("starts_on").first()
        or Edition.objects.order_by("-ends_on").first()
    )


def edition_called(slug: str) -> Edition | None:
    """The edition with this slug; None when there is none."""
    return Edition.objects.filter(slug=slug).first()


def edition_numbered(pk: int) -> Edition:
    """The edition with this key. Raises Edition.DoesNotExist."""
    return Edition.objects.get(pk=pk)


def area_called(name: str) -> Area | None:
    """The area of this name, whichever its language and level; the highest where several have it. None when nobody calls one so."""
    name = name.strip()
    found = Area.objects.filter(name=name) | Area.objects.filter(name_en__iexact=name)
    return min(found.select_related("parent__parent"), key=depth, default=None) if name else None


def areas_called(names: Iterable[str]) -> dict[str, Area]:
    """For each of these names that somebody knows, the area that `area_called` finds; one query for all."""
    known: dict[str, Area] = {}
    for area in sorted(areas(), key=depth):
        for name in (area.name, area.name_en.lower()):
            known.setdefault(name, area)
    found = {name: known.get(name.strip()) or known.get(name.strip().lower()) for name in names if name.strip()}
    return {name: area for name, area in found.items() if area}


def areas() -> list[Area]:
    """All areas with their parents, by name."""
    return list(Area.objects.select_related("parent__parent"))


def depth(area: Area) -> int:
    """0 for a district, 1 for a town, 2 for a neighbourhood."""
    return 0 if area.parent is None else 1 + depth(area.parent)


def within(area: Area) -> list[int]:
    """The keys of the area and of all below it, for figures that roll up along the tree. Three levels: two queries."""
    keys, level = [area.pk], [area.pk]
    while level := list(Area.objects.filter(parent__in=level).values_list("pk", flat=True)):
        keys += level
    return keys


def published(edition: Edition) -> list[Figure]:
    """What was published about the edition, with source and day."""
    return list(Figure.objects.filter(edition=edition))
