"""The home of a unit's liaison: its lines, what waits for its answer, who took what it offered; nobody sees another unit's."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import organisations, people
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.exchange.actions import categories, matches, needs, resources
from wucai.exchange.choices import ListKind, MatchState, NeedState, ResourceState
from wucai.exchange.models import Category, Match, Need, Resource
from wucai.people.models import Organisation, Person

pytestmark = pytest.mark.django_db
DAYS = {"starts_on": date(2020, 11, 5), "ends_on": date(2020, 11, 10)}
FORM = {"title": "轮椅", "quantity": "3", "unit": "辆", "starts_on": "2020-11-05", "ends_on": "2020-11-10"}


@pytest.fixture
def unit() -> Organisation:
    return organisations.partner(slug="hospital", name="示例医院", name_en="Sample Hospital")


@pytest.fixture
def nurse(unit: Organisation) -> Person:
    return organisations.liaison(unit)


@pytest.fixture
def home(client: Client, nurse: Person) -> Client:
    client.force_login(nurse)
    return client


@pytest.fixture
def service(unit: Organisation) -> Category:
    return categories.put_category(organisations.edition(), by=None, kind=ListKind.NEED, name="服务类", name_en="Service", position=1)


@pytest.fixture
def medical(unit: Organisation) -> Category:
    return categories.put_category(organisations.edition(), by=None, kind=ListKind.RESOURCE, name="医疗保障", name_en="Medical", position=1)


def a_need(unit: Organisation, category: Category, **more: object) -> Need:
    fields = {"title": "引导", "title_en": "Guidance", "quantity": 10, "unit": "人", "unit_en": "people", "state": NeedState.LISTED, **DAYS}
    return needs.raise_need(category.edition, unit, by=None, now=clock.now(), category=category, **{**fields, **more})


def a_resource(unit: Organisation, category: Category, **more: object) -> Resource:
    fields = {
        "title": "义诊",
        "title_en": "Advice",
        "quantity": 10,
        "unit": "人",
        "unit_en": "people",
        "state": ResourceState.LISTED,
        **DAYS,
    }
    return resources.offer(category.edition, unit, by=None, now=clock.now(), category=category, **{**fields, **more})


def a_match(need: Need, resource: Resource, quantity: int = 4) -> Match:
    return matches.propose_pair(need, resource, quantity=quantity, by=None, now=clock.now())


def test_one_unit_is_gone_to_and_several_are_chosen_from(home: Client, nurse: Person, unit: Organisation) -> None:
    assert home.get("/unit/")["Location"] == "/unit/hospital/"

    organisations.member(organisations.partner(slug="second", name="第二单位"), nurse, is_liaison=True)
    page = home.get("/unit/").content.decode()
    assert ["/unit/hospital/" in page, "/unit/second/" in page] == [True, True]


def test_who_speaks_for_no_unit_is_told_so(client: Client) -> None:
    client.force_login(people.person())

    answer = client.get("/en/unit/")

    assert (answer.status_code, "You do not speak for a unit yet." in answer.content.decode()) == (200, True)


def test_the_home_shows_lines_in_every_state_and_who_took_what(
    home: Client, unit: Organisation, service: Category, medical: Category
) -> None:
    other = organisations.partner(name="别的单位", name_en="Another unit")
    a_need(unit, service, state=NeedState.SUBMITTED, title="草稿", title_en="Still submitted")
    taken, open_ = a_resource(unit, medical), a_resource(unit, medical, title="药箱", title_en="Medicine chest")
    match = a_match(a_need(other, service), taken)
    for side in ("need", "resource"):
        matches.accept(match, side, by=None, now=clock.now())
    a_match(a_need(other, service, title="急救", title_en="First aid"), open_)

    page = home.get("/en/unit/hospital/").content.decode()

    told = ["Still submitted", "Submitted", "4 / 10 people", "Another unit", "Medicine chest", "First aid", "We share it", "letter.pdf"]
    assert [word in page for word in told] == [True] * len(told)


def test_yes_of_both_sides_takes_the_quantity(
    home: Client, nurse: Person, unit: Organisation, service: Category, medical: Category
) -> None:
    other = organisations.partner()
    match = a_match(a_need(other, service), a_resource(unit, medical))

    assert home.post(f"/unit/hospital/matches/{match.pk}/accept").status_code == 302
    match.refresh_from_db()
    assert (match.state, match.need_accepted_at, bool(match.resource_accepted_at)) == (MatchState.PROPOSED, None, True)
    assert "We share it" not in home.get("/en/unit/hospital/").content.decode()

    home.force_login(organisations.liaison(other))
    assert home.post(f"/unit/{other.slug}/matches/{match.pk}/accept").status_code == 302
    match.refresh_from_db()
    assert (match.state, match.resource.committed, match.need.covered) == (MatchState.ACCEPTED, 4, 4)


def test_no_ends_the_proposal(home: Client, unit: Organisation, service: Category, medical: Category) -> None:
    match = a_match(a_need(unit, service), a_resource(organisations.partner(), medical))

    home.post(f"/unit/hospital/matches/{match.pk}/decline")

    match.refresh_from_db()
    assert match.state == MatchState.DECLINED
    assert home.post(f"/unit/hospital/matches/{match.pk}/accept").status_code == 409


@pytest.mark.parametrize(("kind", "model"), [("needs", Need), ("resources", Resource)])
def test_a_line_written_by_hand_is_submitted_changed_and_taken_back(
    home: Client, unit: Organisation, service: Category, medical: Category, kind: str, model: type[Need] | type[Resource]
) -> None:
    category = service if kind == "needs" else medical

    assert home.post(f"/unit/hospital/{kind}/add", {**FORM, "category": category.pk, "key": str(uuid4())}).status_code == 302
    line = model.objects.get()
    assert (line.organisation, line.title, line.quantity, line.state, line.category) == (unit, "轮椅", 3, "submitted", category)

    page = home.get(f"/unit/hospital/{kind}/{line.code}/").content.decode()
    assert 'value="轮椅"' in page
    assert home.post(f"/unit/hospital/{kind}/{line.code}/", {**FORM, "category": category.pk, "quantity": "5"}).status_code == 302
    line.refresh_from_db()
    assert line.quantity == 5

    assert home.post(f"/unit/hospital/{kind}/{line.code}/withdraw").status_code == 302
    line.refresh_from_db()
    assert line.state == "withdrawn"
    assert line.code not in home.get("/unit/hospital/").content.decode()


@pytest.mark.parametrize("kind", ["needs", "resources"])
@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"title": " "}, ["title"]),
        ({"quantity": "两"}, ["quantity"]),
        ({"quantity": "0"}, ["quantity"]),
        ({"quantity": "9" * 400}, ["quantity"]),
        ({"category": "999999"}, ["category"]),
        ({"starts_on": "2020-11-11"}, ["ends_on"]),
        ({"starts_on": "neulich", "ends_on": ""}, ["starts_on", "ends_on"]),
        ({"site": "x"}, ["site"]),
        ({"unit": "u" * 11}, ["unit"]),
        ({"title": "a\x00b"}, ["title"]),
        ({"starts_on": "0001-01-01"}, ["starts_on"]),
        ({"ends_on": "9999-12-31"}, ["ends_on"]),
    ],
)
def test_what_cannot_be_so_is_told_beside_its_field(
    home: Client, service: Category, medical: Category, kind: str, wrong: dict[str, str], fields: list[str]
) -> None:
    category = service if kind == "needs" else medical

    answer = home.post(f"/unit/hospital/{kind}/add", {**FORM, "category": str(category.pk), "key": str(uuid4()), **wrong})

    page = answer.content.decode()
    assert (answer.status_code, [f'<a href="#id_{field}">' in page for field in fields]) == (422, [True] * len(fields))
    assert (Need.objects.count(), Resource.objects.count()) == (0, 0)


@pytest.mark.parametrize("key", ["", "x"])
def test_a_form_without_its_key_says_that_it_is_to_be_opened_again(home: Client, service: Category, key: str) -> None:
    answer = home.post("/en/unit/hospital/needs/add", {**FORM, "category": str(service.pk), "key": key})

    told = "The form came without something that belongs to it. Open the page again and send it from there."
    assert (answer.status_code, told in answer.content.decode(), Need.objects.count()) == (422, True, 0)


def test_a_radius_without_a_station_is_told(home: Client, medical: Category) -> None:
    answer = home.post("/unit/hospital/resources/add", {**FORM, "category": medical.pk, "radius_metres": "500", "key": str(uuid4())})

    assert (answer.status_code, '<a href="#id_radius_metres">' in answer.content.decode()) == (422, True)


def test_what_matches_rest_on_is_refused_above_the_form(home: Client, unit: Organisation, service: Category) -> None:
    need = a_need(unit, service)
    Need.objects.filter(pk=need.pk).update(covered=8)

    answer = home.post(f"/unit/hospital/needs/{need.code}/", {**FORM, "category": service.pk, "quantity": "7"})

    assert (answer.status_code, "summary" in answer.content.decode()) == (422, True)
    need.refresh_from_db()
    assert need.quantity == 10
    assert home.post(f"/unit/hospital/needs/{need.code}/withdraw").status_code == 409


def test_nobody_comes_to_what_belongs_to_another_unit(client: Client, unit: Organisation, service: Category, medical: Category) -> None:
    draft = a_need(unit, service, state=NeedState.DRAFT)
    match = a_match(a_need(unit, service), a_resource(organisations.partner(), medical))
    mine = organisations.partner(slug="mine")
    stranger, member = organisations.liaison(mine), organisations.member(unit).person
    get = ["", "needs/add", f"needs/{draft.code}/", "import/", "import/needs/", "import/needs/template.xlsx", "letter.pdf", "example.xlsx"]
    post = [
        f"matches/{match.pk}/accept",
        f"matches/{match.pk}/decline",
        f"needs/{draft.code}/withdraw",
        f"needs/{draft.code}/",
        "needs/add",
    ]

    for somebody in (stranger, member, people.coordinator(organisations.edition())):
        client.force_login(somebody)
        answers = [client.get(f"/unit/hospital/{more}").status_code for more in get]
        answers += [client.post(f"/unit/hospital/{more}", FORM).status_code for more in post]
        assert answers == [404] * (len(get) + len(post))

    client.force_login(stranger)
    own = [f"/unit/mine/needs/{draft.code}/", f"/unit/mine/needs/{draft.code}/withdraw", f"/unit/mine/matches/{match.pk}/accept"]
    assert [client.post(address, FORM).status_code for address in own] == [404] * 3
    assert "引导" not in client.get("/unit/mine/").content.decode()
    assert [need["code"] for need in client.get("/api/v1/needs").json()] == [match.need.code]
    assert client.get(f"/api/v1/needs/{draft.code}").status_code == 404
    draft.refresh_from_db()
    assert draft.state == NeedState.DRAFT


@pytest.mark.parametrize(
    "more", ["", "hospital/", "hospital/needs/add", "hospital/import/", "hospital/letter.pdf", "hospital/example.xlsx"]
)
def test_a_stranger_logs_in_first(client: Client, unit: Organisation, more: str) -> None:
    assert client.get(f"/unit/{more}").status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_lines(home: Client, unit: Organisation, service: Category, medical: Category) -> None:
    other = organisations.partner()

    def queries() -> int:
        clock.forget()  # asked anew now and then, else at a moment of its own
        with CaptureQueriesContext(connection) as captured:
            assert home.get("/unit/hospital/").status_code == 200
        return len(captured)

    def more() -> None:
        a_need(unit, service, state=NeedState.SUBMITTED)
        a_match(a_need(other, service), a_resource(unit, medical))
        taken = a_match(a_need(other, service), a_resource(unit, medical))
        for side in ("need", "resource"):
            matches.accept(taken, side, by=None, now=clock.now())

    more()
    once = queries()
    more(), more()
    assert queries() == once <= 11


def test_the_letter_of_thanks_is_a_pdf_and_leaves_a_line(
    home: Client, nurse: Person, unit: Organisation, service: Category, medical: Category
) -> None:
    assert home.get("/unit/hospital/letter.pdf").status_code == 409

    match = a_match(a_need(organisations.partner(), service), a_resource(unit, medical, title="义诊 #set text(red)"))
    for side in ("need", "resource"):
        matches.accept(match, side, by=None, now=clock.now())

    for prefix in ("", "/en"):
        answer = home.get(f"{prefix}/unit/hospital/letter.pdf")
        assert (answer.status_code, b"".join(answer.streaming_content)[:5]) == (200, b"%PDF-")
    assert TraceLine.objects.filter(verb="took letter of thanks", actor_id=nurse.pk).count() == 2


def test_demo_rows_carry_their_mark(home: Client, unit: Organisation, medical: Category) -> None:
    a_resource(unit, medical)
    unmarked = home.get("/en/unit/hospital/").content.decode().count("Demo data")  # the banner has the words, too

    Resource.objects.update(is_demo=True)
    assert home.get("/en/unit/hospital/").content.decode().count("Demo data") == unmarked + 1


def test_odd_addresses_are_not_there(home: Client, nurse: Person, logged_in: Callable[[Person], Client]) -> None:
    odd = ["nothing/add", "needs/N99/", f"matches/{2**63}/accept", "import/people/", "import/needs/1/", "needs/%00/"]

    assert [home.get(f"/unit/hospital/{more}").status_code for more in odd] == [404, 404, 405, 404, 404, 404]
    assert home.post(f"/unit/hospital/matches/{2**63}/accept").status_code == 404


ODD = [
    "",
    " ",
    "a\x00b",
    "'; DROP TABLE people_person; --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "\u202e反",
    "😀",
    "9" * 400,
    "-1",
    "NaN",
    "é" * 5000,
]


@pytest.mark.parametrize("text", ODD)
def test_odd_words_in_any_field_are_told_or_taken_and_never_an_error(home: Client, service: Category, medical: Category, text: str) -> None:
    home.raise_request_exception = False
    sound = {"needs": {**FORM, "category": service.pk}, "resources": {**FORM, "category": medical.pk, "radius_metres": ""}}
    names = [*FORM, "category", "site", "text", "text_en", "title_en", "unit_en", "risks", "conditions", "radius_metres", "is_reusable"]

    answers = {
        f"{kind} {name}": home.post(f"/unit/hospital/{kind}/add", {**form, "key": str(uuid4()), name: text}).status_code
        for kind, form in sound.items()
        for name in names
    }

    assert set(answers.values()) <= {302, 422}
    assert home.get("/unit/hospital/").status_code == 200
    assert "<script>alert" not in home.get("/unit/hospital/").content.decode()
