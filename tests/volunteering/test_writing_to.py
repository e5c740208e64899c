"""Writing to stations, colours and shifts: offered in the form, linked from their pages; a keeper writes to their own alone."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories import people, places, volunteering
from wucai.core import clock
from wucai.people.models import Message

pytestmark = pytest.mark.django_db
NEW = "/desk/messages/new"


@pytest.fixture
def post():
    return volunteering.post(site=places.station(slug="railway"))


@pytest.fixture
def desk(post, logged_in):
    return logged_in(people.coordinator(post.site.edition))


@pytest.fixture
def keeper(post):
    keeper = people.person()
    places.keeper(post.site, keeper)
    return keeper


def words(**more):
    return {"audience": "", "kind": "notice", "title": "集合", "text": "八点。", "key": str(uuid4()), **more}


def test_the_form_offers_stations_colours_and_the_next_shifts_and_each_can_be_written_to(desk, post):
    shift = volunteering.shift(post=post, starts_at=clock.now() + timedelta(hours=1))
    ada = volunteering.signup(shift).person
    page = desk.get(NEW).content.decode()
    audiences = {"station": "railway", "colour": post.colour.key, "shift": str(shift.pk)}

    for kind, key in audiences.items():
        assert (f'value="{kind}:{key}"' in page, desk.post(NEW, words(audience=f"{kind}:{key}")).status_code) == (True, 302)

    sent = Message.objects.order_by("pk")
    assert [(each.audience, each.audience_id, [notice.person for notice in each.notices.all()]) for each in sent] == [
        (kind, key, [ada]) for kind, key in audiences.items()
    ]


def test_a_station_and_a_person_at_once_are_refused_at_the_field(desk, post):
    answer = desk.post(NEW, words(audience="station:railway", person="13800000000"))

    assert (answer.status_code, '<a href="#id_person' in answer.content.decode(), Message.objects.count()) == (422, True, 0)


def test_a_keeper_writes_to_their_station_and_its_shifts_and_sees_who_has_read_it(logged_in, keeper, post):
    shift, browser = volunteering.shift(post=post), logged_in(keeper)
    volunteering.signup(shift)

    for query in ("audience=station&id=railway", f"audience=shift&id={shift.pk}"):
        assert browser.get(f"{NEW}?{query}").status_code == 200
        sent = browser.post(f"{NEW}?{query}", words())
        assert (sent.status_code, browser.get(sent.headers["Location"]).status_code) == (302, 200)

    assert [message.sender for message in Message.objects.all()] == [keeper, keeper]


def test_a_keeper_writes_to_nobody_else(logged_in, keeper, post):
    elsewhere = volunteering.shift(post=volunteering.post(site=places.station(edition=post.site.edition, slug="qibao")))
    ada = volunteering.signup(elsewhere).person
    others = ["", "?audience=station&id=qibao", f"?audience=shift&id={elsewhere.pk}", "?audience=colour&id=red"]
    others += [f"?audience=person&id={ada.number}", "?audience=shift&id=x", "?audience=x&id=railway"]
    browser = logged_in(keeper)

    told = [way(f"{NEW}{query}", *form).status_code for query in others for way, form in ((browser.get, ()), (browser.post, (words(),)))]

    assert (set(told), Message.objects.count()) == ({403}, 0)
    assert browser.get(f"{NEW}?audience=station&id=%00").status_code == 404


def test_the_messages_of_others_are_not_a_keepers(logged_in, keeper, desk, post):
    volunteering.signup(volunteering.shift(post=post))
    desk.post(NEW, words(audience="station:railway"))
    message = Message.objects.get()

    browser = logged_in(keeper)

    assert [browser.get(f"/desk/messages/{message.pk}/").status_code, browser.post(f"/desk/messages/{message.pk}/remind").status_code] == [
        403,
        403,
    ]


def test_the_pages_that_know_their_people_lead_to_the_form(logged_in, desk, keeper, post):
    shift = volunteering.shift(post=post)
    day = clock.local(shift.starts_at).date().isoformat()
    ada = volunteering.enrolment(post.site.edition, volunteering.signup(shift).person).person
    to_shift, to_station = f"{NEW}?audience=shift&amp;id={shift.pk}", f"{NEW}?audience=station&amp;id=railway"

    found = {
        to_shift: [desk.get(f"/desk/gaps/{shift.pk}/"), logged_in(keeper).get(f"/station/railway/duty?day={day}")],
        to_station: [logged_in(keeper).get(f"/station/railway/{page}") for page in ("duty", "on-duty")],
        f"{NEW}?audience=colour&amp;id=red": [desk.get("/desk/people-serving/?colour=red")],
        f"{NEW}?audience=person&amp;id={ada.number}": [desk.get(f"/desk/people-serving/{ada.number}/")],
    }

    assert [[link in page.content.decode() for page in pages] for link, pages in found.items()] == [[True] * 2, [True] * 2, [True], [True]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_asks_the_database_equally_often_for_one_shift_and_three(desk, post, django_assert_num_queries, count):
    for number in range(count):
        volunteering.signup(volunteering.shift(post=post, starts_at=volunteering.tomorrow(8 + 2 * number)))
    desk.get(NEW)

    with django_assert_num_queries(10):
        assert desk.get(NEW).status_code == 200
