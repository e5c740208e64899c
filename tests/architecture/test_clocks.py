"""Nobody reads a clock but core.clock, and on a device the queue's stamp: so that the demo can stand on any morning.

Counters that tell no time of day (`monotonic`, `perf_counter`, `performance.now`) are free.
"""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.architecture import tree
from tests.architecture.tree import Source

CLOCK = "src/wucai/core/clock.py"
QUEUE = "src/wucai/core/static/core/queue.js"
READINGS = {"now", "utcnow", "today", "localdate", "localtime"}
READ_FROM = {"datetime", "date", "timezone"}
# Of the module `time`; what only counts on is not among them.
TIMES = {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime", "clock_gettime", "clock_gettime_ns"}
IMPORTED = {
    "django.utils.timezone": READINGS,
    "django.db.models.functions": {"Now"},
    "django.db.models.functions.datetime": {"Now"},
    "time": TIMES,
}
SQL = re.compile(r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\b(clock|statement|transaction)_timestamp\(|\(\s*'now'|\bnow\(\)\s*(AT|-|\+|::)", re.I)
SCRIPT = re.compile(r"\bnew Date\(|\bDate\.now\(|(?<![\w.])Date\(\)")
# In the queue, the offset from programme time and the stamp of an event; each ends with its closing brace.
STAMPS = re.compile(r"^  (?:const offset = |function stamp\().*?^  }", re.M | re.S)
TEMPLATE = re.compile(r"{%\s*now\b|datetime\.today\(")


def test_no_python_file_reads_a_clock_of_its_own() -> None:
    tree.require_none(clocks_read(tree.python()))


@pytest.mark.parametrize(
    "line",
    [
        "x = datetime.now(UTC)",
        "x = datetime.datetime.utcnow()",
        "x = date.today()",
        "at = models.DateTimeField(default=timezone.now)",
        "x = timezone.localdate()",
        "at = models.DateTimeField(auto_now_add=True)",
        "on = models.DateField(auto_now=True)",
        "from django.utils.timezone import now",
        "from django.db.models.functions import Now",
        "rows.filter(starts_at__lt=functions.Now())",
        "x = time.time()",
        "from time import time",
        "cursor.execute('UPDATE a SET b = CURRENT_TIMESTAMP')",
        "sql = \"SELECT datetime('now')\"",
        "sql = \"SELECT now() - interval '1 day'\"",
    ],
)
def test_a_clock_that_is_read_elsewhere_is_refused(line: str) -> None:
    assert [found.split(" ")[0] for found in clocks_read(tree.planted("src/wucai/places/queries.py", line))] == [
        "src/wucai/places/queries.py:1"
    ]


@pytest.mark.parametrize(
    "line", ["x = clock.now()", "x = time.monotonic()", "from time import perf_counter, sleep", "x = datetime.fromtimestamp(0, UTC)"]
)
def test_asking_the_house_or_counting_on_is_allowed(line: str) -> None:
    assert list(clocks_read(tree.planted("src/wucai/places/queries.py", line))) == []


def test_the_clock_itself_may_look() -> None:
    line = "x = datetime.now(UTC)"

    assert list(clocks_read(tree.planted(CLOCK, line))) == []


def test_no_script_reads_a_clock_but_the_queue_in_its_stamp() -> None:
    tree.require_none(clocks_in_scripts(tree.sources(".js", ".html", below=("src",))))


def test_a_script_that_reads_a_clock_is_refused() -> None:
    stamped = (
        "(function () {\n  function stamp() {\n    return Date.now();\n  }\n  function other() {\n    return Date.now();\n  }\n})();\n"
    )

    assert list(clocks_in_scripts(tree.planted("src/wucai/places/static/places/a.js", "var day = new Date();"))) == [
        "src/wucai/places/static/places/a.js:1 reads a clock"
    ]
    assert list(clocks_in_scripts(tree.planted("src/wucai/places/templates/places/a.html", "<p>\n{{ Date.now() }}"))) == [
        "src/wucai/places/templates/places/a.html:2 reads a clock"
    ]
    assert list(clocks_in_scripts(tree.planted(QUEUE, stamped))) == [f"{QUEUE}:6 reads a clock"]


def test_no_template_reads_a_clock() -> None:
    tree.require_none(clocks_in_templates(tree.sources(".html", ".txt", ".typ", below=("src",))))


def test_a_template_that_reads_a_clock_is_refused() -> None:
    files = [Source("a.html", '<p>{% now "Y" %}'), Source("b.typ", "#datetime.today()"), Source("c.html", "{% translate 'now' %}")]

    assert list(clocks_in_templates(files)) == ["a.html:1 reads a clock", "b.typ:1 reads a clock"]


def clocks_read(files: Iterable[Source]) -> Iterator[str]:
    """Where Python files other than core.clock ask what time it is."""
    for file in files:
        if file.path != CLOCK:
            yield from (file.at(node, f"reads a clock: {what}") for node, what in _readings(file))


def clocks_in_scripts(files: Iterable[Source]) -> Iterator[str]:
    """Where scripts ask what time it is, other than the queue in its stamp."""
    for file in files:
        stamps = [match.span() for match in STAMPS.finditer(file.text)] if file.path == QUEUE else []
        for match in SCRIPT.finditer(file.text):
            if not any(first <= match.start() < last for first, last in stamps):
                yield file.at(_line(file, match), "reads a clock")


def clocks_in_templates(files: Iterable[Source]) -> Iterator[str]:
    """Where templates ask what time it is."""
    for file in files:
        yield from (file.at(_line(file, match), "reads a clock") for match in TEMPLATE.finditer(file.text))


def _readings(file: Source) -> Iterator[tuple[ast.AST, str]]:
    for node in file.nodes(ast.Attribute, ast.keyword, ast.ImportFrom, ast.Constant):
        if isinstance(node, ast.Attribute) and _is_reading(tree.dotted(node)):
            yield node, tree.dotted(node)
        elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node, node.arg
        elif isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names} & IMPORTED.get(node.module or "", set())
            yield from ((node, f"{node.module}.{name}") for name in sorted(names))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and (match := SQL.search(node.value)):
            yield node, match[0]


def _is_reading(name: str) -> bool:
    *_, owner, verb = ["", *name.split(".")]
    return (owner in READ_FROM and verb in READINGS) or (owner == "time" and verb in TIMES) or (owner == "functions" and verb == "Now")


def _line(file: Source, match: re.Match[str]) -> int:
    return file.text.count("\n", 0, match.start()) + 1
