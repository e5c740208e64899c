"""Where things stand and what they may do there: kinds of files, writes, rows of others, news, work by name."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator

import pytest
from django.apps import apps
from django.utils.module_loading import autodiscover_modules

from tests.architecture import tree
from tests.architecture.tree import Source
from wucai.core import jobs

NO_CODE = {"static", "templates"}
# Kinds that one room alone has, by decision (docs/decisions/0004).
ONLY_IN = {"login": "people"}
# Folders of templates and static files that carry another's name: what allauth and the base page look for.
BORROWED = {"people": {"account", "allauth"}, "desks": {"house"}}
NAMELESS = {"utils", "util", "helpers", "misc", "common", "shared", "lib"}
MAY_WRITE = {"actions", "models", "migrations"}
# Below the rooms, or beside them; the demo is data.
FREE_TO_WRITE = {"core", "demo", "planning"}
WRITES = re.compile(r"^a?(?:create|bulk_create|bulk_update|get_or_create|update_or_create)$")
# Dictionaries, hashes, pictures and workbooks have these, too; they are told apart by their arguments.
WRITES_BY_NAME = re.compile(r"^a?update$")
WRITES_BARE = re.compile(r"^a?(?:save|delete)$")
DRAWN = {"views", "api"}
JOB_NAME = re.compile(r"^[a-z]+\.[a-z_]+$")
# Of core.imports: the two jobs that a room gives it.
JOB_KEYWORDS = {"check", "write"}


def test_every_file_of_a_room_is_of_a_kind() -> None:
    tree.require_none(strange_files(tree.sources(below=("src",))))


def test_a_file_of_no_kind_is_refused() -> None:
    paths = [
        "places/helpers.py",
        "places/login.py",
        "places/notes.md",
        "places/data/a.csv",
        "places/actions.py",
        "places/actions/a.py",
        "places/static/core/a.js",
        "places/templates/station.html",
        "desks/models/a.py",
    ]
    fine = [
        "places/__init__.py",
        "places/views.py",
        "places/static/places/a.js",
        "people/login.py",
        "people/templates/account/a.html",
        "core/x.py",
    ]

    assert list(strange_files(Source(f"src/wucai/{path}", "") for path in [*paths, *fine])) == [
        "src/wucai/desks/models/a.py:1 desks has no models",
        "src/wucai/places/actions.py:1 stands beside a folder of the same name",
        "src/wucai/places/data/a.csv:1 is of no kind that a room has",
        "src/wucai/places/helpers.py:1 is of no kind that a room has",
        "src/wucai/places/login.py:1 is of a kind that only people has",
        "src/wucai/places/notes.md:1 is of no kind that a room has",
        "src/wucai/places/static/core/a.js:1 lies in another room's folder",
        "src/wucai/places/templates/station.html:1 lies in another room's folder",
    ]


def test_nothing_is_called_utils() -> None:
    tree.require_none(nameless(tree.sources(below=("src", "tests", "bench"))))


def test_a_file_called_utils_is_refused() -> None:
    paths = ["src/wucai/core/utils.py", "tests/helpers/a.py", "src/wucai/core/panels.py"]

    assert list(nameless(Source(path, "") for path in paths)) == [
        "src/wucai/core/utils.py:1 has a name that says nothing",
        "tests/helpers/a.py:1 has a name that says nothing",
    ]


def test_rows_are_written_by_actions_alone() -> None:
    tree.require_none(writes(tree.python()))


@pytest.mark.parametrize(
    "line",
    [
        "Site.objects.create(name='a')",
        "Site.objects.bulk_create(rows)",
        "Site.objects.get_or_create(slug='a')",
        "Site.objects.filter(pk=1).update(name='a')",
        "Site.objects.filter(pk=1).delete()",
        "site.save()",
        "site.save(update_fields=['name'])",
        "await site.asave()",
        "form.save()",
        "connection.cursor().execute('x')",
    ],
)
def test_a_write_elsewhere_is_refused(line: str) -> None:
    assert len(list(writes(tree.planted("src/wucai/places/queries.py", line)))) == 1
    assert list(writes(tree.planted("src/wucai/places/actions/sites.py", line))) == []


@pytest.mark.parametrize("line", ["words.update(other)", "book.save(path)", "cache.delete('key')", "@router.delete('/a')\ndef f(): ..."])
def test_what_only_looks_like_a_write_is_allowed(line: str) -> None:
    assert list(writes(tree.planted("src/wucai/places/views.py", line))) == []


def test_a_room_asks_another_for_its_rows_by_name() -> None:
    tree.require_none(rows_of_others(tree.python()))


def test_taking_rows_of_another_room_is_refused() -> None:
    text = (
        "from wucai.places import models as place_models\nfrom wucai.places.models import Site\n"
        "from wucai.volunteering.models import Shift\n"
        "a = Site.objects.all()\nb = Shift.objects.all()\nc = place_models.Keeper.objects.all()\nd = Site._default_manager\n"
    )

    assert list(rows_of_others(tree.planted("src/wucai/volunteering/queries.py", text))) == [
        "src/wucai/volunteering/queries.py:4 takes rows of places past its queries",
        "src/wucai/volunteering/queries.py:6 takes rows of places past its queries",
        "src/wucai/volunteering/queries.py:7 takes rows of places past its queries",
    ]


def test_pages_and_interface_come_to_things_through_access_and_queries() -> None:
    tree.require_none(side_doors(tree.python()))


def test_a_side_door_to_a_thing_is_refused() -> None:
    text = "from django.shortcuts import get_object_or_404, render\nsite = Site.objects.get(slug=slug)\n"

    assert list(side_doors(tree.planted("src/wucai/places/views.py", text))) == [
        "src/wucai/places/views.py:1 takes get_object_or_404 past access",
        "src/wucai/places/views.py:2 asks for rows itself",
    ]
    assert list(side_doors(tree.planted("src/wucai/places/access.py", "site = Site.objects.get(slug=slug)"))) == []


def test_news_goes_up_by_signal_inside_the_transaction() -> None:
    tree.require_none(remote_controls(tree.python()))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("places/receivers.py", "from django.db.models.signals import post_save"),
        ("places/receivers.py", "from django.db.models import signals"),
        ("places/actions/sites.py", "shortage_left.send_robust(None)"),
        ("places/models/sites.py", "from django.dispatch import receiver"),
        ("places/actions/sites.py", "from django.dispatch import Signal"),
    ],
)
def test_remote_control_is_refused(path: str, line: str) -> None:
    assert len(list(remote_controls(tree.planted(f"src/wucai/{path}", line)))) == 1


def test_signals_and_receivers_in_their_files_are_allowed() -> None:
    files = [
        Source("src/wucai/places/signals.py", "from django.dispatch import Signal"),
        Source("src/wucai/volunteering/receivers.py", "from django.dispatch import receiver"),
        Source("src/wucai/places/actions/sites.py", "shortage_left.send(None)"),
    ]

    assert list(remote_controls(files)) == []


def test_every_work_that_is_asked_for_by_name_exists() -> None:
    autodiscover_modules("jobs")

    tree.require_none(unknown_work(tree.python(), known=jobs._works))


def test_every_job_is_called_after_its_room() -> None:
    labels = {config.name: config.label for config in apps.get_app_configs()}
    autodiscover_modules("jobs")
    ours = {name: work.__module__ for name, work in jobs._works.items() if work.__module__.startswith("wucai.")}

    assert [name for name, module in ours.items() if name.split(".")[0] != labels[".".join(module.split(".")[:2])]] == []


def test_asking_for_work_that_nobody_does_is_refused() -> None:
    text = (
        'later("people.check_import", 1)\njobs.later("people.chekc_import", 1)\nlater(f"people.{x}")\n'
        'imports.begin("a", check="people.gone")\ncheck(write="no name")\n'
    )

    assert list(unknown_work(tree.planted("src/wucai/people/actions/a.py", text), known={"people.check_import"})) == [
        "src/wucai/people/actions/a.py:2 asks for work that nobody does: people.chekc_import",
        "src/wucai/people/actions/a.py:3 asks for work by a name that is made up when it runs",
        "src/wucai/people/actions/a.py:4 asks for work that nobody does: people.gone",
    ]


def strange_files(files: Iterable[Source]) -> Iterator[str]:
    """Files in a room that are of no kind, or lie where another's should."""
    inside = sorted((file for file in files if file.room), key=lambda file: file.path)
    folders = {(file.room, file.parts[1]) for file in inside if len(file.parts) > 2}
    for file in inside:
        if what := _strangeness(file, folders):
            yield file.at(1, what)


def nameless(files: Iterable[Source]) -> Iterator[str]:
    """Files whose path says nothing about what is in them."""
    for file in files:
        if NAMELESS & {part.split(".")[0] for part in file.path.split("/")}:
            yield file.at(1, "has a name that says nothing")


def writes(files: Iterable[Source]) -> Iterator[str]:
    """Calls that change rows, elsewhere than in actions, models and migrations."""
    for file in files:
        if not file.parts or file.parts[0] in FREE_TO_WRITE or file.kind in MAY_WRITE:
            continue
        for call, name in file.calls():
            if _is_write(call, name.split(".")[-1]):
                yield file.at(call, f"writes: {name}")


def rows_of_others(files: Iterable[Source]) -> Iterator[str]:
    """Where a room uses the manager of another room's model."""
    for file in files:
        owners = _owners(file)
        for node in file.nodes(ast.Attribute):
            if node.attr in {"objects", "_default_manager", "_base_manager"}:
                owner = owners.get(tree.dotted(node.value).split(".")[0])
                if owner in tree.rooms() and owner != file.parts[0]:
                    yield file.at(node, f"takes rows of {owner} past its queries")


def side_doors(files: Iterable[Source]) -> Iterator[str]:
    """Ways from a request to an object that leave out access."""
    for file in files:
        for node in file.nodes(ast.ImportFrom):
            names = [alias.name for alias in node.names if alias.name.endswith(("get_object_or_404", "get_list_or_404"))]
            yield from (file.at(node, f"takes {name} past access") for name in names if file.parts[-1:] != ["access.py"])
        if file.kind in DRAWN:
            yield from (file.at(node, "asks for rows itself") for node in file.nodes(ast.Attribute) if node.attr == "objects")


def remote_controls(files: Iterable[Source]) -> Iterator[str]:
    """Signals of rows, news that swallows errors, and news or answers outside their files."""
    homes = {"Signal": "signals", "receiver": "receivers"}
    for file in files:
        for call, name in file.calls():
            if name.endswith("send_robust"):
                yield file.at(call, "swallows the errors of those who hear it")
        for node in file.nodes(ast.ImportFrom):
            for full, name in ((f"{node.module}.{alias.name}", alias.name) for alias in node.names):
                if full.startswith("django.db.models.signals"):
                    yield file.at(node, f"hears a row being written: {name}")
                elif full.startswith("django.dispatch.") and name in homes and file.parts[1:2] != [f"{homes[name]}.py"]:
                    yield file.at(node, f"belongs into {homes[name]}.py: {name}")


def unknown_work(files: Iterable[Source], *, known: Collection[str]) -> Iterator[str]:
    """Work that is asked for by a name that no room has registered; the ground may hand on a name that it was given."""
    for file in files:
        for node in _work_asked_for(file):
            if not isinstance(node, ast.Constant):
                if file.parts[:1] != ["core"]:
                    yield file.at(node, "asks for work by a name that is made up when it runs")
            elif node.value not in known:
                yield file.at(node, f"asks for work that nobody does: {node.value}")


def _strangeness(file: Source, folders: Collection[tuple[str, str]]) -> str:
    name, *below = file.parts[1:]
    kind = name.removesuffix(".py")
    if ONLY_IN.get(kind, file.room) != file.room:
        return f"is of a kind that only {ONLY_IN[kind]} has"
    if file.room == "desks" and kind == "models":
        return "desks has no models"
    if name in NO_CODE and below:
        return "" if len(below) > 1 and below[0] in {file.room, *BORROWED.get(file.room, ())} else "lies in another room's folder"
    if name == "__init__.py" or (kind in tree.kinds() and below):
        return ""
    if kind not in tree.kinds() or name == kind:
        return "is of no kind that a room has"
    return "stands beside a folder of the same name" if (file.room, kind) in folders else ""


def _is_write(call: ast.Call, verb: str) -> bool:
    by_position = [argument for argument in call.args if not isinstance(argument, ast.Starred)]
    if WRITES_BY_NAME.match(verb):
        return bool(call.keywords) and not by_position
    if WRITES_BARE.match(verb):
        return not by_position
    return bool(WRITES.match(verb)) or verb == "cursor"


def _owners(file: Source) -> dict[str, str]:
    """The names that the file imported from models, and the room of each."""
    owners = {}
    for node in file.nodes(ast.ImportFrom):
        for alias in node.names:
            steps = f"{node.module}.{alias.name}".split(".")
            if steps[0] == "wucai" and "models" in steps[2:4]:
                owners[alias.asname or alias.name] = steps[1]
    return owners


def _work_asked_for(file: Source) -> Iterator[ast.expr]:
    for call, name in file.calls():
        if name.split(".")[-1] == "later" and call.args:
            yield call.args[0]
        for keyword in call.keywords:
            if keyword.arg in JOB_KEYWORDS and isinstance(keyword.value, ast.Constant) and JOB_NAME.match(str(keyword.value.value)):
                yield keyword.value
