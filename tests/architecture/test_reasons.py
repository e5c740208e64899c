"""Exceptions carry their reason beside them, in one short sentence."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture import tree
from tests.architecture.tree import Source

PYTHON = ("src", "tests", "bench")
NOQA = re.compile(r"#\s*(?:ruff:\s*)?noqa\b")
CODED_NOQA = re.compile(r"#\s*noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*(?:\s|$)")
IGNORE = re.compile(r"#\s*(?:type:\s*ignore|mypy:)")
CODED_IGNORE = re.compile(r"#\s*type: ignore\[[a-z-]+(?:, ?[a-z-]+)*\](?:\s|$)")
NOT_COVERED = re.compile(r"#\s*pragma: no cover")
SKIPS = {"skip", "skipif", "xfail", "importorskip", "skipIf", "skipUnless", "expectedFailure"}


def test_every_import_inside_a_function_tells_why() -> None:
    tree.require_none(untold_imports(tree.python(*PYTHON)))


def test_an_import_inside_a_function_without_a_reason_is_refused() -> None:
    text = (
        "if TYPE_CHECKING:\n    import a\n"
        "def f():\n"
        "    import b\n"
        "    import c  # it is heavy\n"
        "    import d  # noqa: PLC0415\n"
        "    from e import (  # it needs Django\n        x,\n    )\n"
        "    if TYPE_CHECKING:\n        import g\n"
    )

    assert list(untold_imports(tree.planted("a.py", text))) == [
        "a.py:4 imports inside a function without a reason",
        "a.py:6 imports inside a function without a reason",
    ]


def test_every_silenced_check_names_its_code_and_tells_why() -> None:
    tree.require_none(untold_silences(tree.python(*PYTHON)))


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: S308",
        "# noqa  our own file",
        "# ruff: noqa",
        "# type: ignore",
        "# type: ignore[misc]",
        "# type: ignore  # no types",
        "# mypy: ignore-errors",
        "# pragma: no cover",
    ],
)
def test_a_check_silenced_without_code_or_reason_is_refused(comment: str) -> None:
    assert [found.split(" ")[0] for found in untold_silences(tree.planted("a.py", f"x = 1  {comment}\n"))] == ["a.py:1"]


@pytest.mark.parametrize(
    "comment",
    ["# noqa: S308  our own file", "# noqa: S308, E501  as above", "# type: ignore[misc]  # it has no types", "# says noqa to nobody"],
)
def test_a_check_silenced_with_code_and_reason_is_allowed(comment: str) -> None:
    assert list(untold_silences(tree.planted("a.py", f"x = 1  {comment}\n"))) == []


def test_whatever_is_called_safe_tells_why() -> None:
    tree.require_none(untold_trust(tree.python()))
    tree.require_none(untold_trust_in_templates(tree.sources(".html", ".txt", below=("src",))))


def test_calling_something_safe_without_a_reason_is_refused() -> None:
    text = (
        'a = mark_safe(x)\nb = mark_safe(x)  # noqa: S308\nc = mark_safe(x)  # noqa: S308  ours\nd = mark_safe(" b")\ne = SafeString(x)\n'
    )
    template = "{{ a|safe }}\n{{ a|safe }}{# escaped in a.py #}\n{% autoescape off %}\n{{ safe }}\n{{ a|safeseq|join:', ' }}\n"

    assert list(untold_trust(tree.planted("a.py", text))) == [
        "a.py:1 trusts without a reason",
        "a.py:2 trusts without a reason",
        "a.py:5 trusts without a reason",
    ]
    assert list(untold_trust_in_templates(tree.planted("a.html", template))) == [
        "a.html:1 trusts without a reason",
        "a.html:3 trusts without a reason",
        "a.html:5 trusts without a reason",
    ]


def test_every_test_that_may_be_skipped_tells_why() -> None:
    tree.require_none(untold_skips(tree.python("tests")))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@pytest.mark.skip\ndef test_a(): ...", 1),
        ("@pytest.mark.skip()\ndef test_a(): ...", 1),
        ("@pytest.mark.skipif(x)\ndef test_a(): ...", 1),
        ("@pytest.mark.xfail(strict=True)\ndef test_a(): ...", 1),
        ("pytest.skip()", 1),
        ("x = pytest.importorskip('y')", 1),
        ("@unittest.expectedFailure\ndef test_a(): ...", 1),
        ("@pytest.mark.skip('later')\ndef test_a(): ...", 0),
        ("@pytest.mark.skipif(x, reason='no y')\ndef test_a(): ...", 0),
        ("pytest.skip('no y')", 0),
        ("x = pytest.importorskip('y', reason='no y')", 0),
    ],
)
def test_a_test_skipped_without_a_reason_is_refused(text: str, found: int) -> None:
    assert len(list(untold_skips(tree.planted("tests/test_a.py", text)))) == found


def untold_imports(files: Iterable[Source]) -> Iterator[str]:
    """Imports inside functions, where no comment on the line says why; those for types only need none."""
    for file in files:
        functions = {line for function in file.nodes(ast.FunctionDef, ast.AsyncFunctionDef) for line in _lines(function)}
        free = {line for block in file.nodes(ast.If) if tree.dotted(block.test).endswith("TYPE_CHECKING") for line in _lines(block)}
        for node in file.nodes(ast.Import, ast.ImportFrom):
            if node.lineno in functions - free and not file.is_told(node):
                yield file.at(node, "imports inside a function without a reason")


def untold_silences(files: Iterable[Source]) -> Iterator[str]:
    """Comments that silence a check without naming it or without saying why."""
    for file in files:
        for line, comment in file.comments.items():
            if NOQA.search(comment) and not CODED_NOQA.search(comment):
                yield file.at(line, "silences ruff without a code")
            elif IGNORE.search(comment) and not CODED_IGNORE.search(comment):
                yield file.at(line, "silences mypy without a code")
            elif (NOQA.search(comment) or IGNORE.search(comment) or NOT_COVERED.search(comment)) and not tree.spoken(comment):
                yield file.at(line, "silences a check without a reason")


def untold_trust(files: Iterable[Source]) -> Iterator[str]:
    """Markup that is called safe without a word why; what is written there in full needs none."""
    for file in files:
        for call, name in file.calls():
            is_trust = name.split(".")[-1] in {"mark_safe", "SafeString", "SafeText"} and call.args
            if is_trust and not isinstance(call.args[0], ast.Constant) and not file.is_told(call):
                yield file.at(call, "trusts without a reason")


def untold_trust_in_templates(files: Iterable[Source]) -> Iterator[str]:
    """The same in templates: a comment on the line says why."""
    for file in files:
        for number, line in enumerate(file.lines, start=1):
            if re.search(r"\|\s*safe(?:seq)?\b|{%\s*autoescape off", line) and not re.search(r"{#.*\w.*#}", line):
                yield file.at(number, "trusts without a reason")


def untold_skips(files: Iterable[Source]) -> Iterator[str]:
    """Tests that may be left out, or may fail, without a word why."""
    for file in files:
        called = {id(call.func) for call, _ in file.calls()}
        for node in file.nodes(ast.Attribute):
            name = tree.dotted(node)
            if name.split(".")[0] in {"pytest", "unittest"} and node.attr in SKIPS and id(node) not in called:
                yield file.at(node, f"{name} without a reason")
        for call, name in file.calls():
            if name.split(".")[0] in {"pytest", "unittest"} and name.split(".")[-1] in SKIPS and not _has_reason(call, name):
                yield file.at(call, f"{name} without a reason")


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _has_reason(call: ast.Call, name: str) -> bool:
    reasons = [keyword.value for keyword in call.keywords if keyword.arg == "reason"]
    if name.endswith((".skip", ".xfail")):
        reasons += call.args[:1]
    elif name.startswith("unittest."):
        reasons += call.args[1:2]
    return any(not isinstance(reason, ast.Constant) or reason.value for reason in reasons)
