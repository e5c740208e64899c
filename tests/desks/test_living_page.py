"""The living page shows every component, and the pages that explain the site open to everybody."""

import re

import pytest
from django.conf import settings

PAGE = "/desk/styleguide"
HAN = re.compile(r"[\u3400-\u9fff]")


def shown(client, path):
    """The templates that drew the page."""
    return {template.name for template in client.get(path).templates}


def outside_chinese(page):
    """The page's words without everything that says it is Chinese."""
    bare = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    return re.sub(r'<(\w+)[^>]*\slang="zh[^"]*"[^>]*>.*?</\1>', "", bare, flags=re.S)


def test_every_component_is_on_the_living_page(client, db):
    components = {f"core/components/{path.name}" for path in (settings.PACKAGE / "core/templates/core/components").glob("*.html")}

    # Messages are Django's own and belong to one person's request; note.html, which draws them, is shown.
    assert components - shown(client, PAGE) == {"core/components/messages.html"}


@pytest.mark.parametrize("elder", ["0", "1"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_living_page_opens_in_each_view(client, db, prefix, elder):
    client.cookies["wucai_elder"] = elder
    page = client.get(prefix + PAGE).content.decode()

    language = "en" if prefix else "zh-Hans"
    view = ' class="elder"' if elder == "1" else ""
    assert re.findall(r"<html[^>]*>", page) == [f'<html lang="{language}"{view}>']


@pytest.mark.parametrize("path", [PAGE, "/accessibility", "/privacy", "/nowhere"])
def test_an_english_page_marks_what_is_chinese(client, db, path):
    page = client.get("/en" + path).content.decode()

    assert HAN.findall(outside_chinese(page)) == []


@pytest.mark.parametrize("path", ["/accessibility", "/privacy"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_explanations_open_to_everybody_and_set_no_cookie(client, db, path, prefix):
    answer = client.get(prefix + path)

    assert (answer.status_code, answer.cookies) == (200, {})


def test_a_page_that_is_not_there_says_what_to_do_next(client, db):
    answer = client.get("/en/nowhere")

    assert answer.status_code == 404
    assert 'href="/en/"' in answer.content.decode()


def test_the_header_leads_to_the_same_page_in_the_other_language_and_view(client, db):
    page = client.get("/en/stations/?q=a").content.decode()

    assert 'href="/en/language/zh-hans?next=%2Fstations%2F%3Fq%3Da"' in page
    assert 'href="/en/elder/on?next=%2Fstations%2F%3Fq%3Da"' in page


def test_the_reader_s_place_in_the_navigation_is_told(client, db):
    page = client.get("/en/stations/").content.decode()

    assert '<a href="/en/stations/" aria-current="page">' in page
