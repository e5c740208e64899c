"""A proposal beside what stands: seats, wishes, ways and load before and after, and whose seats would change."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wucai.people.models import Person
from wucai.places.queries.sites import metres
from wucai.volunteering.choices import ChangeKind
from wucai.volunteering.models import Enrolment, Placement, Roster, Shift, Signup
from wucai.volunteering.queries.rosters import recalled, shifts_within

Pair = tuple[int, int]
_KINDS = list(ChangeKind)


@dataclass(frozen=True)
class Figures:
    """How good a staffing is: of seats that are taken, by people and shifts.

    wishes_met: seats in the first colour of whoever sits there, of `wishes` whose people have one. metres: the mean way to a seat, of those
    whose way is known. most: the shifts of whoever has most.
    """

    open_seats: int
    people: int
    seats: int
    wishes: int
    wishes_met: int
    metres: int | None
    most: int

    @property
    def load(self) -> str:
        """Shifts a person, with one digit."""
        return f"{self.seats / self.people:.1f}" if self.people else ""


@dataclass(frozen=True)
class Change:
    """What publishing would change for one person: from one shift, to one, or both."""

    kind: ChangeKind
    person_id: int
    gives_up: Shift | None
    takes: Shift | None

    @property
    def first(self) -> Shift:
        """The one by which it is sorted: where there are two, the one that is given up."""
        shift = self.gives_up or self.takes
        assert shift is not None  # a change is of something
        return shift


@dataclass(frozen=True)
class Comparison:
    """What stands on the roster's days and is still to come, beside what would stand after publishing; `kept` seats are not asked again."""

    before: Figures
    after: Figures
    changes: Sequence[Change]
    kept: int

    @property
    def counts(self) -> list[tuple[ChangeKind, int]]:
        """How many changes of each kind there are."""
        counted = Counter(each.kind for each in self.changes)
        return [(kind, counted[kind]) for kind in _KINDS if counted[kind]]

    @property
    def asked(self) -> int:
        """How many seats publishing would ask for."""
        return sum(each.takes is not None for each in self.changes)

    @property
    def taken_back(self) -> int:
        """How many questions publishing would take back."""
        return sum(each.gives_up is not None for each in self.changes)


def compared(roster: Roster, *, now: datetime) -> Comparison:
    """The proposal beside what stands. Five queries, however large it is; `people_of` brings the names of those who are shown."""
    ahead = shifts_within(roster.edition, roster.first_on, roster.last_on).filter(starts_at__gt=now)
    shifts = {each.pk: each for each in ahead.with_post()}
    standing = set(Signup.objects.seated().filter(shift__in=ahead).order_by().values_list("person_id", "shift_id"))
    given_up = set(recalled(roster).filter(shift__in=ahead).order_by().values_list("person_id", "shift_id"))
    placed = Placement.objects.filter(roster=roster, shift__in=ahead).order_by()
    new = set(placed.values_list("person_id", "shift_id")) - standing
    measured = _Measured(roster, shifts)
    after = (standing - given_up) | new
    changes = _changes(shifts, standing, given_up, new)
    return Comparison(measured.of(standing), measured.of(after), changes, kept=len(standing - given_up))


def people_of(roster: Roster, changes: Iterable[Change]) -> Mapping[int, Person]:
    """Those who are named in these changes of the proposal, by their keys. Two queries."""
    named = {each.person_id for each in changes}
    placed = Placement.objects.filter(roster=roster, person__in=named).select_related("person")
    given_up = recalled(roster).filter(person__in=named).select_related("person")
    return {each.person_id: each.person for each in [*placed, *given_up]}


def _changes(shifts: Mapping[int, Shift], standing: Collection[Pair], given_up: Collection[Pair], new: Collection[Pair]) -> list[Change]:
    """For each person the first seat given up against the first one taken, and so on; what is left over is new, or taken back."""
    leaves, takes = _by_person(shifts, given_up), _by_person(shifts, new)
    seated = {person for person, _shift in standing}
    found = []
    for person in leaves.keys() | takes.keys():
        out, into = leaves[person], takes[person]
        both = min(len(out), len(into))
        found += [Change(ChangeKind.MOVED, person, one, other) for one, other in zip(out, into, strict=False)]
        found += [Change(ChangeKind.TAKEN_BACK, person, each, None) for each in out[both:]]
        kind = ChangeKind.MORE if person in seated else ChangeKind.NEW
        found += [Change(kind, person, None, each) for each in into[both:]]
    return sorted(found, key=lambda each: (_KINDS.index(each.kind), each.first.starts_at, each.first.pk, each.person_id))


def _by_person(shifts: Mapping[int, Shift], pairs: Iterable[Pair]) -> dict[int, list[Shift]]:
    found: dict[int, list[Shift]] = defaultdict(list)
    for person, shift in sorted(pairs, key=lambda pair: (shifts[pair[1]].starts_at, pair[1])):
        found[person].append(shifts[shift])
    return found


class _Measured:
    """The figures of any staffing of these shifts."""

    def __init__(self, roster: Roster, shifts: Mapping[int, Shift]) -> None:
        self._shifts = shifts
        columns = ("person_id", "colours", "latitude_e6", "longitude_e6")
        self._wishes: dict[int, str] = {}
        self._homes: dict[int, tuple[int, int]] = {}
        for person, colours, latitude, longitude in Enrolment.objects.filter(edition=roster.edition).order_by().values_list(*columns):
            if colours:
                self._wishes[person] = colours[0]
            if latitude is not None and longitude is not None:
                self._homes[person] = (latitude, longitude)

    def of(self, pairs: Collection[Pair]) -> Figures:
        """All of them."""
        crews, loads = Counter(shift for _person, shift in pairs), Counter(person for person, _shift in pairs)
        wished = [self._wishes[person] == self._shifts[shift].post.colour.key for person, shift in pairs if person in self._wishes]
        ways = [self._way(person, self._shifts[shift]) for person, shift in pairs if person in self._homes]
        return Figures(
            open_seats=sum(max(0, shift.seats - crews[pk]) for pk, shift in self._shifts.items()),
            people=len(loads),
            seats=len(pairs),
            wishes=len(wished),
            wishes_met=sum(wished),
            metres=round(sum(ways) / len(ways)) if ways else None,
            most=max(loads.values(), default=0),
        )

    def _way(self, person: int, shift: Shift) -> int:
        site = shift.post.site
        return metres(self._homes[person], (site.latitude_e6, site.longitude_e6))
