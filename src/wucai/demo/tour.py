"""The tour: ten steps that follow one need, guides at the rail exits, from the visit to the report."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wucai.core import clock
from wucai.demo.morning import GUIDES, POST_OF_GUIDES, TODAY
from wucai.demo.personas import PERSONAS, Persona
from wucai.exchange.models import Match
from wucai.exchange.queries import matches_of, matters_of, need_called
from wucai.places.queries import sites_listed
from wucai.programme.models import Edition
from wucai.programme.queries import edition_called
from wucai.volunteering.models import Shift
from wucai.volunteering.queries.attendance import on_duty, shifts_on
from wucai.volunteering.queries.rosters import last_published

# The unit whose liaison one is, by its address, and the station at whose exits the guides stand.
UNIT, STATION = "yan-shi-dan-wei-jiao-yu-06", "railway"
# The board shows the day from which one looks ahead.
_BOARD = TODAY.isoformat()


@dataclass(frozen=True)
class Spot:
    """Where a step leads: a page by its name and values, the element on it that is pointed at, and what the address asks for besides."""

    page: str
    values: tuple[object, ...]
    at: str
    asked: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Step:
    """One step. `look` says what to look at, `why` in two lines why it matters; `spot` finds the place in the edition as it stands."""

    number: int
    role: str
    title: Promise | str
    look: Promise | str
    why: Promise | str
    spot: Callable[[Edition], Spot]
    # Words that explain themselves on the step's page (core.terms).
    terms: tuple[str, ...] = ()

    @property
    def persona(self) -> Persona:
        """Whom one becomes."""
        return PERSONAS[self.role]

    @property
    def previous(self) -> int | None:
        """The number of the step before; None at the first."""
        return self.number - 1 or None

    @property
    def next(self) -> int | None:
        """The number of the step after; None at the last."""
        return self.number + 1 if self.number < len(STEPS) else None

    @property
    def at(self) -> str:
        """The element that is pointed at."""
        return self._spot.at

    @property
    def address(self) -> str:
        """The page, told that the tour stands at this step. Raises Http404 before the demo is loaded."""
        spot = self._spot
        asked = urlencode([*spot.asked, ("tour", self.number)])
        return f"{reverse(spot.page, args=spot.values)}?{asked}#{spot.at}"

    @property
    def _spot(self) -> Spot:
        edition = edition_called("minhang-2020")
        if edition is None:
            raise Http404
        return self.spot(edition)


def _visit(edition: Edition) -> Spot:
    need = need_called(edition, GUIDES)
    return Spot("exchange:visit", (need.visit_id,), "answers") if need and need.visit_id else _need(edition)


def _need(edition: Edition) -> Spot:
    return Spot("exchange:need", (GUIDES,), "covered")


def _match(edition: Edition) -> Spot:
    return Spot("exchange:matching", (), f"match-{_agreed(edition).pk}")


def _vote(edition: Edition) -> Spot:
    [matter] = [matter for matter in matters_of(edition) if matter.project_id == _agreed(edition).project_id]
    return Spot("exchange:matter", (matter.pk,), "decision-title")


def _board(edition: Edition) -> Spot:
    roster = last_published(edition)
    # Before anybody has published one there is the page on which to ask for it.
    if roster is None:
        return Spot("volunteering:rosters", (), "ask-title")
    return Spot("volunteering:roster", (roster.pk,), f"shift-{_of_guides(edition)[0].pk}", (("day", _BOARD),))


def _gap(edition: Edition) -> Spot:
    short = [shift for shift in _of_guides(edition) if shift.seats_left]
    return Spot("volunteering:gap", (short[0].pk,), "ask-title") if short else Spot("volunteering:gaps", (), "main")


def _duty(edition: Edition) -> Spot:
    """The first of the guides who are there; before the first shift or after the last, the list as a whole."""
    site = sites_listed([STATION], edition.pk, for_update=False)[STATION]
    there = [line.signup for line in on_duty(site, at=clock.now()).lines if line.shift.post.name == POST_OF_GUIDES]
    return Spot("desks:station_now", (STATION,), f"duty-{there[0].pk}" if there else "on-duty-title")


def _agreed(edition: Edition) -> Match:
    """The match that both sides accepted for the need."""
    found = [match for match in matches_of(edition=edition) if match.need.code == GUIDES and match.project_id]
    if not found:
        raise Http404
    return found[0]


def _of_guides(edition: Edition) -> list[Shift]:
    """The guides' shifts of today at the rail exits, in the order of the day."""
    site = sites_listed([STATION], edition.pk, for_update=False)[STATION]
    return [shift for shift in shifts_on(site, date.fromisoformat(_BOARD)) if shift.post.name == POST_OF_GUIDES]


# Role, title, where to look, why, its place, words that explain themselves.
STEPS = (
    (
        "coordinator", _("A visit with two questions"),
        _("Need N07: look at what the unit said when it was called on, with the day of the visit."),
        _("What do you need pushed forward? What can you share? Told once, the answer lands on the list and nobody is asked twice."),
        _visit, ("visit", "liaison"),
    ),
    (
        "coordinator", _("The need on the list"), _("N07, guides at the rail exits: look at how many are asked for, how many covered."),
        _("A need has a quantity, days and a place. How far it is stands in one line; nobody has to ring round."),
        _need, ("coverage", "need"),
    ),
    (
        "coordinator", _("A match with its reason"), _("Look at the match for N07: who gives how much, why, and when each side said yes."),
        _("A proposal without a reason is a guess. Only when both sides have said yes is the quantity taken."),
        _match, ("match", "fit"),
    ),
    (
        "liaison", _("The unit says yes"), _("Look at who took your offer: 20 people for N07. Below is the letter of thanks."),
        _("A unit sees what became of what it shares. Its lists go in and out as Excel; mistakes come back marked."),
        lambda edition: Spot("desks:unit", (UNIT,), "given-title"), ("liaison", "match"),
    ),
    (
        "leader", _("The council decides"), _("Look at the recorded vote that made the guides of N07 part of the service line."),
        _("Important matters are decided with a count of votes; urgent ones are settled at once and ratified later."),
        _vote, ("council", "quorum"),
    ),
    (
        "coordinator", _("Posts, shifts and a roster"), _("Look at the board: the guides at the rail exits, and who said yes."),
        _("Two thousand people placed in seconds, with a proof of how good the plan is. Publishing asks; it assigns nobody."),
        _board, ("gap", "asked"),
    ),
    (
        "coordinator", _("A gap this morning"), _("A guide has withdrawn: look at three people who could take the seat, with reasons."),
        _("Whoever has been asked least comes first, and nobody else has to move. Ask one: the answer comes in seconds."),
        _gap, ("candidate", "open_seat"),
    ),
    (
        "volunteer", _("The volunteer comes"), _("Look at a guide's one card: where, when, which colour, whom to call, what to bring."),
        _("Check in with the six figures on the manager's screen. The hours are there at once, to be confirmed."),
        lambda edition: Spot("desks:me", (), "next-title"), ("code", "hours"),
    ),
    (
        "keeper", _("The station at work"), _("Look at who is on duty at the rail exits: the guides of N07 are among them."),
        _("One hand is enough: count, lend, close a matter, confirm hours. Without signal everything waits on the phone."),
        _duty, ("keeper", "hours"),
    ),
    (
        "leader", _("The report"), _("Look at the row of the railway station: guides on duty, visitors today, hours of yesterday."),
        _("From the visit to this row every number leads to its rows. Below, the day's brief is saved as Word."),
        lambda edition: Spot("desks:board", (), f"station-{STATION}"), ("brief",),
    ),
)  # fmt: skip


def steps() -> list[Step]:
    """The ten steps with their numbers."""
    return [Step(number, *told) for number, told in enumerate(STEPS, start=1)]
