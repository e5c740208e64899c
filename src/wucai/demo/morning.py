"""The stages of the demo: what has happened by 28 October, by the morning of 6 November, and when all is over."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from wucai.core import clock
from wucai.demo import days, lists
from wucai.demo.days import key, moment, person
from wucai.exchange.actions import council, matches, projects
from wucai.exchange.choices import MatterKind, Side
from wucai.exchange.models import Match
from wucai.exchange.queries import need_called, projects_of, resource_called
from wucai.people.models import Person
from wucai.people.queries import organisation_called
from wucai.places.actions import incidents, supplies
from wucai.places.choices import IncidentKind
from wucai.places.models import Site
from wucai.places.queries import supplies_of
from wucai.programme.models import Edition
from wucai.programme.queries import edition_called
from wucai.volunteering.actions import certificates, rosters, shifts, signups
from wucai.volunteering.models import Signup
from wucai.volunteering.queries.attendance import seats_on, shifts_on

TODAY = date(2020, 11, 6)
FIRST_DAY, LAST_DAY = lists.FIRST_DAY, lists.LAST_DAY
# The need that the tour follows, the project of which it became part, and a post of the guides.
GUIDES, PROJECT_OF_GUIDES, POST_OF_GUIDES = "N07", "P01", "多语种咨询"
# Which resource answers which need, by their codes, and how much of it; what is not here the planner proposes.
AGREED = ((GUIDES, "R22", 20), ("N02", "R53", 8), ("N04", "R03", 6), ("N08", "R14", 6), ("N05", "R37", 12))


def play(stage: str) -> None:
    """Let happen what has happened by then. The lists are there already."""
    edition = edition_called("minhang-2020")
    assert edition is not None
    clock.set_now(datetime(2020, 10, 28, 9, 0, tzinfo=clock.SHANGHAI))
    _exchange(edition)
    if stage == "preparing":
        return
    _roster(edition)
    days.play(edition, moment(FIRST_DAY, "06:00"), moment(TODAY, "08:05"))
    _certificate_of_the_veteran(edition)
    _this_morning(edition)
    if stage == "over":
        days.play(edition, moment(TODAY, "09:00"), moment(LAST_DAY, "20:00"))
        clock.set_now(moment(date(2020, 11, 12), "09:00"))
        certificates.issue(person("13800000002"), edition, by=None, now=clock.now())


def go_to(hour: str) -> None:
    """Back to the morning with fresh data, or on to a time of today with what people do until then; back first, where it is past."""
    from wucai.demo import loading  # it calls `play` above

    edition = edition_called("minhang-2020")
    wanted = None if hour == "morning" else datetime.combine(clock.today(), days.TIMES[hour], tzinfo=clock.SHANGHAI)
    if edition is None or wanted is None or wanted < clock.now():
        loading.bring_back_morning()
    if edition and wanted:
        days.play(edition, clock.now(), datetime.combine(clock.today(), days.TIMES[hour], tzinfo=clock.SHANGHAI))


def _exchange(edition: Edition) -> None:
    """Both sides agreed on some matches, one vote was held, and one matter waits."""
    coordinator = person("13800000004")
    for need_code, resource_code, quantity in AGREED:
        need, resource = need_called(edition, need_code), resource_called(edition, resource_code)
        assert need is not None
        assert resource is not None
        match = matches.propose_pair(need, resource, quantity=quantity, by=coordinator, now=clock.now())
        for side in (Side.NEED, Side.RESOURCE):
            match = matches.accept(match, side, by=coordinator, now=clock.now(), is_told=True)
        if need_code == GUIDES:
            _guides(edition, match, coordinator)
    matches.propose(edition, by=coordinator, now=clock.now())
    told: dict[str, Any] = {
        "kind": MatterKind.IMPORTANT,
        "title": "交通保障方案（600余台纯电动公交车）",
        "title_en": "Bus guarantee: more than 600 battery buses",
    }
    matter = council.raise_matter(edition, by=coordinator, now=clock.now(), owner=coordinator, is_demo=True, **told)
    votes: dict[str, Any] = {"votes_for": 26, "votes_against": 1, "abstentions": 2, "eligible": 31}
    council.decide(matter, **votes, by=coordinator, now=clock.now(), is_demo=True)
    told = {"kind": MatterKind.MAJOR, "title": "进博会后物资如何调配", "title_en": "Where supplies go after the fair"}
    raised_by = organisation_called("演示单位-街镇16")
    council.raise_matter(edition, by=coordinator, now=clock.now(), owner=coordinator, raised_by=raised_by, is_demo=True, **told)


def _guides(edition: Edition, match: Match, coordinator: Person) -> None:
    """The need that the tour follows: heard on a visit, it joins the project whose posts stand at the exits; the council agreed."""
    project = next(project for project in projects_of(edition) if project.code == PROJECT_OF_GUIDES)
    projects.rest_on(project, [match], by=coordinator)
    told: dict[str, Any] = {
        "kind": MatterKind.IMPORTANT,
        "title": "出站口多语种引导并入先锋服务线2.0",
        "title_en": "Guides at the rail exits join the pioneer service line 2.0",
    }
    matter = council.raise_matter(edition, by=coordinator, now=clock.now(), project=project, owner=coordinator, is_demo=True, **told)
    votes: dict[str, Any] = {"votes_for": 28, "votes_against": 1, "abstentions": 1, "eligible": 31}
    council.decide(matter, **votes, by=coordinator, now=clock.now(), is_demo=True)


def _roster(edition: Edition) -> None:
    """Two sign up by themselves, the solver places the others, the coordinator publishes, and the volunteers answer."""
    clock.set_now(datetime(2020, 10, 30, 10, 0, tzinfo=clock.SHANGHAI))
    coordinator = person("13800000004")
    sites = {site.slug: site for site in days.all_sites(edition)}
    _take(person("13800000001"), sites["railway"], "晨间出站引导", (TODAY, TODAY + timedelta(days=1)))
    _take(person("13800000002"), sites["qibao"], "咨询引导", (FIRST_DAY, FIRST_DAY + timedelta(days=1)))
    roster = rosters.ask_for_roster(edition, by=coordinator, first_on=FIRST_DAY, last_on=LAST_DAY, now=clock.now())
    days.work()
    roster.refresh_from_db()
    rosters.publish(roster, by=coordinator, now=clock.now())
    clock.set_now(datetime(2020, 11, 1, 20, 0, tzinfo=clock.SHANGHAI))
    with transaction.atomic():
        for site in sites.values():
            _answer(site)


def _answer(site: Site) -> None:
    """Until today everybody says yes; of the days to come one in eight has not answered yet. Whoever comes first leads the shift."""
    day = FIRST_DAY
    while day <= LAST_DAY:
        for seat in seats_on(site, day).asked():
            if day <= TODAY or seat.pk % 8:
                signups.accept_seat(seat, by=seat.person, now=clock.now())
        if site.number and day in (TODAY, TODAY + timedelta(days=1)):
            _leaders(seats_on(site, day).accepted())
        day += timedelta(days=1)


def _leaders(seats: Iterable[Signup]) -> None:
    led: set[int] = set()
    for seat in seats:
        if seat.shift_id not in led:
            led.add(seat.shift_id)
            shifts.put_in_charge(seat.shift, seat.person, by=None)


def _take(somebody: Person, site: Site, post: str, on: tuple[date, ...]) -> None:
    for day in on:
        shift = next(shift for shift in shifts_on(site, day) if shift.post.name == post)
        signups.sign_up(somebody, shift, key=key(f"seat {somebody.number} {shift.pk}"), now=clock.now())


def _certificate_of_the_veteran(edition: Edition) -> None:
    veteran = person("13800000002")
    certificates.issue(veteran, edition, by=None, now=clock.now())


def _this_morning(edition: Edition) -> None:
    """What the roles find at nine o'clock."""
    sites = {site.slug: site for site in days.all_sites(edition)}
    railway, keeper, coordinator = sites["railway"], person("13800000003"), person("13800000004")
    _urgent(edition, coordinator)
    missed_at = _at("08:22")
    child: dict[str, Any] = {
        "kind": IncidentKind.LOST_CHILD,
        "text": "15号出站口一名男孩与家人走散",
        "text_en": "A boy lost his family at exit 15",
    }
    lost = incidents.open_incident(railway, key=key("lost child"), by=keeper, now=missed_at, is_urgent=True, is_demo=True, **child)
    ended = {"outcome": "广播寻人，家人已接到", "outcome_en": "Called out; the family has him back"}
    incidents.close_incident(lost, by=keeper, now=_at("08:33"), **ended)
    _at("08:35")
    there = {supply.name: supply for supply in supplies_of(railway)}
    supplies.lend(there["轮椅"], key=key("wheelchair"), note="往12号站台，家属陪同", by=keeper, now=clock.now())
    supplies.issue(there["口罩"], amount=there["口罩"].quantity - there["口罩"].minimum + 120, key=key("masks"), by=keeper, now=clock.now())
    _at("08:40")
    lift: dict[str, Any] = {
        "kind": IncidentKind.FACILITY,
        "text": "B1层3号电梯指示牌脱落",
        "text_en": "The sign of lift 3 on level B1 has come off",
    }
    incidents.open_incident(railway, key=key("lift sign"), by=keeper, now=clock.now(), owner=keeper, is_demo=True, **lift)
    _at("08:50")
    for seat in _three_who_withdraw([seat for site in sites.values() if site.number for seat in seats_on(site, TODAY).accepted()]):
        signups.withdraw(seat, by=seat.person, now=clock.now())
    days.play(edition, clock.now(), moment(TODAY, "09:00"))


def _urgent(edition: Edition, coordinator: Person) -> None:
    _at("08:10")
    told: dict[str, Any] = {
        "kind": MatterKind.URGENT,
        "title": "15号出站口临时增开引导通道",
        "title_en": "A second lane at exit 15, at once",
    }
    matter = council.raise_matter(edition, by=coordinator, now=clock.now(), owner=coordinator, is_demo=True, **told)
    _at("08:15")
    council.act(matter, by=coordinator, now=clock.now())


def _three_who_withdraw(seats: list[Signup]) -> list[Signup]:
    """Four seats from eleven o'clock on: both of somebody who has two, and one each of two others, at stations of their own: the first of
    them a guide at the rail exits.
    """
    later = [seat for seat in seats if seat.shift.starts_at >= moment(TODAY, "11:00") and seat.person.phone != f"+86{days.BY_HAND}"]
    by_person: dict[int, list[Signup]] = {}
    for seat in sorted(later, key=lambda seat: seat.pk):
        by_person.setdefault(seat.person_id, []).append(seat)
    guides = [both for both in by_person.values() if len(both) == 1 and both[0].shift.post.name == POST_OF_GUIDES]
    away = guides[0][0].shift.post.site_id
    chosen = next(both for both in by_person.values() if len(both) == 2 and all(seat.shift.post.site_id != away for seat in both))
    sites = {seat.shift.post.site_id for seat in chosen}
    for single in (*guides, *by_person.values()):
        if len(single) == 1 and single[0].shift.post.site_id not in sites and len(chosen) < 4:
            chosen = [*chosen, single[0]]
            sites.add(single[0].shift.post.site_id)
    return chosen


def _at(text: str) -> datetime:
    """Let it be this time of today. The clock is up to a second past it, so what is told in minutes takes the moment itself."""
    at = moment(TODAY, text)
    clock.set_now(at)
    return at
