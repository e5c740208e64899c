"""The pages of a list of people: for coordinators, each for their own, and readable without a script."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.factories import people, programme
from tests.factories.imports import checked, many_people, people_csv, started, work, written
from wucai.core.models import SheetImport, TraceLine
from wucai.people.models import Person
from wucai.programme.models import Edition

pytestmark = pytest.mark.django_db
PAGE = "/desk/import/people/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def edition() -> Edition:
    return programme.edition()


@pytest.fixture
def boss(edition: Edition) -> Person:
    return people.coordinator(edition, name="统筹", phone="13000000001")


@pytest.fixture
def desk(client: Client, boss: Person) -> Client:
    client.force_login(boss)
    return client


def upload(client: Client, data: bytes, name: str = "名单.csv", address: str = PAGE) -> HttpResponse:
    return client.post(address, {"file": SimpleUploadedFile(name, data, "text/csv")})


def address(sent: SheetImport, more: str = "") -> str:
    return f"{PAGE}{sent.pk}/{more}"


def test_a_list_goes_all_the_way_without_a_script(desk: Client) -> None:
    answer = upload(desk, people_csv("韩梅梅,,13700000000,,,"))
    sent = SheetImport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address(sent))

    work()
    page = desk.get(address(sent)).content.decode()
    assert "韩梅梅" in page
    assert Person.objects.count() == 1

    assert desk.post(address(sent, "confirm")).status_code == 302
    work()
    assert Person.objects.count() == 2
    assert desk.get(address(sent)).status_code == 200


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7", "This is not a workbook."),
        ("手机\r\n13800000000".encode(), "These columns are missing: Name."),
        ("姓名,手机".encode(), "There is no row below the headers."),
        (b" ", "This file is empty."),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_at_once_with_its_field(desk: Client, data: bytes, told: str) -> None:
    answer = upload(desk, data, address=f"/en{PAGE}")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert '<a href="#id_file">' in page
    assert SheetImport.objects.count() == 0


def test_without_a_file_the_form_says_so(desk: Client) -> None:
    answer = desk.post(f"/en{PAGE}", {})

    assert (answer.status_code, "Choose a file." in answer.content.decode()) == (422, True)


def test_the_fragment_asks_again_until_there_is_something_new(desk: Client, boss: Person) -> None:
    sent = started(many_people(3), by=boss)

    waiting = desk.get(address(sent), headers=HTMX)
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    assert "<html" not in waiting.content.decode()
    assert waiting.content.decode().strip() in desk.get(address(sent)).content.decode()

    work()
    assert desk.get(address(sent), headers=HTMX)["HX-Refresh"] == "true"


def test_telephone_numbers_and_addresses_are_masked(desk: Client, boss: Person) -> None:
    people.person(name="王小明", phone="13811112222", email="ming.long@example.org")
    data = people_csv(
        "王小明,,13811112222,new.address@example.org,,", "韩梅梅,,13733334444,han.meimei@example.org,,", "林涛,,1365555,bad@,,"
    )
    sent = checked(data, by=boss)

    pages = "".join(desk.get(f"{address(sent)}?show={verdict}").content.decode() for verdict in ("new", "changed", "refused"))

    assert [shown in pages for shown in ("137****4444", "han****@example.org", "min****@example.org", "new****@example.org")] == [True] * 4
    secrets = ("13733334444", "33334", "han.meimei", "ming.long", "1365555", "new.address")
    assert [secret in pages for secret in secrets] == [False] * 6


def test_each_verdict_has_its_own_view_and_problems_come_first(desk: Client, boss: Person) -> None:
    sent = checked(people_csv("韩梅梅,,13700000000,,,", ",,,,,", "林涛,,138,,,"), by=boss)

    first = desk.get(f"/en{address(sent)}").content.decode()
    assert "This is not a telephone number." in first
    assert '<span class="num">C4</span> Mobile</strong>' in first
    assert "Empty, or the example of the template." in desk.get(f"/en{address(sent)}?show=skipped").content.decode()
    assert "韩梅梅" in desk.get(f"/en{address(sent)}?show=new").content.decode()
    assert desk.get(f"/en{address(sent)}?show=nonsense&page=x").status_code == 200


def test_a_long_list_is_shown_in_pages(desk: Client, boss: Person) -> None:
    sent = checked(many_people(120), by=boss)

    last = desk.get(f"{address(sent)}?show=new&page=3").content.decode()

    assert [f"人{number}" in last for number in (99, 100, 119)] == [False, True, True]


def test_the_number_of_queries_does_not_grow_with_the_rows(desk: Client, boss: Person) -> None:
    def queries(count: int) -> int:
        sent = checked(many_people(count), by=boss)
        with CaptureQueriesContext(connection) as captured:
            desk.get(address(sent))
        return len(captured)

    assert queries(1) == queries(3) <= 9


def test_names_like_markup_are_shown_as_they_are(desk: Client, boss: Person) -> None:
    sent = checked(people_csv("<script>alert(1)</script>,,13700000000,,,"), by=boss)

    assert "<script>alert" not in desk.get(address(sent)).content.decode()


def test_the_senders_file_comes_back_marked_and_the_trace_knows(desk: Client, boss: Person) -> None:
    sent = checked(people_csv("林涛,,138,,,"), by=boss)

    answer = desk.get(address(sent, "problems.xlsx"))

    page = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert str(page["C2"].fill.fgColor.rgb).endswith("FFC7CE")
    assert TraceLine.objects.filter(verb="took marked list", actor_id=boss.pk).count() == 1


def test_a_list_without_problems_has_no_marked_file(desk: Client, boss: Person) -> None:
    assert desk.get(address(checked(many_people(1), by=boss), "problems.xlsx")).status_code == 404


def test_the_lists_of_another_coordinator_are_not_there(desk: Client, edition: Edition) -> None:
    other = people.coordinator(edition)
    sent = checked(people_csv("林涛,,138,,,"), by=other)

    answers = [desk.get(address(sent, more)).status_code for more in ("", "problems.xlsx")]
    answers += [desk.post(address(sent, more)).status_code for more in ("confirm", "stop")]

    assert answers == [404] * 4
    assert f"/{sent.pk}/" not in desk.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        f"{PAGE}template.xlsx",
        "/desk/people/people.xlsx",
        "/desk/people/people.csv",
        f"{PAGE}1/",
        f"{PAGE}1/problems.xlsx",
        "/desk/import/",
    ],
)
def test_who_does_not_coordinate_sees_nothing(client: Client, edition: Edition, page: str) -> None:
    assert client.get(page).status_code == 302

    client.force_login(people.person())
    assert client.get(page).status_code == 403
    assert TraceLine.objects.filter(verb="exported people").count() == 0


def test_downloads_are_named_and_kept_by_nobody(desk: Client) -> None:
    answers = {more: desk.get(f"/desk/people/{more}") for more in ("people.xlsx", "people.csv")}

    assert ["attachment" in answer["Content-Disposition"] for answer in answers.values()] == [True, True]
    assert ["no-store" in answer["Cache-Control"] for answer in answers.values()] == [True, True]
    assert b"".join(answers["people.csv"].streaming_content).decode("utf-8-sig").startswith('"姓名*","英文名","手机"')


def test_a_word_that_comes_too_early_or_too_late_is_answered_with_a_sentence(desk: Client, boss: Person) -> None:
    early = started(many_people(1), by=boss)
    assert desk.post(address(early, "confirm")).status_code == 409

    late = written(many_people(2), by=boss)
    assert desk.post(address(late, "stop")).status_code == 409
    assert desk.post(address(late, "confirm")).status_code == 302


def test_a_list_that_changes_nothing_has_nothing_to_confirm(desk: Client, boss: Person) -> None:
    written(many_people(2), by=boss)
    again = checked(many_people(2), by=boss)

    page = desk.get(f"/en{address(again)}").content.decode()

    assert "This list changes nothing: everything in it is here already." in page
    assert [mark in page for mark in ("/confirm", "Nothing to write", "Upload another file", f'href="/en{PAGE}"')] == [
        False,
        True,
        True,
        True,
    ]
