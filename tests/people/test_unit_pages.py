"""The pages of units: a coordinator's list, sheets and answers; a unit's own application; a liaison's colleagues."""

import io

import pypdfium2
import pytest
import zxingcpp
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from tests.counting import queries_of
from tests.factories import organisations as some
from tests.factories import people as some_people
from tests.factories import programme as some_programme
from wucai.core import clock
from wucai.people import queries
from wucai.people.actions import applications, invitations
from wucai.people.actions.applications import Contact
from wucai.people.models import Invitation, Organisation, Partnership, Person
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db
LI = Contact("李雷", "+8613700000000", "三辆车")


@pytest.fixture(autouse=True)
def edition(settings: LazySettings) -> Edition:
    settings.WUCAI_ORIGIN = "https://wucai.example"
    cache.clear()
    return some_programme.edition(name="进博五彩先锋 3.0", name_en="Five-colour pioneers 3.0")


@pytest.fixture
def boss(edition: Edition) -> Person:
    return some_people.coordinator(edition)


@pytest.fixture
def desk(boss: Person, logged_in) -> Client:
    return logged_in(boss)


def apply(edition: Edition, name: str = "新单位") -> Partnership:
    applications.apply(edition, name=name, kind="team", contact=LI, now=clock.now())
    return Partnership.objects.get(organisation__name=name)


def read(pdf: bytes) -> list[tuple[str, str]]:
    """For each page, its words and what a camera finds on it."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        pages = [("".join(page.get_textpage().get_text_range().split()), page.render(scale=1.5).to_pil()) for page in document]
        return [(words, zxingcpp.read_barcodes(picture)[0].text) for words, picture in pages]


def test_the_list_shows_who_has_entered_and_who_has_not(desk: Client, edition: Edition) -> None:
    entered, out = some.partner(name="甲", name_en="Alpha", is_surrounding=True), some.partner(name="乙", name_en="Beta", is_demo=True)
    some.liaison(entered)

    page = desk.get("/en/desk/units/").content.decode()
    assert [word in page for word in ("Alpha", "Beta", "Entered", "Not entered yet", "Around the stations", "Demo data")] == [True] * 6
    only_out = desk.get("/en/desk/units/?show=out").content.decode()
    assert [f"/desk/units/{unit.slug}/" in only_out for unit in (entered, out)] == [False, True]
    assert "Alpha" in desk.get("/en/desk/units/?show=surrounding&q=alp").content.decode()
    assert "No unit is found." in desk.get("/en/desk/units/?q=zzz&show=nonsense").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_units_applications_or_members(desk: Client, edition: Edition) -> None:
    unit = some.partner()
    counts = []
    for number in range(3):
        parent = some.partner(area=some_programme.area(name=f"区{number}"))
        some.partner(parent=parent)
        some.organisation(parent=unit)
        some.member(unit)
        apply(edition, f"新{number}")
        invitations.invite_colleague(unit, edition, by=some_people.person(), now=clock.now())
        counts.append((queries_of(desk, "/desk/units/"), queries_of(desk, f"/desk/units/{unit.slug}/")))

    assert counts[0] == counts[2] == (10, 11)


def test_one_pdf_holds_a_sheet_for_each_unit_that_has_not_entered_and_each_lets_in_once(desk: Client, edition: Edition, logged_in) -> None:
    units = [some.partner(name=f"演示单位{number}", name_en=f"Demo unit {number}") for number in range(3)]
    some.liaison(units[0])

    answer = desk.post("/desk/units/sheets.pdf")

    assert (answer.status_code, answer["Content-Type"], "no-store" in answer["Cache-Control"]) == (200, "application/pdf", True)
    pages = read(answer.content)
    assert [(f"演示单位{number}" in words, f"Demounit{number}" in words) for number, (words, _) in enumerate(pages, start=1)] == [
        (True, True)
    ] * 2
    for (_, address), unit in zip(pages, units[1:], strict=True):
        person = some_people.person()
        assert address.startswith("https://wucai.example/enter/")
        assert logged_in(person).post(address.removeprefix("https://wucai.example")).headers["Location"] == f"/unit/{unit.slug}/"
        assert queries.liaison_units(person) == [unit]
    assert desk.post("/desk/units/sheets.pdf").headers["Location"] == "/desk/units/"


def test_a_code_typed_from_the_sheet_leads_to_the_same_page(desk: Client, client: Client) -> None:
    unit = some.partner()
    [(words, address)] = read(desk.post(f"/desk/units/{unit.slug}/sheet.pdf").content)
    code = address.rpartition("/")[2]

    assert code in words
    spaced = " ".join(code[place : place + 4] for place in range(0, 20, 4)).lower()
    assert client.post("/enter/", {"code": spaced}).headers["Location"] == f"/enter/{code}"
    assert client.post("/en/enter/", {"code": "!!"}).status_code == 422


def test_a_sheet_that_cannot_be_drawn_voids_none(desk: Client, edition: Edition) -> None:
    unit = some.partner()
    first, _ = invitations.invite(unit, edition, by=None, now=clock.now())
    Organisation.objects.update(name="单位🦄")

    assert desk.post(f"/desk/units/{unit.slug}/sheet.pdf").status_code == 409
    assert list(Invitation.objects.values_list("pk", "revoked_at")) == [(first.pk, None)]


def test_the_longest_name_stays_on_one_page(desk: Client) -> None:
    unit = some.partner(name="名" * 60, name_en="Name " * 24)

    assert len(read(desk.post(f"/desk/units/{unit.slug}/sheet.pdf").content)) == 1


def test_a_unit_that_does_not_take_part_gets_no_sheet(desk: Client) -> None:
    assert desk.post(f"/desk/units/{some.organisation().slug}/sheet.pdf").status_code == 409
    assert Invitation.objects.count() == 0


def test_a_sheet_is_taken_back_on_the_units_page(desk: Client, edition: Edition) -> None:
    unit = some.partner()
    invitation, _ = invitations.invite(unit, edition, by=None, now=clock.now())
    address = f"/desk/units/invitations/{invitation.pk}/revoke"
    assert address in desk.get(f"/desk/units/{unit.slug}/").content.decode()

    assert desk.post(address).headers["Location"] == f"/desk/units/{unit.slug}/"
    assert address not in desk.get(f"/desk/units/{unit.slug}/").content.decode()


def test_a_unit_applies_and_is_let_in(client: Client, desk: Client, edition: Edition) -> None:
    form = {"name": "新单位", "kind": "team", "contact": "李雷", "phone": "137 0000 0000", "said": "三辆车"}
    assert client.post("/units/apply", form).headers["Location"] == "/units/applied"
    assert client.get("/units/applied").status_code == 200
    waiting = Partnership.objects.get()
    assert "李雷" in desk.get("/desk/units/").content.decode()

    answer = desk.post(f"/desk/units/applications/{waiting.pk}/accept", {"is_surrounding": "on"})

    waiting.refresh_from_db()
    assert (answer.headers["Location"], waiting.state, waiting.is_surrounding) == ("/desk/units/xin-dan-wei/", "accepted", True)
    assert desk.post(f"/desk/units/applications/{waiting.pk}/decline").status_code == 409


def test_the_answer_to_an_application_is_the_same_whether_or_not_the_unit_is_known(client: Client, edition: Edition) -> None:
    some.partner(name="老单位")
    form = {"kind": "team", "contact": "李雷", "phone": "13700000000"}

    answers = [client.post("/units/apply", {**form, "name": name}) for name in ("老单位", "新单位", "新单位")]

    assert [(answer.status_code, answer.headers["Location"], answer.content) for answer in answers] == [(302, "/units/applied", b"")] * 3


def test_an_application_that_cannot_be_read_is_told_field_by_field(client: Client) -> None:
    answer = client.post("/en/units/apply", {"name": "", "kind": "king", "contact": "", "phone": "12"})

    page = answer.content.decode()
    assert (answer.status_code, [f'href="#id_{name}"' in page for name in ("name", "kind", "contact", "phone")]) == (422, [True] * 4)
    assert Partnership.objects.count() == 0


def test_applications_from_one_place_have_an_end(client: Client) -> None:
    form = {"kind": "team", "contact": "李雷", "phone": "13700000000"}

    statuses = [client.post("/units/apply", {**form, "name": f"单位{number}"}).status_code for number in range(7)]

    assert statuses == [302] * 5 + [429] * 2
    assert Organisation.objects.count() == 5


def test_a_declined_application_is_forgotten(desk: Client, edition: Edition) -> None:
    waiting = apply(edition)

    assert desk.post(f"/desk/units/applications/{waiting.pk}/decline").headers["Location"] == "/desk/units/"
    assert "李雷" not in desk.get("/desk/units/").content.decode()


def test_a_liaison_invites_a_colleague_by_an_address_shown_once(edition: Edition, logged_in) -> None:
    unit, bob = some.partner(), some_people.person()
    browser = logged_in(some.liaison(unit))
    assert browser.get(f"/unit/{unit.slug}/people").status_code == 200

    page = browser.post(f"/unit/{unit.slug}/people", {"is_liaison": "on"}).content.decode()

    address = page.split("readonly>https://wucai.example")[1].split("<")[0]
    assert logged_in(bob).post(address).headers["Location"] == f"/unit/{unit.slug}/"
    assert bob in queries.liaisons_of(unit)
    assert address not in browser.get(f"/unit/{unit.slug}/people").content.decode()


def test_a_liaison_ends_that_a_colleague_belongs_to_the_unit_but_not_that_of_the_last_liaison(edition: Edition, logged_in) -> None:
    unit, other = some.partner(), some.partner()
    ada, stranger = some.liaison(unit), some.member(other).person
    bob = some.member(unit).person
    browser = logged_in(ada)

    def end(person: Person) -> int:
        return browser.post(f"/unit/{unit.slug}/people/{person.number}/leave").status_code

    assert [end(bob), end(bob), end(stranger), end(ada)] == [302, 404, 404, 409]
    assert [member.person for member in queries.members_of(unit)] == [ada]


def test_colleagues_are_listed_with_as_many_queries_however_many_they_are(edition: Edition, logged_in) -> None:
    unit = some.partner()
    browser = logged_in(some.liaison(unit))
    counts = []
    for _ in range(3):
        some.member(unit)
        counts.append(queries_of(browser, f"/unit/{unit.slug}/people"))

    assert counts[0] == counts[2] == 5


@pytest.mark.parametrize("more", ["", "sheets.pdf", "unit-x/", "unit-x/sheet.pdf", "applications/1/accept", "invitations/1/revoke"])
def test_who_does_not_coordinate_sees_and_does_nothing(client: Client, edition: Edition, more: str) -> None:
    some.partner(slug="unit-x")
    ways = (client.get, client.post)

    assert {way(f"/desk/units/{more}").status_code for way in ways} <= {302, 405}
    client.force_login(some.liaison(some.partner()))
    assert {way(f"/desk/units/{more}").status_code for way in ways} <= {403, 405}


def test_another_units_people_are_not_there(edition: Edition, logged_in) -> None:
    mine, other = some.partner(), some.partner()
    some.liaison(other)
    browser = logged_in(some.liaison(mine))

    assert [browser.get(f"/unit/{slug}/people").status_code for slug in (mine.slug, other.slug, "nowhere")] == [200, 404, 404]
    assert browser.post(f"/unit/{other.slug}/people").status_code == 404
    assert Invitation.objects.count() == 0
