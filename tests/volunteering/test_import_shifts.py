"""Lists of shifts on their way in: each row a shift, with what it says about its post."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.factories import imports, people, places, programme, volunteering
from wucai.core import importers
from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.spreadsheets import read
from wucai.volunteering.actions import enrolments
from wucai.volunteering.models import Post, Shift
from wucai.volunteering.sheets import SHIFTS

pytestmark = pytest.mark.django_db
HEADERS = "站点,颜色,岗位,风险,资质,语言,日期,开始,结束,人数,演示"


@pytest.fixture
def edition():
    return programme.edition()


@pytest.fixture(autouse=True)
def station(edition):
    site = places.station(edition=edition, name="东站", name_en="East Station")
    volunteering.post(site=site, name="讲解", risks="久站")
    return site


def checked(edition, *lines, headers=HEADERS, organisation=None):
    by = people.coordinator(edition)
    data = "\r\n".join([headers, *lines]).encode()
    scope = Scope(edition.pk, by.pk, organisation)
    sent = importers.start("shifts", "班次.csv", data, media_type="text/csv", by=by, scope=scope)
    imports.work()
    sent.refresh_from_db()
    return sent


def written(edition, *lines, **more):
    sent = checked(edition, *lines, **more)
    importers.confirm(sent, by=people.coordinator(edition))
    imports.work()
    sent.refresh_from_db()
    return sent


def faults(sent):
    return [[problem["fault"][0] for problem in row.problems] for row in sent.rows.filter(verdict=Verdict.REFUSED)]


def rows_of(*lines):
    return list(read("\r\n".join([HEADERS, *lines]).encode(), SHIFTS).rows())


def test_a_new_shift_makes_its_post_where_there_is_none(edition):
    sent = written(edition, "东站,红,引导,人流密集,,英文,2020-11-05,07:00,11:00,4,是")

    [shift] = Shift.objects.all()
    post = Post.objects.get(name="引导")
    times = [shift.starts_at.isoformat(), shift.ends_at.isoformat()]
    assert (sent.written, shift.post, shift.seats, times) == (1, post, 4, ["2020-11-04T23:00:00+00:00", "2020-11-05T03:00:00+00:00"])
    assert (post.risks, post.language, post.is_demo) == ("人流密集", "en", True)


def test_the_same_list_twice_changes_nothing(edition):
    line = "East Station,红,引导,人流密集,,,2020-11-05,7:00,11:00,4,"
    written(edition, line)

    assert imports.counts(checked(edition, line)) == [0, 0, 1, 0, 0]


def test_a_change_is_told_and_written(edition):
    written(edition, "东站,红,引导,人流密集,,,2020-11-05,07:00,11:00,4,")

    sent = written(edition, "东站,红,引导,台阶较多,,,2020-11-05,07:00,11:00,6,")

    [row] = sent.rows.all()
    assert (row.verdict, row.before) == (Verdict.CHANGED, {"seats": 4, "risks": "人流密集"})
    assert (Shift.objects.get().seats, Post.objects.get(name="引导").risks) == (6, "台阶较多")


def test_two_hundred_rows_are_asked_for_as_often_as_one(edition, django_assert_num_queries):
    judge = importers.named("shifts").judge(Scope(edition.pk, 0), False)
    rows = rows_of(*(f"东站,红,引导{number},久站,,,2020-11-05,07:00,11:00,4," for number in range(200)))

    for batch in (rows[:1], rows[1:]):
        with django_assert_num_queries(6):
            assert {judged.verdict for judged in judge(batch)} == {Verdict.NEW}


def test_a_list_of_many_is_written_in_a_few_statements(edition, django_assert_max_num_queries):
    rows = rows_of(*(f"东站,红,引导{number},久站,,,2020-11-05,07:00,11:00,4," for number in range(200)))
    scope = Scope(edition.pk, 0)
    judged = importers.named("shifts").judge(scope, True)(rows)

    with django_assert_max_num_queries(8):
        importers.named("shifts").put(judged, scope)

    assert Shift.objects.count() == 200


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("西站,红,引导,久站,,,2020-11-05,07:00,11:00,4,", "unknown_site"),
        ("东站,蓝,引导,久站,,,2020-11-05,07:00,11:00,4,", "unknown_colour"),
        ("东站,黑,引导,久站,,,2020-11-05,07:00,11:00,4,", "unknown_choice"),
        ("东站,红,引导,,,,2020-11-05,07:00,11:00,4,", "required"),
        ("东站,红,引导,久站,驾照,,2020-11-05,07:00,11:00,4,", "unknown_qualification"),
        ("东站,红,引导,久站,,,11月,07:00,11:00,4,", "not_a_date"),
        ("东站,红,引导,久站,,,2020-11-05,上午,11:00,4,", "not_a_time"),
        ("东站,红,引导,久站,,,2020-11-05,07:00,25:00,4,", "not_a_time"),
        ("东站,红,引导,久站,,,2020-11-05,11:00,07:00,4,", "too_long_a_shift"),
        ("东站,红,引导,久站,,,2020-11-05,07:00,11:00,0,", "no_seats"),
        ("东站,红,引导,久站,,,2020-11-05,07:00,11:00,四,", "not_a_number"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_why(edition, line, fault):
    sent = checked(edition, line)

    assert (faults(sent), Shift.objects.count()) == ([[fault]], 0)


def test_an_unknown_project_is_refused(edition):
    sent = checked(edition, "东站,红,引导,久站,P99,2020-11-05,07:00,11:00,4", headers="站点,颜色,岗位,风险,项目,日期,开始,结束,人数")

    assert faults(sent) == [["unknown_project"]]


def test_a_night_shift_ends_on_the_next_day(edition):
    written(edition, "东站,红,引导,久站,,,2020-11-05,22:00,02:00,4,")

    assert Shift.objects.get().ends_at == datetime.fromisoformat("2020-11-06T02:00:00+08:00")


def test_the_same_shift_twice_in_a_file_is_refused_once(edition):
    sent = checked(
        edition,
        "东站,红,引导,久站,,,2020-11-05,07:00,11:00,4,",
        "East Station,红,引导,久站,,,2020-11-05,7:00,11:00,4,",
        "东站,红,引导,晒,,,2020-11-06,07:00,11:00,4,",
    )

    assert (imports.counts(sent), faults(sent)) == ([1, 0, 0, 2, 0], [["duplicate"], ["told_otherwise"]])


def test_seats_that_somebody_holds_cannot_be_taken_away(edition):
    written(edition, "东站,红,引导,久站,,,2039-11-05,07:00,11:00,4,")
    shift = Shift.objects.get()
    volunteering.signup(shift)
    volunteering.signup(shift)

    assert faults(checked(edition, "东站,红,引导,久站,,,2039-11-05,07:00,11:00,1,")) == [["seats_taken"]]
    assert imports.counts(written(edition, "东站,红,引导,久站,,,2039-11-05,07:00,11:00,2,")) == [0, 1, 0, 0, 0]


def test_a_qualification_is_meant_by_its_name_in_either_language(edition):
    docent = enrolments.put_qualification(edition, by=None, key="docent", name="讲解员专训", name_en="Docent training")

    written(
        edition,
        "东站,红,引导,久站,讲解员专训,,2020-11-05,07:00,11:00,4,",
        "东站,红,陪同,久站,Docent training,,2020-11-05,07:00,11:00,4,",
    )

    assert [post.qualification for post in Post.objects.filter(name__in=["引导", "陪同"])] == [docent, docent]


def test_a_unit_lays_out_no_shifts(edition):
    with pytest.raises(LookupError):
        checked(edition, "东站,红,引导,久站,,,2020-11-05,07:00,11:00,4,", organisation=7)


def test_what_one_row_leaves_out_of_a_post_another_tells(edition):
    lines = ["东站,红,{},久站,,英文,2020-11-05,07:00,11:00,{},", "东站,红,{},久站,,,2020-11-06,07:00,11:00,{},是"]
    written(edition, *(line.format("讲解", 4) for line in lines), *(line.format("引导", 4) for line in reversed(lines)))
    Post.objects.update(language="", is_demo=False)

    written(edition, *(line.format("讲解", 5) for line in lines), *(line.format("引导", 5) for line in reversed(lines)))
    again = checked(edition, *(line.format("讲解", 5) for line in lines), *(line.format("引导", 5) for line in reversed(lines)))

    assert [(post.language, post.is_demo) for post in Post.objects.filter(name__in=["讲解", "引导"])] == [("en", True)] * 2
    assert imports.counts(again) == [0, 0, 4, 0, 0]


@pytest.mark.parametrize("day", ["0001-01-01", "2002-11-05", "9999-12-31"])
def test_a_day_far_from_the_edition_is_refused(edition, day):
    assert faults(checked(edition, f"东站,红,引导,久站,,,{day},22:00,02:00,4,")) == [["far_away"]]


@pytest.fixture
def one_by_one():
    """The list is written in batches of one row."""
    known = importers.named("shifts")
    importers.register(replace(known, batch=1))
    yield
    importers.register(known)


@pytest.mark.usefixtures("one_by_one")
def test_rows_about_one_post_are_written_though_they_fall_into_several_batches(edition):
    lines = ["东站,红,引导,{},,,2020-11-05,07:00,11:00,{},", "东站,红,引导,{},,,2020-11-06,07:00,11:00,{},"]
    written(edition, *(line.format("人流密集", 4) for line in lines))

    sent = written(edition, *(line.format("台阶较多", 6) for line in lines))

    assert (imports.counts(sent), sent.written, Post.objects.get(name="引导").risks) == ([0, 2, 0, 0, 0], 2, "台阶较多")
    assert [shift.seats for shift in Shift.objects.all()] == [6, 6]
