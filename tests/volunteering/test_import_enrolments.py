"""Lists of enrolments on their way in: who serves, when, and what they would like."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import imports, people, programme
from wucai.core import clock, importers
from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.spreadsheets import read
from wucai.people.models import Organisation, Person
from wucai.volunteering.actions import enrolments
from wucai.volunteering.imports import times
from wucai.volunteering.models import Enrolment, Grant
from wucai.volunteering.sheets import ENROLMENTS

pytestmark = pytest.mark.django_db
HEADERS = "手机,单位,颜色意愿,最多班次,纬度,经度,可服务时间,资质,演示"
LINE = "13800000001,东街道,红、橙,2,31.1949,121.3151,11-05 07:00-15:00；11月6日上午,讲解员专训,是"


@pytest.fixture
def edition():
    return programme.edition()


@pytest.fixture
def ada(edition):
    Organisation.objects.create(slug="east", kind="street", name="东街道")
    enrolments.put_qualification(edition, by=None, key="docent", name="讲解员专训", name_en="Docent training")
    return people.person(phone="13800000001")


def checked(edition, *lines, organisation=None):
    by = people.coordinator(edition)
    data = "\r\n".join([HEADERS, *lines]).encode()
    sent = importers.start("enrolments", "登记.csv", data, media_type="text/csv", by=by, scope=Scope(edition.pk, by.pk))
    imports.work()
    sent.refresh_from_db()
    return sent


def written(edition, *lines):
    sent = checked(edition, *lines)
    importers.confirm(sent, by=people.coordinator(edition))
    imports.work()
    sent.refresh_from_db()
    return sent


def faults(sent):
    return [[problem["fault"][0] for problem in row.problems] for row in sent.rows.filter(verdict=Verdict.REFUSED)]


def rows_of(*lines):
    return list(read("\r\n".join([HEADERS, *lines]).encode(), ENROLMENTS).rows())


def shanghai(text):
    return datetime.fromisoformat(f"{text}+08:00")


def test_an_enrolment_is_written_with_times_wishes_and_qualifications(edition, ada):
    sent = written(edition, LINE)

    [enrolment] = Enrolment.objects.all()
    windows = [(each.starts_at, each.ends_at) for each in enrolment.availabilities.all()]
    told = (enrolment.person, enrolment.organisation.name, enrolment.colours, enrolment.most_shifts, enrolment.is_demo)
    assert (sent.written, told) == (1, (ada, "东街道", ["red", "orange"], 2, True))
    assert (enrolment.latitude_e6, enrolment.longitude_e6) == (31_190_000, 121_320_000)
    assert windows == [
        (shanghai("2020-11-05T07:00"), shanghai("2020-11-05T15:00")),
        (shanghai("2020-11-06T07:00"), shanghai("2020-11-06T12:00")),
    ]
    assert [grant.qualification.key for grant in Grant.objects.filter(person=ada)] == ["docent"]


def test_the_same_list_twice_changes_nothing(edition, ada):
    written(edition, LINE)

    assert imports.counts(checked(edition, LINE)) == [0, 0, 1, 0, 0]


def test_what_changes_is_told_in_words_and_written(edition, ada):
    written(edition, LINE)

    sent = written(edition, "13800000001,,蓝,,,,11-05 07:00-19:00,,")

    [row] = sent.rows.all()
    enrolment = Enrolment.objects.get()
    assert row.before == {"colours": ["red", "orange"], "times": "2020-11-05 07:00-15:00；2020-11-06 07:00-12:00"}
    assert (enrolment.colours, enrolment.most_shifts, enrolment.availabilities.count()) == (["blue"], 2, 1)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("13900000009,,,,,,,,", "unknown_person"),
        ("13800000001,西街道,,,,,,,", "unknown_unit"),
        ("13800000001,,黑,,,,,,", "unknown_choice"),
        ("13800000001,,,0,,,,,", "too_many_shifts"),
        ("13800000001,,,,31.19,,,,", "not_a_degree"),
        ("13800000001,,,,131.19,121.31,,,", "not_a_degree"),
        ("13800000001,,,,,,周末,,", "unreadable_times"),
        ("13800000001,,,,,,11-05 15:00-07:00,,", "unreadable_times"),
        ("13800000001,,,,,,02-30 全天,,", "unreadable_times"),
        ("13800000001,,,,,,0001-01-01,,", "unreadable_times"),
        ("13800000001,,,,,,9999-12-31 12:00-24:00,,", "unreadable_times"),
        ("13800000001,,,,,,,驾照,", "unknown_qualifications"),
        ("手机号,,,,,,,,", "not_a_phone"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_why(edition, ada, line, fault):
    sent = checked(edition, line)

    assert (faults(sent), Enrolment.objects.count()) == ([[fault]], 0)


def test_one_person_twice_in_a_file_is_refused_once(edition, ada):
    assert (imports.counts(sent := checked(edition, LINE, LINE)), faults(sent)) == ([1, 0, 0, 1, 0], [["duplicate"]])


def test_a_unit_sends_lines_for_its_own_people_only(edition, ada):
    own = Organisation.objects.create(slug="west", kind="street", name="西街道")
    judge = importers.named("enrolments").judge(Scope(edition.pk, 0, own.pk), False)

    refused, taken = judge(rows_of("13800000001,东街道,,,,,,,", "13800000001,,,,,,,,是"))

    assert [problem.fault.code for problem in refused.problems] == ["other_unit"]
    assert taken.after["says"] == {"person": ada.pk, "organisation": own.pk}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("11月5日全天", ["2020-11-05 07:00-19:00"]),
        ("11/5 8:00—12:30; 2020-11-06 13:00~24:00", ["2020-11-05 08:00-12:30", "2020-11-06 13:00-24:00"]),
        ("11-05 all day\n11-06 Evening", ["2020-11-05 07:00-19:00", "2020-11-06 18:00-22:00"]),
        ("11-05 07:00-11:00；11-05 11:00-15:00", ["2020-11-05 07:00-15:00"]),
        ("11-05", ["2020-11-05 07:00-19:00"]),
        ("；", []),
    ],
)
def test_times_are_read_as_people_write_them(edition, text, found):
    windows = times.windows(text, edition)

    assert windows is not None
    assert [each for each in times.told(times.plain(enrolments.joined(windows))).split("；") if each] == found


def test_coordinates_are_read_in_full_width_too(edition, ada):
    written(edition, "13800000001,,,,３１．１９,１２１．３２,,,")

    enrolment = Enrolment.objects.get()
    assert (enrolment.latitude_e6, enrolment.longitude_e6) == (31_190_000, 121_320_000)


def test_many_rows_are_asked_for_as_often_as_one(edition, ada, django_assert_num_queries):
    people.person(phone="13800000002")
    judge = importers.named("enrolments").judge(Scope(edition.pk, 0), False)
    rows = rows_of(LINE, LINE.replace("13800000001", "13800000002"), "13800000003,东街道,,,,,,,")

    for batch in (rows[:1], rows):
        with django_assert_num_queries(6):
            judge(batch)


def test_two_thousand_enrolments_are_judged_and_written_in_few_statements(edition, ada):
    phones = [f"1990000{number:04d}" for number in range(2_000)]
    Person.objects.bulk_create([Person.objects.make(name="人", phone=phone) for phone in phones])
    lines = [LINE.replace("13800000001", phone) for phone in phones]
    rows, scope = rows_of(*lines), Scope(edition.pk, 0)

    with CaptureQueriesContext(connection) as asked:
        judged = importers.named("enrolments").judge(scope, True)(rows)
        importers.named("enrolments").put(judged, scope)

    assert (Enrolment.objects.count(), Grant.objects.count()) == (2_000, 2_000)
    # Measured at 0.9 s; a statement a row would take ten.
    print(len(asked))
    assert len(asked) < 100


def test_enrolling_again_replaces_what_was_said_and_saying_the_same_changes_nothing(edition, ada):
    day = clock.now()
    said = {"by": ada, "now": day, "colours": ["red"], "availabilities": [(day, day + timedelta(hours=4))]}
    first = enrolments.enrol(ada, edition, **said)

    assert enrolments.enrol(ada, edition, **said) == first
    again = enrolments.enrol(ada, edition, **{**said, "colours": ["blue"], "availabilities": []})

    assert (again.pk, again.colours, again.availabilities.count()) == (first.pk, ["blue"], 0)
