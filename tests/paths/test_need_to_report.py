"""The path of one need (docs/architecture.md, §2): each step is one function in one file; the whole is this test, on both databases."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import people as some_people
from tests.factories import places, programme
from wucai.core import clock, jobs
from wucai.core.models import TraceLine
from wucai.exchange.actions import categories, council, matches, needs, projects, resources, visits
from wucai.exchange.choices import ListKind, MatchState, NeedState, ProjectState, ResourceState, Side
from wucai.exchange.models import Matter
from wucai.exchange.queries import need_called
from wucai.insight import queries as insight
from wucai.people.actions import organisations
from wucai.people.choices import OrganisationKind
from wucai.volunteering.actions import attendance, certificates, enrolments, hours, rosters, shifts, signups
from wucai.volunteering.choices import HoursState, RosterState
from wucai.volunteering.models import Signup
from wucai.volunteering.queries.attendance import seats_on, station_code

DAY = date(2030, 11, 6)


@pytest.mark.django_db
def test_a_need_becomes_hours_a_certificate_and_a_report(client: Client) -> None:
    edition = programme.edition(rules={"council_threshold": 20, "rest_minutes": 660})
    coordinator = some_people.coordinator(edition)
    station = places.station(edition=edition, name="虹桥火车站", slug="railway")
    keeper = some_people.person()
    places.keeper(station, keeper)
    now = _at(date(2030, 10, 20), 9)

    # Two questions on one visit.
    town = organisations.put_organisation(by=None, name="演示街道", kind=OrganisationKind.STREET)
    school = organisations.put_organisation(by=None, name="演示学校", kind=OrganisationKind.AREA_UNIT)
    for unit in (town, school):
        organisations.take_part(unit, edition, by=None, now=now, is_surrounding=unit == school)
    guidance = categories.put_category(edition, by=None, kind=ListKind.NEED, name="服务类")
    volunteering = categories.put_category(edition, by=None, kind=ListKind.RESOURCE, name="志愿服务")
    categories.put_affinity(guidance, volunteering, by=None, points=95)
    told = {"visited_on": date(2030, 10, 18), "needs_told": "出站口要有人用外语指路", "shares_told": "可以组织志愿者"}
    visit = visits.record_visit(town, edition, by=coordinator, **told)

    # The need, and the resource.
    days = {"starts_on": DAY, "ends_on": DAY + timedelta(days=1)}
    need = needs.raise_need(
        edition,
        town,
        by=coordinator,
        now=now,
        visit=visit,
        category=guidance,
        title="出站口引导",
        quantity=20,
        unit="人",
        site=station,
        **days,
    )
    assert need.state == NeedState.SUBMITTED
    need = needs.list_need(need, by=coordinator)
    resource = resources.offer(
        edition, school, by=coordinator, now=now, category=volunteering, title="外语学生", quantity=30, unit="人", **days
    )
    resource = resources.list_resource(resource, by=coordinator)
    assert resource.state == ResourceState.LISTED

    # A proposal with its reasons; both sides say yes.
    [match] = matches.propose(edition, by=coordinator, now=now)
    assert (match.need, match.resource, match.quantity) == (need, resource, 20)
    assert match.reasons != []
    match = matches.accept(match, Side.NEED, by=coordinator, now=now, is_told=True)
    assert match.state == MatchState.PROPOSED
    match = matches.accept(match, Side.RESOURCE, by=coordinator, now=now, is_told=True)
    assert match.state == MatchState.ACCEPTED
    need = need_called(edition, need.code)
    assert (need.state, need.percent_covered) == (NeedState.MET, 100)

    # A project; it is above the threshold, so the council decides with a recorded vote.
    project = projects.open_project(edition, by=coordinator, now=now, title="外语引导", lead=town, size=20, matches=[match], **days)
    assert project.state == ProjectState.PROPOSED
    matter = Matter.objects.get(project=project)
    decision = council.decide(matter, votes_for=20, votes_against=2, abstentions=1, eligible=31, by=coordinator, now=now)
    project.refresh_from_db()
    assert (decision.outcome, project.state) == ("approved", ProjectState.OPEN)

    # Posts and shifts.
    orange = shifts.mean(edition, by=None, key="orange", name="服务岗", name_en="Service", position=1)
    post = shifts.open_post(station, orange, by=coordinator, name="出站引导", risks="大客流", language="en", project=project)
    shift = shifts.lay_out(post, by=coordinator, starts_at=_at(DAY, 11), ends_at=_at(DAY, 15), seats=2)

    # One signs up; the roster finds the other, and asks.
    ada, bo = (some_people.person(languages=["zh", "en"]) for _ in range(2))
    some_people.person(languages=["zh"])
    for somebody in (ada, bo):
        window = (_at(DAY, 7), _at(DAY, 19))
        enrolments.enrol(somebody, edition, by=coordinator, now=now, colours=["orange"], availabilities=[window])
    first = signups.sign_up(ada, shift, key=uuid4(), now=now)
    roster = rosters.ask_for_roster(edition, by=coordinator, first_on=DAY, last_on=DAY, now=now)
    _work()
    roster.refresh_from_db()
    assert roster.state == RosterState.PROPOSED
    assert [(placement.person, placement.shift) for placement in roster.placements.all()] == [(bo, shift)]
    assert roster.placements.get().reasons != []
    rosters.publish(roster, by=coordinator, now=now)
    [second] = seats_on(station, DAY).asked()
    assert (second.person, second.is_asked) == (bo, True)
    signups.accept_seat(second, by=bo, now=now)

    # They come by the station's code and go; the hours wait to be confirmed.
    code = station_code(station, now=_at(DAY, 10, 50)).code
    came = attendance.check_in(bo, code, now=_at(DAY, 10, 50))
    entry = attendance.check_out(came, by=bo, now=_at(DAY, 14, 35))
    assert (entry.minutes, entry.state) == (225, HoursState.TO_CONFIRM)
    assert hours.confirm([entry], by=keeper, now=_at(DAY, 16)) == 1

    # A certificate that anybody can check, and nobody can read a person from.
    certificate = certificates.issue(bo, edition, by=None, now=_at(DAY + timedelta(days=1), 9))
    page = client.get(f"/verify/{certificate.number}")
    assert page.status_code == 200
    assert certificate.number in page.content.decode()
    assert [told for told in (bo.name, bo.name_en, bo.number, str(bo.phone)) if told in page.content.decode()] == []

    # The report.
    counted = insight.figures(edition)
    wished = {
        "units": 2,
        "surrounding_units": 1,
        "needs": 1,
        "needs_met": 1,
        "resources": 1,
        "resources_from_surrounding": 1,
        "stations": 1,
        "posts": 1,
        "shifts": 1,
        "seats_required": 2,
        "seats_accepted": 2,
        "volunteers": 2,
    }
    assert {name: counted[name] for name in wished} == wished
    assert counted["hours_confirmed"] == 3
    verbs = set(TraceLine.objects.values_list("verb", flat=True))
    assert Signup.objects.accepted().count() == 2
    assert first.is_asked is False
    assert {"signed up", "accepted", "issued", "confirmed hours"} - verbs == set()


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.SHANGHAI)


def _work() -> None:
    while run := jobs.claim("tester"):
        jobs.perform(run)
