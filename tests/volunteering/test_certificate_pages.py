"""Certificates on the page, on paper, and for whoever checks a number."""

import io
from datetime import datetime, timedelta

import pypdfium2
import pytest
import zxingcpp
from django.core.cache import cache

from tests.factories import people, served
from wucai.core import clock
from wucai.volunteering.actions import certificates, hours
from wucai.volunteering.models import Certificate

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 11, 5, 8, 0, tzinfo=clock.SHANGHAI)
EVENING = MORNING + timedelta(hours=12)


@pytest.fixture(autouse=True)
def evening(settings):
    settings.WUCAI_ORIGIN = "https://wucai.example"
    cache.clear()
    clock.set_now(EVENING)


@pytest.fixture
def entry():
    return served.confirmed(MORNING, people.person(name="王小明", name_en="Wang Xiaoming", phone="13900008888"), minutes=150)


@pytest.fixture
def certificate(entry):
    return certificates.issue(entry.person, entry.shift.post.site.edition, by=None, now=EVENING)


def read(pdf):
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        words = "".join(document[0].get_textpage().get_text_range().split())
        return len(document), words, [found.text for found in zxingcpp.read_barcodes(document[0].render(scale=2).to_pil())]


def test_one_press_issues_the_certificate_and_a_second_changes_nothing(logged_in, entry):
    browser = logged_in(entry.person)
    for _ in range(2):
        browser.post("/me/certificates", {"edition": entry.shift.post.site.edition.slug})

    page = browser.get("/me/certificates").content.decode()
    number = Certificate.objects.get().number
    assert (page.count(number) > 0, f"/me/certificates/{number}.pdf" in page, 'name="edition"' in page) == (True, True, False)


@pytest.mark.parametrize(("edition", "status"), [("nowhere", 404), ("", 422), ("\x00", 422), ("x" * 500, 422), ("a b", 422)])
def test_an_edition_in_which_one_has_no_hours_is_not_there_and_what_is_none_is_422(logged_in, entry, edition, status):
    assert (logged_in(entry.person).post("/me/certificates", {"edition": edition}).status_code, Certificate.objects.count()) == (status, 0)


def test_too_few_hours_are_refused_with_the_sentence(logged_in):
    few = served.confirmed(MORNING, minutes=10)

    response = logged_in(few.person).post("/en/me/certificates", {"edition": few.shift.post.site.edition.slug})

    assert (response.status_code, "not enough confirmed hours" in response.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("prefix", "told"),
    [
        ("", ["王小明", "讲解", "测试届"]),
        ("/en", ["Certificateofvolunteerservice", "WangXiaoming", "Docent", "Testedition", "2h30min(150minutes)", "Serviceline12345"]),
    ],
)
def test_the_paper_has_its_four_blocks_in_the_readers_language_and_a_code_that_leads_to_the_check(logged_in, certificate, prefix, told):
    response = logged_in(certificate.person).get(f"{prefix}/me/certificates/{certificate.number}.pdf")

    pages, words, codes = read(response.content)
    assert (response.headers["Content-Type"], pages, codes) == (
        "application/pdf",
        1,
        [f"https://wucai.example/verify/{certificate.number}"],
    )
    assert [word for word in [*told, certificate.number, certificate.person.number] if word not in words] == []
    assert "13900008888" not in words


def test_hours_confirmed_after_the_issue_are_not_on_the_paper(logged_in, certificate, entry):
    later = served.worked(MORNING + timedelta(days=1), entry.person, post=entry.shift.post)
    hours.confirm([later], by=people.person(), now=EVENING + timedelta(days=1))

    _pages, words, _codes = read(logged_in(entry.person).get(f"/en/me/certificates/{certificate.number}.pdf").content)

    assert "2h30min" in words
    assert "4h30min" not in words


def test_somebody_elses_certificate_is_not_there_and_one_that_ended_is_not_printed(logged_in, certificate):
    address = f"/me/certificates/{certificate.number}.pdf"
    assert logged_in(people.person()).get(address).status_code == 404

    certificates.revoke(certificate, by=None, why="x", now=EVENING)

    assert logged_in(certificate.person).get(address).status_code == 409


def test_anybody_can_check_a_number_and_learns_nothing_of_the_person(client, certificate):
    response = client.get(f"/en/verify/{certificate.number.lower()}")

    page = response.content.decode()
    told = ["genuine and valid", certificate.number, "Test edition", "2 h 30 min", "2020-11-05"]
    assert (response.status_code, [word for word in told if word not in page]) == (200, [])
    assert [secret for secret in ("王", "Wang", "xiaoming", "8888", certificate.person.number) if secret in page] == []


def test_a_number_that_ended_says_so_without_the_words_of_whoever_ended_it(client, certificate):
    certificates.revoke(certificate, by=None, why="冒用王小明的姓名", now=EVENING)

    page = client.get(f"/en/verify/{certificate.number}").content.decode()

    assert ("not valid any more" in page, "冒用" in page, "genuine and valid" in page) == (True, False, False)


@pytest.mark.parametrize("number", ["WC2020-AAAAAAAA", "x", "%00", "%F0%9F%98%80", "A" * 900])
def test_a_number_that_was_never_given_is_told_so(client, certificate, number):
    response = client.get(f"/en/verify/{number}")

    assert (response.status_code, "No certificate with this number" in response.content.decode()) == (404, True)


def test_the_form_leads_to_the_numbers_own_address(client, certificate):
    typed = f" {certificate.number.lower().replace('-', ' ')} "

    assert client.get("/verify/", {"number": typed}).headers["Location"] == f"/verify/{certificate.number}"
    assert [client.get("/verify/", {"number": text}).status_code for text in ("", "—", "\x00")] == [422] * 3


def test_from_one_address_only_so_many_numbers_are_checked(client, certificate):
    for _ in range(30):
        client.get("/verify/WC2020-AAAAAAAA")

    assert client.get(f"/verify/{certificate.number}").status_code == 409


@pytest.mark.parametrize("count", [1, 3])
def test_my_certificates_ask_the_database_equally_often_for_one_and_three(logged_in, django_assert_num_queries, entry, count):
    for day in range(count):
        certificates.issue(entry.person, entry.shift.post.site.edition, by=None, now=EVENING + timedelta(days=9))
        served.confirmed(MORNING + timedelta(days=day + 1), entry.person, post=entry.shift.post)
    browser = logged_in(entry.person)

    with django_assert_num_queries(5):  # the log-in session, the person, the hours, the certificate that stands, all certificates
        assert browser.get("/me/certificates").content.decode().count("WC2020-") >= count
