"""The demo's own pages stand in a demo house alone."""

import pytest

ADDRESSES = ["/demo/", "/tour/", "/tour/1/"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_demos_pages_are_there_in_a_demo_house(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_there_is_no_such_page_in_any_other_house(client, settings, address):
    settings.WUCAI_MODE = "site"

    assert client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/demo/enter/coordinator", "/demo/clock/noon", "/tour/1/go"])
def test_nobody_enters_or_sets_the_clock_in_any_other_house(client, settings, address):
    settings.WUCAI_MODE = "site"

    assert client.post(address).status_code == 404
    assert client.session.keys() == {}.keys()


@pytest.mark.django_db
def test_before_the_demo_is_loaded_nobody_can_be_entered(client):
    assert client.post("/demo/enter/coordinator").status_code == 403


def test_a_stranger_is_not_found(client, demo):
    assert client.post("/demo/enter/somebody").status_code == 404


def test_becoming_the_visitor_ends_the_log_in(client, demo):
    client.post("/demo/enter/coordinator")
    assert client.get("/desk/").status_code == 200

    answer = client.post("/demo/enter/visitor")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/s/demo")
    assert client.get("/desk/").status_code == 302
