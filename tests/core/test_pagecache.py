"""A second's memory of pages that anybody may see."""

from dataclasses import replace

import brotli
import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path

from tests.factories import people, places
from wucai.core.pagecache import Kept, for_everybody

pytestmark = pytest.mark.django_db


@for_everybody()
def with_token(request):
    return HttpResponse(get_token(request))


@for_everybody()
def drawn_while_others_look(request):
    """Before it is done, somebody else looks at the same page."""
    drawn.append(len(drawn))
    others.append(Client().get("/slow").content if len(drawn) > 1 else b"")
    return HttpResponse(f"{len(drawn)}")


drawn: list[int] = []
others: list[bytes] = []
urlpatterns = [path("token", with_token), path("slow", drawn_while_others_look)]


def test_a_second_look_asks_no_database(client, django_assert_num_queries):
    places.station(name="七宝")
    first = client.get("/stations/")

    with django_assert_num_queries(0):
        second = client.get("/stations/")

    assert (first.content, second.headers["ETag"]) == (second.content, first.headers["ETag"])
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_language_elder_view_and_search_are_kept_apart(client):
    places.station(name="七宝")
    seen = {client.get(path).content for path in ("/stations/", "/en/stations/", "/stations/?q=%E4%B8%83", "/elder/on", "/stations/")}

    assert len(seen) == 5


def test_a_page_that_did_not_change_is_not_sent_again(client):
    etag = client.get("/stations/").headers["ETag"]

    again = client.get("/stations/", headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")


def test_each_browser_gets_the_form_that_it_takes(client):
    plain = client.get("/stations/", headers={"accept-encoding": "identity"})
    brotlied = client.get("/stations/", headers={"accept-encoding": "gzip, br"})

    assert (plain.headers.get("Content-Encoding"), brotlied.headers["Content-Encoding"]) == (None, "br")
    assert brotli.decompress(brotlied.content) == plain.content


def test_what_a_page_depends_on_is_told_to_caches_on_the_way(client):
    told = {each.strip() for each in client.get("/stations/").headers["Vary"].split(",")}

    assert told == {"Accept-Encoding", "Accept-Language", "Cookie", "HX-Request"}


@pytest.mark.parametrize("address", ["/", "/stations/", "/stations/station"])
def test_a_visitors_page_is_light(client, address):
    """At most 25 KB over the wire on the first view, of which scripts take 17."""
    places.station(slug="station")

    assert len(client.get(address, headers={"accept-encoding": "br"}).content) < 8_500


def test_somebody_logged_in_gets_and_leaves_nothing_there(client):
    ada = people.person()
    client.get("/stations/")
    client.force_login(ada)

    mine = client.get("/stations/")
    client.logout()
    client.cookies.clear()

    assert ada.name in mine.content.decode() or mine.headers.get("ETag") is None
    assert client.get("/stations/").content != mine.content


def test_a_page_with_a_token_is_somebodys_own_and_not_kept(client, settings):
    settings.ROOT_URLCONF = __name__

    first = client.get("/token")
    client.cookies.clear()

    assert (client.get("/token").content != first.content, first.headers.get("ETag")) == (True, None)


def test_while_an_old_page_is_drawn_anew_the_others_get_it_as_it_was(settings):
    settings.ROOT_URLCONF = __name__
    drawn.clear()
    others.clear()
    first = Client().get("/slow").content
    grow_old()

    anew = Client().get("/slow").content

    assert (first, anew, others, len(drawn)) == (b"1", b"2", [b"", b"1"], 2)


def grow_old():
    """As after two seconds: every page is still there, but no longer fresh."""
    pages = caches["pages"]
    for key in [name.removeprefix(":1:") for name in pages._cache]:
        if isinstance(kept := pages.get(key), Kept):
            pages.set(key, replace(kept, old_from=0.0), 10)
