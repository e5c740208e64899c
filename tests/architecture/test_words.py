"""Words on the screen: marked for translation as whole sentences, with named placeholders, nothing put in before they are looked up."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture import tree
from tests.architecture.tree import Source

# How many of the first arguments are words.
WORDS = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "pgettext": 2,
    "pgettext_lazy": 2,
    "ngettext": 2,
    "ngettext_lazy": 2,
    "npgettext": 3,
    "npgettext_lazy": 3,
}
NAMELESS = re.compile(r"(?<!%)%(?:%%)*[-+0-9.]*[sdifr]\b|\{\d*\}")


def test_marked_words_are_whole_and_placeholders_have_names() -> None:
    tree.require_none(broken_words(tree.python()))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('_(f"{name} is full.")', "is made up when it runs"),
        ("_(sentence)", "is made up when it runs"),
        ('_(f"{name} is full.")  # as above', "is made up when it runs"),
        ('_("Full: " + name)', "is made up when it runs"),
        ('gettext_lazy("%s is full." % name)', "is made up when it runs"),
        ('_("{} is full.".format(name))', "is made up when it runs"),
        ('ngettext("One seat", f"{count} seats", count)', "is made up when it runs"),
        ('_("%s is full.") % name', "has a placeholder without a name"),
        ('_("{} is full.").format(name)', "has a placeholder without a name"),
        ('ngettext("%d seat", "%d seats", count)', "has a placeholder without a name"),
        ('_("Taken by ") + name', "is part of a sentence that is put together"),
        ('name + _(" is full.")', "is part of a sentence that is put together"),
        ("f\"{_('Taken by')} {name}\"", "is part of a sentence that is put together"),
    ],
)
def test_words_that_a_translator_cannot_use_are_refused(line: str, what: str) -> None:
    assert f"a.py:1 {what}" in list(broken_words(tree.planted("a.py", line)))


@pytest.mark.parametrize(
    "line",
    [
        '_("%(name)s is full.") % {"name": name}',
        '_("One sentence "\n  "on two lines.")',
        '_("{name} is full.").format(name=name)',
        'ngettext("%(count)d seat", "%(count)d seats", count) % {"count": count}',
        'pgettext("colour before a post", "%(colour)s:")',
        '_("100 % of it")',
        "row, _ = f(x)",
        "_(fault.message)  # marked where the fault is made",
        "f\"{name}-{_('problems')}.xlsx\"  # the name of a file, no sentence",
    ],
)
def test_words_that_a_translator_can_use_are_allowed(line: str) -> None:
    assert list(broken_words(tree.planted("a.py", line))) == []


def broken_words(files: Iterable[Source]) -> Iterator[str]:
    """Marked words that are no constants, have placeholders without names, or are only part of what is shown.

    A comment on the line excuses words that are marked elsewhere and what is no sentence, such as a file's name.
    """
    for file in files:
        for call, name in file.calls():
            for argument in call.args[: WORDS.get(name.split(".")[-1], 0)]:
                if isinstance(argument, ast.Name | ast.Attribute) and file.is_told(call):
                    continue  # marked elsewhere, and the comment says where
                if not isinstance(argument, ast.Constant):
                    yield file.at(call, "is made up when it runs")
                elif NAMELESS.search(str(argument.value)):
                    yield file.at(call, "has a placeholder without a name")
        for node in file.nodes(ast.BinOp, ast.JoinedStr):
            if any(_is_marked(part) for part in _parts(node)) and not file.is_told(node):
                yield file.at(node, "is part of a sentence that is put together")


def _parts(node: ast.BinOp | ast.JoinedStr) -> list[ast.expr]:
    """What stands beside other words in a sum or in an f-string."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right] if isinstance(node.op, ast.Add) else []
    return [each.value for each in node.values if isinstance(each, ast.FormattedValue)]


def _is_marked(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and tree.dotted(node.func).split(".")[-1] in WORDS
