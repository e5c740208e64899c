"""Two kinds of contract that import-linter lacks: they look at every problem that stands in planning, so the next is covered by itself.

Named in pyproject.toml under `contract_types`. What a file of a problem may import is told in docs/planning/index.md.
"""

from collections.abc import Iterable

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

PLANNING = "wucai.planning"
# What makes a folder of planning a problem.
MARKS = {"problem", "solution", "check", "solver"}
# A strategy has a name of its own; these have not.
BASICS = {
    "problem": set(),
    "solution": {"problem"},
    "read": {"problem", "solution", "shared"},
    "write": {"problem", "solution", "shared", "read"},
    "sheets": {"problem", "solution", "shared", "read"},
    "check": {"problem", "solution"},
    "explain": {"problem", "solution", "shared", "strategy"},
}
FOR_STRATEGIES = {"problem", "solution", "shared", "strategy"}
# What refuses nonsense has one name, and asks nobody.
FOR_ALL = {f"{PLANNING}.problems"}
# Who takes an order from outside must know every problem; nobody imports these.
COMMAND = {f"{PLANNING}.command", f"{PLANNING}.__main__"}
SOLVER_LIBRARIES = {"ortools", "highspy", "numba", "scipy"}


class _Faults(Contract):
    """A contract that is broken by a list of sentences."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Kept when there is no fault."""
        faults = sorted(self.faults(graph))
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line a fault."""
        for fault in check.metadata["faults"]:
            output.print_error(f"- {fault}", bold=False)
        output.new_line()

    def faults(self, graph: ImportGraph) -> Iterable[str]:
        """What is wrong."""
        raise NotImplementedError


class JudgedApart(_Faults):
    """Inside a problem, each file imports only what its kind may; `solver` may all."""

    type_name = "judged_apart"

    def faults(self, graph: ImportGraph) -> Iterable[str]:
        """One sentence for each import that is too much."""
        for problem in problems(graph):
            for importer, imported in _imports(graph, problem):
                kind = _kind(importer, problem)
                if kind in {"solver", ""} or _is_free(imported, kind):
                    continue
                used = _kind(imported, problem)
                if used != kind and used not in BASICS.get(kind, FOR_STRATEGIES):
                    yield f"{importer} may not import {imported}"


class ProblemsApart(_Faults):
    """No module of planning imports from a problem that is not its own."""

    type_name = "problems_apart"

    def faults(self, graph: ImportGraph) -> Iterable[str]:
        """One sentence for each import across."""
        found = problems(graph)
        for importer, imported in _imports(graph, PLANNING):
            home = _home(imported, found)
            if imported in COMMAND and importer not in COMMAND:
                yield f"{importer} may not import {imported}"
            if home and home != _home(importer, found) and importer not in COMMAND:
                yield f"{importer} may not import {imported}"


def problems(graph: ImportGraph) -> list[str]:
    """The folders of planning that are problems, known by the files that they hold."""
    children = graph.find_children(PLANNING) if PLANNING in graph.modules else set()
    return sorted(each for each in children if MARKS & {_last(below) for below in graph.find_children(each)})


def _imports(graph: ImportGraph, package: str) -> Iterable[tuple[str, str]]:
    for importer in sorted({package} | graph.find_descendants(package)):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            yield importer, imported


def _kind(module: str, problem: str) -> str:
    """`problem`, `check`, … for the files with a fixed name, `strategy` for the others, `shared` outside, empty for the folder itself."""
    if module == problem:
        return ""
    if not module.startswith(f"{problem}."):
        return "shared"
    name = module.removeprefix(f"{problem}.").split(".")[0]
    return name if name in {*BASICS, "solver"} else "strategy"


def _is_free(imported: str, kind: str) -> bool:
    """Other people's packages are nobody's business here, except that a check needs no solver."""
    if imported.split(".")[0] == "wucai":
        return imported in FOR_ALL or not imported.startswith(f"{PLANNING}.")  # `pure` and `problems_apart` speak of these
    return kind != "check" or imported not in SOLVER_LIBRARIES


def _home(module: str, found: Iterable[str]) -> str:
    return next((each for each in found if module == each or module.startswith(f"{each}.")), "")


def _last(module: str) -> str:
    return module.rpartition(".")[-1]
