"""Coming, going, hours and certificates for machines."""

from datetime import datetime, timedelta

import pytest

from tests.factories import people, served
from wucai.core import clock
from wucai.volunteering import queries
from wucai.volunteering.actions import certificates
from wucai.volunteering.models import Attendance

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 11, 6, 9, 20, tzinfo=clock.SHANGHAI)


@pytest.fixture
def seat():
    clock.set_now(MORNING)
    return served.seat(MORNING)


def check_in(browser, code):
    return browser.post("/api/v1/attendances", {"code": code}, content_type="application/json")


def test_one_checks_in_by_code_out_again_and_sees_the_hours(logged_in, seat):
    browser = logged_in(seat.person)
    came = check_in(browser, queries.station_code(seat.shift.post.site, now=clock.now()).code)
    clock.set_now(MORNING + timedelta(hours=1, seconds=30))

    answers = [browser.post(f"/api/v1/attendances/{came.json()['id']}/end").json() for _ in range(2)]

    told = {"id": answers[0]["id"], "shift_id": seat.shift_id, "kind": "recorded", "state": "to_confirm", "minutes": 60}
    assert (came.status_code, came.json()["signup_id"], came.json()["checked_out_at"]) == (201, seat.pk, None)
    assert (answers, browser.get("/api/v1/hours").json()) == ([told, told], [told])


def test_a_wrong_code_is_a_problem_with_its_reason_and_a_missing_one_names_the_field(logged_in, seat):
    wrong = check_in(logged_in(seat.person), "no")
    missing = logged_in(seat.person).post("/api/v1/attendances", {}, content_type="application/json")

    assert (wrong.status_code, wrong.json()["reason"], Attendance.objects.count()) == (409, "wrong_code", 0)
    assert (missing.status_code, list(missing.json()["fields"])) == (422, ["told.code"])


def test_nobody_ends_somebody_elses_shift(logged_in, seat):
    entry = served.worked(MORNING - timedelta(days=1), post=seat.shift.post)

    assert logged_in(seat.person).post(f"/api/v1/attendances/{entry.attendance_id}/end").status_code == 404


def test_a_certificate_is_checked_without_a_log_in_and_tells_nothing_of_the_person(client, seat):
    entry = served.confirmed(MORNING - timedelta(days=1), people.person(), post=seat.shift.post)
    certificate = certificates.issue(entry.person, seat.shift.post.site.edition, by=None, now=MORNING)

    told = client.get(f"/api/v1/certificates/{certificate.number.lower()}").json()

    assert sorted(told) == ["edition", "first_on", "issued_at", "last_on", "minutes", "number", "stands"]
    assert (told["number"], told["minutes"], told["stands"], told["edition"]) == (certificate.number, 120, True, "test")
    assert client.get("/api/v1/certificates/WC2020-AAAAAAAA").status_code == 404
