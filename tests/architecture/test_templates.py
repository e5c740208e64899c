"""Templates, styles and scripts as the strict Content-Security-Policy and the style guide want them."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture import tree
from tests.architecture.tree import Source

DJANGO = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|{%.*?%}|{{.*?}}", re.S)
INLINE = {
    "has a style of its own": re.compile(r"<[a-z][^<>]*\sstyle\s*=|<style\b", re.I),
    "has a handler in the markup": re.compile(r"<[a-z][^<>]*\s(?:on[a-z]+|hx-on[:\w-]*|data-hx-on[:\w-]*)\s*=|\bjavascript:", re.I),
    "has a script in the markup": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.I),
    "fetches from elsewhere": re.compile(
        r"<(?:script|img|link|iframe|source|video|audio|form|use|object|embed|track)\b[^<>]*\s(?:src|href|srcset|action|data|poster)\s*=\s*"
        r"[\"']?\s*(?:https?:)?//",
        re.I,
    ),
}
ELSEWHERE_IN_STYLES = re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import\b", re.I)
# An address in a script; those of XML name a vocabulary and fetch nothing.
ELSEWHERE_IN_SCRIPTS = re.compile(r"[\"'`](?:https?:)?//(?!www\.w3\.org/)\w")
UNSAFE_IN_SCRIPTS = re.compile(
    r"\beval\(|\bnew Function\(|\.(?:inner|outer)HTML\s*=|insertAdjacentHTML\(|document\.write\(|\.style\.\w+\s*=|\.cssText\b"
)
BLOCK = re.compile(r"{%\s*block\s+(?P<name>\w+)\s*%}|{%\s*endblock(?:\s+(?P<end>\w+))?\s*%}")
EXTENDS = re.compile(r"{%\s*extends\b")
TAKES = re.compile(r"{%\s*comment\s*%}.*\bTakes\b")


def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    tree.require_none(inline(tree.sources(".html", ".svg", below=("src",))))
    tree.require_none(inline_in_python(tree.python()))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<p style="width: 3em">', "has a style of its own"),
        ("<style>p {}</style>", "has a style of its own"),
        ('<a class="b"\n  onclick="go()">', "has a handler in the markup"),
        ('<div hx-on:click="go()">', "has a handler in the markup"),
        ('<a href="javascript:go()">', "has a handler in the markup"),
        ("<script>go()</script>", "has a script in the markup"),
        ('<script type="application/json">{}</script>', "has a script in the markup"),
        ('<script src="https://example.org/a.js"></script>', "fetches from elsewhere"),
        ('<img alt="" src="//example.org/a.png">', "fetches from elsewhere"),
        ('<link rel="stylesheet" href="http://example.org/a.css">', "fetches from elsewhere"),
    ],
)
def test_what_the_policy_would_stop_is_refused(text: str, what: str) -> None:
    assert list(inline(tree.planted("a.html", f"{{# one line #}}\n{text}"))) == [f"a.html:2 {what}"]
    assert list(inline_in_python(tree.planted("a.py", f"x = {text!r}"))) == [f"a.py:1 {what}"]


@pytest.mark.parametrize(
    "text",
    [
        "<script src=\"{% static 'a.js' %}\" defer></script>",
        '<p>{% include "a.html" with style="wide" once=1 %}</p>',
        '{% comment %} <p style="…"> is refused {% endcomment %}',
        '<a href="https://example.org/">elsewhere</a>',
        '<p data-on="once" class="style">one = two</p>',
    ],
)
def test_what_the_policy_lets_through_is_allowed(text: str) -> None:
    assert list(inline(tree.planted("a.html", text))) == []


def test_styles_and_scripts_fetch_nothing_from_elsewhere_and_put_no_markup_together() -> None:
    tree.require_none(unsafe_assets(tree.sources(".css", ".js", below=("src",))))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.css", '@font-face { src: url("https://example.org/a.woff2") }'),
        ("a.css", '@import "b.css";'),
        ("a.js", 'fetch("https://example.org/")'),
        ("a.js", "row.innerHTML = answer;"),
        ("a.js", "eval(answer);"),
        ("a.js", 'row.style.width = "3px";'),
    ],
)
def test_an_asset_that_fetches_or_writes_markup_is_refused(path: str, text: str) -> None:
    assert len(list(unsafe_assets(tree.planted(path, text)))) == 1
    assert list(unsafe_assets(tree.planted("b.js", 'create("http://www.w3.org/2000/svg", "svg"); row.textContent = answer;'))) == []


def test_templates_extend_first_and_name_what_they_close() -> None:
    tree.require_none(untidy(tree.sources(".html", below=("src",))))


def test_an_untidy_template_is_refused() -> None:
    files = [
        Source("a.html", '{% load i18n %}{% extends "b.html" %}'),
        Source("b.html", '{% extends "c.html" %}\n{% block a %}\nx\n{% endblock %}'),
        Source("c.html", "{% block a %}{% block b %}x{% endblock a %}{% endblock b %}"),
        Source("d.html", "{% block a %}{% endblock %}{% block b %}{% block c %}{% endblock %}x{% endblock b %}"),
    ]

    assert list(untidy(files)) == [
        "a.html:1 extends, but not first",
        "b.html:4 closes block a without its name",
        "c.html:1 closes block b without its name",
        "c.html:1 closes block a without its name",
    ]


def test_a_page_extends_and_a_fragment_begins_with_an_underscore() -> None:
    tree.require_none(misnamed(tree.sources(".html", below=("src",))))


def test_a_fragment_that_is_called_like_a_page_is_refused() -> None:
    page, fragment = '{% extends "core/base.html" %}', "<p>"
    files = [
        Source("src/wucai/places/templates/places/station.html", page),
        Source("src/wucai/places/templates/places/_row.html", fragment),
        Source("src/wucai/places/templates/places/_station.html", page),
        Source("src/wucai/places/templates/places/row.html", fragment),
        Source("src/wucai/people/templates/account/a.html", fragment),
    ]

    assert list(misnamed(files)) == [
        "src/wucai/places/templates/places/_station.html:1 is a page and is called like a fragment",
        "src/wucai/places/templates/places/row.html:1 is a fragment and is called like a page",
    ]


def test_every_component_tells_what_it_takes() -> None:
    tree.require_none(untold_components(tree.sources(".html", below=("src",))))


def test_a_component_that_does_not_tell_what_it_takes_is_refused() -> None:
    path = "src/wucai/core/templates/core/components/chip.html"

    assert list(untold_components(tree.planted(path, "<b>{{ text }}</b>"))) == [f"{path}:1 does not tell what it takes"]
    assert list(untold_components(tree.planted(path, "{% comment %} A state. Takes text. {% endcomment %}<b>{{ text }}</b>"))) == []


def inline(files: Iterable[Source]) -> Iterator[str]:
    """Markup that the policy would stop: styles, handlers, scripts in the page, and whatever comes from another host."""
    for file in files:
        # Blanks in place of Django's tags, so that lines keep their numbers.
        markup = DJANGO.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), file.text)
        yield from (file.at(_line(markup, match.start()), what) for what, pattern in INLINE.items() for match in pattern.finditer(markup))


def inline_in_python(files: Iterable[Source]) -> Iterator[str]:
    """The same in the texts of Python files; the one stylesheet that the policy knows by its hash is let through by its reason."""
    for file in files:
        said = {id(node.value) for node in file.nodes(ast.Expr)}
        for node in file.nodes(ast.Constant):
            if isinstance(node.value, str) and "<" in node.value and id(node) not in said and not file.is_told(node):
                yield from (file.at(node, what) for what, pattern in INLINE.items() if pattern.search(node.value))


def unsafe_assets(files: Iterable[Source]) -> Iterator[str]:
    """Styles and scripts that fetch from another host, and scripts that make markup, code or styles out of text."""
    for file in files:
        patterns = [ELSEWHERE_IN_STYLES] if file.path.endswith(".css") else [ELSEWHERE_IN_SCRIPTS, UNSAFE_IN_SCRIPTS]
        for pattern in patterns:
            yield from (file.at(_line(file.text, match.start()), f"holds {match[0]}") for match in pattern.finditer(file.text))


def untidy(files: Iterable[Source]) -> Iterator[str]:
    """Templates that extend, but not first, or close a block without its name; an empty block needs none."""
    for file in files:
        if (match := EXTENDS.search(file.text)) and match.start() > 0:
            yield file.at(_line(file.text, match.start()), "extends, but not first")
        yield from _unnamed_ends(file)


def misnamed(files: Iterable[Source]) -> Iterator[str]:
    """Pages called like fragments and fragments called like pages, in the rooms' own folders."""
    for file in files:
        if file.room and file.parts[1:3] == ["templates", file.room]:
            is_page = bool(EXTENDS.match(file.text))
            if is_page == file.parts[-1].startswith("_"):
                yield file.at(1, f"is a {'page' if is_page else 'fragment'} and is called like a {'fragment' if is_page else 'page'}")


def untold_components(files: Iterable[Source]) -> Iterator[str]:
    """Components whose first line does not name the variables they take."""
    for file in files:
        if "/components/" in file.path and not TAKES.match(file.text):
            yield file.at(1, "does not tell what it takes")


def _unnamed_ends(file: Source) -> Iterator[str]:
    opened: list[re.Match[str]] = []
    for match in BLOCK.finditer(file.text):
        if match["name"]:
            opened.append(match)
        elif opened:
            begin = opened.pop()
            is_empty = match["end"] is None and not file.text[begin.end() : match.start()].strip()
            if match["end"] != begin["name"] and not is_empty:
                yield file.at(_line(file.text, match.start()), f"closes block {begin['name']} without its name")


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
