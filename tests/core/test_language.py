"""Which language a page speaks."""

import pytest
from django.urls import get_script_prefix

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "cookie", "browser", "wanted"),
    [
        ("/stations/", None, None, "zh-hans"),
        ("/stations/", None, "fr-FR, en;q=0.5", "en"),
        ("/stations/", None, "zh-TW, en;q=0.5", "zh-hans"),
        ("/stations/", None, "en;q=0.3, zh;q=0.9", "zh-hans"),
        ("/stations/", None, "en;q=loud", "zh-hans"),
        ("/stations/", "zh-hans", "en", "zh-hans"),
        ("/stations/", "tlh", "en", "en"),
        ("/en/stations/", "zh-hans", "zh", "en"),
    ],
)
def test_the_prefix_goes_before_the_cookie_and_the_cookie_before_the_browser(client, path, cookie, browser, wanted):
    if cookie:
        client.cookies["wucai_language"] = cookie

    response = client.get(path, headers={"accept-language": browser} if browser else {})

    assert (response.status_code, response.headers["Content-Language"]) == (200, wanted)


def test_links_on_an_english_page_stay_english_and_the_next_page_is_not_touched(client):
    assert 'href="/en/stations/"' in client.get("/en/").content.decode()
    assert get_script_prefix() == "/"
    assert 'href="/en/stations/"' not in client.get("/").content.decode()


def test_choosing_a_language_is_remembered_and_leads_to_the_same_page(client):
    response = client.get("/language/en?next=/en/stations/%3Fq%3Dqibao")

    assert (response.headers["Location"], response.cookies["wucai_language"].value) == ("/en/stations/?q=qibao", "en")
    assert client.get("/language/zh-hans?next=/en/stations/").headers["Location"] == "/stations/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/en//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_out_of_the_house(client, target):
    assert client.get("/language/zh-hans", {"next": target}).headers["Location"] == "/"
    assert client.get("/elder/on", {"next": target}).headers["Location"] == "/"


def test_the_elder_view_is_a_class_that_stays(client):
    assert client.get("/elder/on?next=/stations/").headers["Location"] == "/stations/"
    assert 'class="elder"' in client.get("/stations/").content.decode()
    client.get("/elder/off")
    assert 'class="elder"' not in client.get("/stations/").content.decode()
