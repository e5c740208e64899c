"""The shifts of some days and everybody who could serve on them, as a rostering problem."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from wucai.core.clock import midnight
from wucai.planning.rostering import explain
from wucai.planning.rostering import problem as asked
from wucai.planning.rostering.solution import Placement, Roster
from wucai.programme.models import Edition
from wucai.programme.queries import Rules, rules
from wucai.volunteering.models import Qualification, Shift
from wucai.volunteering.queries import planning as queries

# From one station to the next at ten kilometres an hour as the crow flies: a shared bicycle makes fifteen on streets that are 1.3 to 1.4
# times as long, and the metro with its walks and its waits is no faster between neighbours.
MINUTES_PER_KM = 6
# Shanghai's clocks have stood eight hours before UTC since 1991.
_SHANGHAI_MINUTES = 480
_A_DAY = timedelta(days=1)
Told = tuple[str, dict[str, Any]]
Pair = tuple[str, str]


class Board:
    """The shifts of some days and everybody who could serve on them, read once in six queries, as a problem.

    `may_move`: seats that nobody has answered may be given elsewhere. `only` leaves the seats of all other shifts out: they count for rest
    and limits, and nobody is sought for them; it is for explaining one shift, so seats that nobody has answered are no pins, and nobody has
    time for what is over.
    """

    def __init__(
        self, edition: Edition, *, first_on: date, last_on: date, now: datetime, may_move: bool = False, only: Shift | None = None
    ) -> None:
        self.rules: Rules = rules(edition)
        begin, end = midnight(first_on), midnight(last_on + timedelta(days=1))
        # So far a row of days or a rest can reach beyond the first day and the last.
        around = timedelta(days=self.rules.most_days_in_a_row + 1)
        shifts = queries.shifts_between(edition, begin - around, end + around)
        wanted = [each for each in shifts if each.starts_at > now and begin <= each.starts_at < end and only in (None, each)]
        self._wanted = {each.pk for each in wanted}
        self._posts = {each.post_id: each.post for each in shifts}
        # To explain, whoever might change places on the days around is asked for as well.
        self._since = now if only else None
        self._folk = queries.volunteers_of(edition, *((begin - _A_DAY, end + _A_DAY) if only else (begin, end)))
        self._grants = queries.grants_by(edition, on=first_on)
        self._seen = self._experienced()
        self._pinned: set[Pair] = set()
        # Seats that may be moved, each with the key of its sign-up.
        self._previous: dict[Pair, int] = {}
        # Seats of which it is told what moving them would bring.
        self._loose: set[Pair] = set()
        self._far: Counter[int] = Counter()
        self._crews: Counter[int] = Counter()
        self._seat({each.pk: each for each in shifts}, edition, may_move)
        self._shifts = [each for each in shifts if each.pk in self._wanted or self._crews[each.pk]]

    def _seat(self, near: Mapping[int, Shift], edition: Edition, may_move: bool) -> None:
        """Who stands where; whom the planner does not know it cannot place, and their seats are only counted as taken."""
        known = {each.person_id for each in self._folk}
        for seat in queries.seats_held(edition):
            if seat.person_id not in known:
                continue
            if seat.shift_id not in near:
                self._far[seat.person_id] += 1
                continue
            self._crews[seat.shift_id] += 1
            pair = (str(seat.person_id), str(seat.shift_id))
            if may_move and seat.is_movable and seat.shift_id in self._wanted:
                self._previous[pair] = seat.signup_id
            elif self._since and seat.is_movable and near[seat.shift_id].starts_at > self._since:
                self._loose.add(pair)
            else:
                self._pinned.add(pair)

    def _experienced(self) -> frozenset[int]:
        """Who has served before. Where nobody has, there is nobody to stand beside, and nobody is called a newcomer."""
        known = {each.person_id for each in self._folk}
        return frozenset((known & queries.experienced()) or known)

    @cached_property
    def problem(self) -> asked.Problem:
        """As the planner takes it."""
        return asked.Problem(
            volunteers=tuple(self._volunteer(each) for each in self._folk),
            shifts=tuple(self._shift(each) for each in self._shifts),
            pins=tuple(asked.Pin(*pair) for pair in sorted(self._pinned)),
            previous=tuple(asked.Pin(*pair) for pair in sorted(self._previous)),
            minutes_per_km=MINUTES_PER_KM,
        )

    @property
    def standing(self) -> Roster:
        """All seats that stand on these shifts."""
        return Roster(tuple(Placement(*pair) for pair in sorted(self._pinned | self._previous.keys() | self._loose)))

    def shift(self, shift_id: str) -> Shift:
        """The row that the planner knows by this."""
        return self._by_id[shift_id]

    def knows(self, person_id: int) -> bool:
        """Whether they serve in the edition."""
        return any(each.person_id == person_id for each in self._folk)

    def asks_for(self, shift: Shift) -> bool:
        """Whether the shift is one to be filled, or one on which somebody stands."""
        return str(shift.pk) in self._by_id

    def is_new(self, placement: Placement) -> bool:
        """Whether this is no seat that stands."""
        pair = (placement.volunteer, placement.shift)
        return pair not in self._pinned and pair not in self._previous

    def unpinned(self, roster: Roster) -> list[tuple[int, int]]:
        """What the roster says beside the pins: a successor finds those by itself."""
        pairs = ((each.volunteer, each.shift) for each in roster.placements)
        return [(int(person), int(shift)) for person, shift in pairs if (person, shift) not in self._pinned]

    def taken_back(self, roster: Roster) -> tuple[int, ...]:
        """The seats that might be moved and that the roster does not keep."""
        kept = {(each.volunteer, each.shift) for each in roster.placements}
        return tuple(sorted(signup for pair, signup in self._previous.items() if pair not in kept))

    def told(self, reasons: Iterable[explain.Reason]) -> tuple[Told, ...]:
        """Reasons as they are kept: names in both languages for keys."""
        return tuple((reason.code, self._named(dict(reason.values))) for reason in reasons)

    def _shift(self, shift: Shift) -> asked.Shift:
        """With the seats that are open beside those of people whom the planner does not know."""
        crew = self._crews[shift.pk]
        seats = max(0, shift.seats - shift.taken) + crew if shift.pk in self._wanted else crew
        post = shift.post
        return asked.Shift(
            id=str(shift.pk),
            station=str(post.site_id),
            colour=post.colour.key,
            starts=minutes(shift.starts_at),
            ends=minutes(shift.ends_at),
            seats=seats,
            # A post with nobody on it is worse than one with too few.
            minimum=min(1, seats) if shift.pk in self._wanted else 0,
            qualification=str(post.qualification_id) if post.qualification_id else None,
            language=post.language or None,
            place=(post.site.latitude_e6, post.site.longitude_e6),
        )

    def _volunteer(self, known: queries.Volunteer) -> asked.Volunteer:
        return asked.Volunteer(
            id=str(known.person_id),
            windows=tuple(self._windows(known)),
            colours=tuple(known.colours),
            qualifications={str(key): _last_minute(until) for key, until in self._grants.get(known.person_id, {}).items()},
            languages=frozenset(known.languages),
            home=known.home,
            max_shifts=max(0, known.most_shifts - self._far[known.person_id]),
            min_rest_minutes=self.rules.rest_minutes,
            max_consecutive_days=self.rules.most_days_in_a_row,
            experience=asked.Experience.EXPERIENCED if known.person_id in self._seen else asked.Experience.NEWCOMER,
        )

    def _named(self, values: dict[str, Any]) -> dict[str, Any]:
        if "qualification" in values:
            found = self._qualifications[int(values["qualification"])]
            values |= {"qualification": found.name, "qualification_en": found.name_en}
        return values

    @cached_property
    def _by_id(self) -> dict[str, Shift]:
        return {str(each.pk): each for each in self._shifts}

    def _windows(self, known: queries.Volunteer) -> Iterator[asked.Window]:
        for begin, end in known.windows:
            opens = max(begin, self._since) if self._since else begin
            if minutes(opens) < minutes(end):
                yield asked.Window(minutes(opens), minutes(end))

    @cached_property
    def _qualifications(self) -> dict[int, Qualification]:
        return {post.qualification.pk: post.qualification for post in self._posts.values() if post.qualification}


def minutes(moment: datetime) -> int:
    """As the planner counts them."""
    return int(moment.timestamp() // 60) + _SHANGHAI_MINUTES


def _last_minute(until: date | None) -> int | None:
    """The end of the last day."""
    return None if until is None else minutes(midnight(until + timedelta(days=1)))
