"""The seven contracts of docs/architecture.md: the house keeps them, and a planted violation of each is refused.

1–5 are import contracts in pyproject.toml; 6 and 7 are here. What else is asked of every file stands in tests/architecture/.
"""

import ast
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture import tree
from tests.architecture.linting import broken_in
from tests.architecture.tree import ROOT, Source

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40
PUBLIC = {"actions", "queries", "access", "choices", "signals", "models"}

# A file, what is written at its end, and the one contract that this breaks (none: it is allowed).
PLANTS = {
    "a lower room asks a higher one": ("places/queries.py", "from wucai.volunteering.models import Shift", "floors"),
    "… for types only": ("places/queries.py", "if TYPE_CHECKING:\n    from wucai.volunteering.models import Shift", "floors"),
    "… inside a function": ("places/queries.py", "def f():\n    from wucai.volunteering.models import Shift", "floors"),
    "the ground knows a room": ("core/trace.py", "from wucai.people.models import Person", "floors"),
    "a desk leans on the demo": ("desks/views.py", "from wucai.demo import loading", "floors"),
    "a room reads the settings file": ("places/queries.py", "from wucai import settings", "floors"),
    "a package that no floor names": ("utils/__init__.py", "", "floors"),
    "the settings need Django": ("core/stylesheet.py", "from django.conf import settings", "before_django"),
    "models ask queries": ("places/models/sites.py", "from wucai.places.queries import stations", "inside"),
    "queries ask access": ("people/queries.py", "from wucai.people import access", "inside"),
    "pages lean on the interface": ("volunteering/views.py", "from wucai.volunteering import api", "inside"),
    "a kind of file that nobody decided": ("people/helpers.py", "", "inside"),
    "a room takes another's forms": ("volunteering/views.py", "from wucai.people import forms", "doors"),
    "a desk takes a room's documents": ("desks/views.py", "from wucai.places.exports import poster", "doors"),
    "the demo takes a room's pages": ("demo/loading.py", "from wucai.places import views", "doors"),
    "the demo takes a room's importer": ("demo/loading.py", "from wucai.people import imports", None),
    "a query solves": ("volunteering/queries.py", "from wucai.planning import flow", "planner"),
    "the ground solves": ("core/search.py", "from wucai.planning.text import grams", "planner"),
    "a planner solves": ("volunteering/planner.py", "from wucai.planning import flow", None),
    "planning knows Django": ("planning/text.py", "from django.utils import timezone", "pure"),
    "planning knows the ground": ("planning/search.py", "def f():\n    from wucai.core import clock", "pure"),
    "planning knows a room": ("planning/pairing/greedy.py", "from wucai.places.choices import SiteKind", "pure"),
    "a solver calls strategy and check": ("planning/pairing/solver.py", "from wucai.planning.pairing import check, greedy", None),
    "a strategy uses another and what is shared": (
        "planning/pairing/greedy.py",
        "from wucai.planning.pairing import swaps\nfrom wucai.planning import flow",
        None,
    ),
    "a strategy asks the check": ("planning/pairing/greedy.py", "from wucai.planning.pairing import check", "judged_apart"),
    "the check asks a strategy": ("planning/pairing/check.py", "from wucai.planning.pairing.greedy import cost", "judged_apart"),
    "the check asks what strategies share": ("planning/pairing/check.py", "from wucai.planning import flow", "judged_apart"),
    "the check asks a solver's library": ("planning/pairing/check.py", "from ortools.sat.python import cp_model", "judged_apart"),
    "something else calls both": ("planning/pairing/explain.py", "from wucai.planning.pairing import check, greedy", "judged_apart"),
    "a problem knows another": ("planning/pairing/greedy.py", "from wucai.planning.blocks import problem", "problems_apart"),
    "the command knows every problem": ("planning/command.py", "from wucai.planning.pairing import problem, solver", None),
    "a problem asks the command": ("planning/pairing/solver.py", "from wucai.planning import command", "problems_apart"),
    "a problem refuses as all do": ("planning/pairing/problem.py", "from wucai.planning.problems import BadProblem", None),
    "a problem counts on a solver's tools": ("planning/pairing/problem.py", "from wucai.planning import flow", "judged_apart"),
    "a reader reads as all do": ("planning/pairing/read.py", "from wucai.planning import reading", None),
    "sheets ask the solver": ("planning/pairing/sheets.py", "from wucai.planning.pairing import solver", "judged_apart"),
    "what is shared knows a problem": ("planning/flow.py", "from wucai.planning.pairing.problem import Table", "problems_apart"),
}
# Two problems and a planner and importer to plant in: they are to come.
SOIL = [
    *[f"planning/pairing/{name}.py" for name in ("__init__", "problem", "solution", "check", "greedy", "swaps", "explain", "solver")],
    *[f"planning/blocks/{name}.py" for name in ("__init__", "problem")],
    "people/imports.py",
]


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What each plant breaks, in a copy of the house of its own."""
    trees = {name: _with_plant(tmp_path_factory.mktemp("tree"), file, text) for name, (file, text, _) in PLANTS.items()}
    trees["nothing"] = ROOT / "src"
    return dict(zip(trees, broken_in(trees.values()), strict=True))


def test_the_house_keeps_the_import_contracts(refusals: dict[str, list[str]]) -> None:
    assert refusals["nothing"] == [], "PYTHONPATH=src .venv/bin/lint-imports tells where"


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_import_breaks_its_contract_and_no_other(name: str, refusals: dict[str, list[str]]) -> None:
    contract = PLANTS[name][2]
    # What the house itself breaks is told once, above.
    expected = {contract, *refusals["nothing"]} - {None}

    assert refusals[name] == sorted(expected)


def test_the_contracts_name_every_room_that_stands() -> None:
    standing = {config.name for config in _our_apps()} - {"wucai.core"}

    assert set(tree.contract("inside")["containers"]) == standing - {"wucai.demo"}
    assert set(tree.contract("doors")["source_modules"]) == standing


def test_the_doors_shut_away_every_kind_of_file_that_is_not_public() -> None:
    assert set(tree.contract("doors")["forbidden_modules"]) == {f"wucai.*.{kind}" for kind in tree.kinds() - PUBLIC}


def test_keys_point_down() -> None:
    tree.require_none(keys_not_pointing_down(_our_models()))


@isolate_apps("wucai.core", "wucai.people", "wucai.places", "wucai.volunteering")
def test_a_key_that_points_up_or_anywhere_is_refused() -> None:
    class Shift(models.Model):
        class Meta:
            app_label = "volunteering"

    class Person(models.Model):
        first_shift = models.OneToOneField("volunteering.Shift", on_delete=models.CASCADE)
        friends = models.ManyToManyField("self")

        class Meta:
            app_label = "people"

    class Site(models.Model):
        next_shift = models.ForeignKey("volunteering.Shift", on_delete=models.CASCADE)
        keepers = models.ManyToManyField("people.Person")
        shifts = models.ManyToManyField("volunteering.Shift")

        class Meta:
            app_label = "places"

    class Line(models.Model):
        subject_kind = models.BigIntegerField()
        subject_id = models.BigIntegerField()
        subject = GenericForeignKey("subject_kind", "subject_id")

        class Meta:
            app_label = "core"

    assert keys_not_pointing_down([Shift, Person, Site, Line]) == [
        "people.Person.first_shift points up to volunteering.Shift",
        "places.Site.next_shift points up to volunteering.Shift",
        "places.Site.shifts points up to volunteering.Shift",
        "core.Line.subject can point anywhere",
    ]


def test_the_roof_has_no_models() -> None:
    assert [model._meta.label for model in _our_models() if model._meta.app_label in {"desks", "demo"}] == []


def test_no_file_is_too_long() -> None:
    tree.require_none(too_long(tree.sources(".py", ".html", ".js", ".css", below=("src", "tests", "bench"))))


def test_a_long_file_is_refused() -> None:
    files = [Source("a.py", "x\n" * MOST_LINES), Source("b.css", "x\n" * (MOST_LINES + 1))]

    assert too_long(files) == ["b.css:401 has more than 400 lines"]


def test_no_function_is_too_long() -> None:
    tree.require_none(long_functions(tree.python()))


def test_a_long_function_is_refused_and_its_docstring_is_not_counted() -> None:
    told = 'def {name}():\n    """Promise.\n\n    More.\n    """\n\n    # why\n' + "    x = 1\n" * (MOST_LINES_OF_A_FUNCTION - 1)
    files = tree.planted("src/wucai/a.py", told.format(name="f") + told.format(name="g") + "    x = 2\n")

    assert long_functions(files) == ["src/wucai/a.py:47 g has 41 lines of code"]


def test_every_room_and_every_problem_has_its_page() -> None:
    problems = [path.parent.name for path in (ROOT / "src/wucai/planning").glob("*/problem.py")]

    tree.require_none(without_page([config.label for config in _our_apps()], ROOT / "docs" / "rooms"))
    tree.require_none(without_page(problems, ROOT / "docs" / "planning"))


def test_a_room_without_a_page_is_refused(tmp_path: Path) -> None:
    (tmp_path / "places.md").write_text("# Places\n", encoding="utf-8")
    (tmp_path / "people.md").write_text("\n", encoding="utf-8")

    assert without_page(["people", "places", "volunteering"], tmp_path) == ["people", "volunteering"]


def test_every_model_stands_in_the_glossary() -> None:
    glossary = ROOT / "docs" / "glossary.md"

    tree.require_none(not_in_glossary(_our_models(), glossary.read_text(encoding="utf-8") if glossary.exists() else ""))


@isolate_apps("wucai.places")
def test_a_model_that_the_glossary_does_not_explain_is_refused() -> None:
    class Site(models.Model):
        class Meta:
            app_label = "places"

    class Keeper(models.Model):
        class Meta:
            app_label = "places"

    glossary = "| Word | 中文 | Means |\n|---|---|---|\n| **Site** | 站点 | Where things are; it has a Keeper. |\n"

    assert not_in_glossary([Site, Keeper], glossary) == ["places.Keeper"]


def keys_not_pointing_down(of: Iterable[type[models.Model]]) -> list[str]:
    """The fields that lead from a model to one on a higher floor, beside it on the same, or to any model at all."""
    found = []
    for model in of:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many, *model._meta.private_fields]:
            told = f"{model._meta.label}.{field.name}"
            if isinstance(field, GenericForeignKey | GenericRelation):
                found.append(f"{told} can point anywhere")
            elif field.is_relation and _is_not_below(field.related_model._meta.app_label, model._meta.app_label):
                found.append(f"{told} points up to {field.related_model._meta.label}")
    return found


def too_long(files: Iterable[Source]) -> list[str]:
    """The files with too many lines."""
    return [file.at(len(file.lines), f"has more than {MOST_LINES} lines") for file in files if len(file.lines) > MOST_LINES]


def long_functions(files: Iterable[Source]) -> list[str]:
    """The functions with too many lines of code: docstring, comments and blank lines are not counted."""
    return [
        file.at(function, f"{function.name} has {count} lines of code")
        for file in files
        for function in file.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if (count := _lines_of_code(file, function)) > MOST_LINES_OF_A_FUNCTION
    ]


def without_page(names: Iterable[str], folder: Path) -> list[str]:
    """The names that have no page, or an empty one, in the folder."""
    pages = {name: folder / f"{name}.md" for name in names}
    return sorted(name for name, page in pages.items() if not page.exists() or not page.read_text(encoding="utf-8").strip())


def not_in_glossary(of: Iterable[type[models.Model]], glossary: str) -> list[str]:
    """The models that the glossary explains nowhere: as the first cell of a row, in bold or as a heading."""
    explained = re.findall(r"^\|([^|]+)\||\*\*([^*]+)\*\*|^#+ (.+)$", glossary, flags=re.MULTILINE)
    words = {word for entry in explained for part in entry for word in re.findall(r"\w+", part)}
    return [model._meta.label for model in of if model.__name__ not in words]


def _is_not_below(target: str, label: str) -> bool:
    heights = tree.floors()
    return target != label and target in heights and heights[target] >= heights[label]


def _lines_of_code(file: Source, function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    told: Sequence[ast.stmt] = function.body[:1] if ast.get_docstring(function) is not None else []
    docstring = {number for each in told for number in range(each.lineno, (each.end_lineno or each.lineno) + 1)}
    numbers = set(range(function.lineno, (function.end_lineno or function.lineno) + 1)) - docstring
    texts = (file.lines[number - 1].strip() for number in numbers)
    return sum(1 for text in texts if text and not text.startswith("#"))


def _with_plant(folder: Path, file: str, text: str) -> Path:
    house = folder / "wucai"
    shutil.copytree(ROOT / "src" / "wucai", house, ignore=lambda _, names: [name for name in names if Path(name).suffix not in {"", ".py"}])
    for each in [*SOIL, file]:
        path = house / each
        path.parent.mkdir(exist_ok=True)
        path.touch()
    with (house / file).open("a", encoding="utf-8") as open_file:
        open_file.write(f"\n\n{text}\n")
    return folder


def _our_apps() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if config.name.startswith("wucai.")]


def _our_models() -> list[type[models.Model]]:
    return [model for config in _our_apps() for model in config.get_models(include_auto_created=True)]
