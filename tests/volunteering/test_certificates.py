"""Certificates: of confirmed hours, one at a time, with a number that tells nothing of the person."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from tests.factories import people, served
from wucai.core import clock
from wucai.core.models import TraceLine
from wucai.core.refusals import Refused
from wucai.volunteering import queries
from wucai.volunteering.actions import certificates
from wucai.volunteering.choices import CertificateRefusal
from wucai.volunteering.models import Certificate

pytestmark = pytest.mark.django_db
MORNING = datetime(2020, 11, 5, 8, 0, tzinfo=clock.SHANGHAI)
EVENING = MORNING + timedelta(hours=12)


@pytest.fixture(autouse=True)
def fresh_counts():
    """Nothing tried before."""
    cache.clear()


@pytest.fixture
def ada():
    return people.person()


def issue(entry, now=EVENING):
    return certificates.issue(entry.person, entry.shift.post.site.edition, by=entry.person, now=now)


def refusal_of(verb, *told, **more):
    with pytest.raises(certificates.CertificateRefused) as refused:
        verb(*told, **more)
    return refused.value.reason


def test_confirmed_hours_are_certified_under_a_number_without_look_alikes(ada):
    entry = served.confirmed(MORNING, ada, minutes=100)
    served.confirmed(MORNING + timedelta(days=2), ada, minutes=30, post=entry.shift.post)

    certificate = issue(entry, MORNING + timedelta(days=3))

    told = (certificate.person, certificate.minutes, certificate.shifts, certificate.first_on, certificate.last_on)
    assert told == (ada, 130, 2, date(2020, 11, 5), date(2020, 11, 7))
    assert re.fullmatch(r"WC2020-[2-9A-HJKMNP-Z]{8}", certificate.number)
    assert TraceLine.objects.latest("pk").after == {"minutes": 130, "shifts": 2}


def test_only_confirmed_hours_count_and_sixty_minutes_are_the_least(ada):
    entry = served.confirmed(MORNING, ada, minutes=59)
    served.worked(MORNING + timedelta(days=1), ada, minutes=200, post=entry.shift.post)
    assert refusal_of(issue, entry, MORNING + timedelta(days=2)) == CertificateRefusal.TOO_FEW

    served.confirmed(MORNING + timedelta(days=3), ada, minutes=1, post=entry.shift.post)

    assert issue(entry, MORNING + timedelta(days=4)).minutes == 60


def test_asking_again_gives_the_same_certificate_while_nothing_was_added(ada):
    entry = served.confirmed(MORNING, ada)

    assert issue(entry) == issue(entry, EVENING + timedelta(days=9))
    assert Certificate.objects.count() == 1


def test_a_newer_certificate_replaces_the_one_before(ada):
    entry = served.confirmed(MORNING, ada)
    first = issue(entry)
    served.confirmed(MORNING + timedelta(days=1), ada, post=entry.shift.post)

    second = issue(entry, MORNING + timedelta(days=2))

    first.refresh_from_db()
    assert (first.stands, first.revoked_why, queries.ending(first) != "", second.minutes) == (False, "replaced", True, 240)
    assert first.number != second.number


def test_a_certificate_is_revoked_once_and_with_a_reason_that_is_told_to_nobody(ada):
    certificate = issue(served.confirmed(MORNING, ada))
    assert refusal_of(certificates.revoke, certificate, by=None, why=" ", now=EVENING) == CertificateRefusal.NO_REASON

    certificates.revoke(certificate, by=None, why="冒用他人姓名", now=EVENING)
    again = certificates.revoke(certificate, by=None, why="x", now=EVENING)

    assert (again.revoked_why, queries.ending(again)) == ("冒用他人姓名", "")


@pytest.mark.parametrize("write", [str.lower, lambda number: number.replace("-", ""), lambda number: f" {number[:4]} {number[4:]} "])
def test_a_number_is_found_however_it_is_written(ada, write):
    certificate = issue(served.confirmed(MORNING, ada))

    assert queries.numbered(write(certificate.number), asker="1") == certificate


@pytest.mark.parametrize("number", ["", "WC2020-", "WC2020-AAAAAAAA", "\x00", "x" * 4000, "😀", "WC2020-%"])
def test_a_number_that_was_never_given_is_none(ada, number):
    issue(served.confirmed(MORNING, ada))

    assert queries.numbered(number, asker="1") is None


def test_from_one_address_numbers_are_not_guessed():
    for _ in range(30):
        queries.numbered("WC2020-AAAAAAAA", asker="1")

    with pytest.raises(Refused) as refused:
        queries.numbered("WC2020-AAAAAAAA", asker="1")
    assert refused.value.reason == CertificateRefusal.TOO_MANY_TRIES
    assert queries.numbered("WC2020-AAAAAAAA", asker="2") is None


def test_the_database_itself_lets_one_certificate_stand(ada):
    certificate = issue(served.confirmed(MORNING, ada))

    certificate.pk, certificate.number = None, "WC2020-BBBBBBBB"
    with pytest.raises(IntegrityError), transaction.atomic():
        certificate.save(force_insert=True)


@pytest.mark.parametrize("count", [1, 3])
def test_what_could_be_certified_is_read_in_two_queries(django_assert_num_queries, ada, count):
    first = served.confirmed(MORNING, ada)
    for day in range(1, count):
        served.confirmed(MORNING + timedelta(days=day), ada, post=first.shift.post)

    with django_assert_num_queries(2):
        [line] = queries.certifiable(ada)

    assert (line.total.minutes, line.may_issue, line.is_enough) == (120 * count, True, True)
    issue(first, MORNING + timedelta(days=9))
    assert [line.may_issue for line in queries.certifiable(ada)] == [False]
