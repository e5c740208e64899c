"""Log-in by phone or mail, with password or code; joining."""

import re

import pytest
from django.core import mail

from tests.factories import people
from wucai.core import outbox
from wucai.core.models import Parcel, TraceLine
from wucai.people.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"


@pytest.fixture
def ada():
    return people.person(phone="13800000001", email="ada@example.org", password=PASSWORD)


def log_in(client, login, password=PASSWORD):
    return client.post("/account/login/", {"login": login, "password": password})


@pytest.mark.parametrize(
    "login", ["13800000001", "138 0000 0001", "+86-138-0000-0001", "１３８０００００００１", "ada@example.org", "ADA@Example.org"]
)
def test_however_the_number_or_mail_is_written_its_owner_comes_in(client, ada, login):
    response = log_in(client, login)

    assert (response.status_code, response.headers.get("Location")) == (302, "/me/")
    assert ada.name in client.get("/me/").content.decode()


@pytest.mark.parametrize(
    ("login", "password"), [("13800000001", "wrong"), ("13800000009", PASSWORD), ("nobody@example.org", PASSWORD), ("", "")]
)
def test_a_wrong_log_in_tells_nothing_of_who_is_known(client, ada, login, password):
    response = log_in(client, login, password)

    assert (response.status_code, "_auth_user_id" in client.session) == (200, False)


def test_somebody_who_was_put_out_does_not_come_in(client, ada):
    Person.objects.update(is_active=False)

    log_in(client, "13800000001")

    assert "_auth_user_id" not in client.session


def sent(kind):
    return [parcel.payload for parcel in Parcel.objects.filter(kind=kind).order_by("pk")]


def test_a_code_to_the_phone_lets_its_owner_in(client, ada):
    client.post("/account/login/code/", {"phone": "13800000001"})
    [message] = sent("sms")
    assert message["to"] == "+8613800000001"

    response = client.post("/account/login/code/confirm/", {"code": code_in(message["text"])})

    assert (response.status_code, client.session["_auth_user_id"]) == (302, str(ada.pk))


def test_a_code_to_the_mail_lets_its_owner_in_and_leaves_by_the_outbox(client, ada):
    client.post("/account/login/code/", {"email": "ada@example.org"})
    [letter] = sent("mail")
    assert (letter["to"], mail.outbox) == (["ada@example.org"], [])
    outbox.deliver()
    assert [each.to for each in mail.outbox] == [["ada@example.org"]]

    client.post("/account/login/code/confirm/", {"code": code_in(letter["text"])})

    assert client.session["_auth_user_id"] == str(ada.pk)


def code_in(text):
    [code] = re.findall(r"\b[A-Z0-9]{4}-?[A-Z0-9]{2,4}\b|\b\d{6}\b", text)
    return code


def test_joining_asks_for_name_phone_and_password_and_proves_the_phone(client):
    form = {"name": "王小明", "phone": "138 0000 0007", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post("/account/signup/", form)
    [message] = sent("sms")
    assert response.status_code == 302

    client.post("/account/phone/verify/", {"code": code_in(message["text"])})

    person = Person.objects.with_phone("13800000007").get()
    assert (person.name, person.pinyin, person.is_phone_verified) == ("王小明", "wang xiao ming", True)
    assert client.get("/me/").status_code == 200


def test_a_number_that_cannot_be_one_is_told_beside_its_field(client):
    response = client.post("/account/signup/", {"name": "王小明", "phone": "12345", "password1": PASSWORD, "password2": PASSWORD})

    text = response.content.decode()
    assert (response.status_code, 'aria-invalid="true"' in text, 'href="#id_phone"' in text) == (200, True, True)
    assert Person.objects.count() == 0


def test_a_number_in_use_is_not_told_to_a_stranger_but_to_its_owner(client, ada):
    form = {"name": "谁", "phone": "13800000001", "password1": PASSWORD, "password2": PASSWORD}

    response = client.post("/account/signup/", form)

    assert (response.status_code, Person.objects.count(), len(sent("sms"))) == (302, 1, 1)


def test_no_phone_and_no_code_stands_readable_in_trace_or_outbox(client, ada, django_db_blocker):
    client.post("/account/login/code/", {"phone": "13800000001"})

    told = "".join(f"{line.verb}{line.before}{line.after}" for line in TraceLine.objects.all())
    raw = b"".join(
        bytes(each) for each in Parcel.objects.extra(select={"raw": "payload"}).values_list("raw", flat=True)
    )  # the column as it lies
    assert ("13800000001" in told, b"13800000001" in raw) == (False, False)
