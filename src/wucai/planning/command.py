"""The command: a problem from a file, a progress line on stderr, the answer to a file. docs/planning/command.md tells it to users.

It is the only place beside the rooms' planners that knows the problems; nobody imports it.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, TextIO, get_type_hints

from wucai.planning import answer, places, reading, schema, sheets, signals, writing
from wucai.planning.cells import Clock
from wucai.planning.fanout import Executor, InProcess, ProcessPool
from wucai.planning.portfolio import Searched, best_of
from wucai.planning.problems import BadProblem
from wucai.planning.progress import Event
from wucai.planning.records import Record, Shapes
from wucai.planning.search import SEED_LIMIT, Result, Stop, Stopped

MOST = 1_000
"""So many tries, or workers, at the most."""
WRONG = 2
"""The exit code for whatever the caller can put right."""


@dataclass(frozen=True)
class Solver:
    """Who solves a problem, and who tells what stayed open."""

    solve: Callable[..., Result[Any]]
    remainder: Callable[[Any, Any], tuple[Any, ...]]
    refusals: tuple[type[Exception], ...]


@dataclass(frozen=True)
class Kind:
    """One of the problems: how its files look, and its solver, loaded when it is needed."""

    form: sheets.Form
    shapes: Shapes
    load: Callable[[], Solver]

    def answer(self, solver: Solver) -> Record:
        """The shape of an answer."""
        told = get_type_hints(solver.remainder)["return"]
        return answer.record_of(self.shapes, solution=self.form.solution.kind, remainder=told)


def rostering() -> Kind:
    """Who serves on which shift."""
    from wucai.planning.rostering import read  # only the problem that is asked for is loaded
    from wucai.planning.rostering import sheets as own  # as above

    def load() -> Solver:
        from wucai.planning.flow import BadNetwork  # as below
        from wucai.planning.rostering import explain, solver  # a solver's libraries are heavy: a bad file is told without them

        return Solver(solver.solve, explain.remainder, (BadNetwork,))

    return Kind(own.FORM, read.SHAPES, load)


def matching() -> Kind:
    """Which resource serves which need."""
    from wucai.planning.matching import read  # as for rostering
    from wucai.planning.matching import sheets as own  # as above

    def load() -> Solver:
        from wucai.planning.flow import BadNetwork  # as below
        from wucai.planning.matching import explain, solver  # as for rostering

        return Solver(solver.solve, explain.remainder, (BadNetwork,))

    return Kind(own.FORM, read.SHAPES, load)


KINDS = {"rostering": rostering, "matching": matching}
FILES = ("problem", "solution", "answer")


def main(arguments: Sequence[str]) -> int:
    """Do what was asked. 0: done. 2: the call or the file is wrong, told in one sentence. 130: stopped by Ctrl-C, best so far written."""
    try:
        wishes = _parser().parse_args(arguments)
        if wishes.order == "schema":
            return _print_schema(wishes)
        return _answer(wishes)
    except BadProblem as error:
        print(f"wucai.planning: {error}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read the answer has gone: Python's last flush fails else
        return 128 + signal.SIGPIPE
    except OSError as error:
        print(f"wucai.planning: the answer cannot be written: {error}.", file=sys.stderr)
        return WRONG
    except MemoryError:
        print("wucai.planning: the problem does not fit into the memory of this machine.", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("wucai.planning: stopped before there was anything to write.", file=sys.stderr)
        return 130


class _Parser(argparse.ArgumentParser):
    """A parser that tells what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise BadProblem(f"{message}; see {self.prog} --help.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m wucai.planning", description="Solve a planning problem from a file. See docs/planning/command.md.")
    orders = parser.add_subparsers(dest="order", required=True, metavar="rostering|matching|schema")
    for name in KINDS:
        order = orders.add_parser(name, help=f"solve a problem of {name}")
        order.add_argument("file", metavar="FILE", help="JSON, or a folder or .zip of CSV files; - for JSON from the standard input")
        order.add_argument("--seconds", type=_seconds, metavar="S", help="stop after so long; without it, when nothing more is gained")
        order.add_argument("--seed", type=_seed, default=0, metavar="N", help="where chance comes from (0)")
        order.add_argument("--tries", type=_count, default=1, metavar="N", help="search so often, each from another seed (1)")
        order.add_argument("--workers", type=_count, default=1, metavar="N", help="so many tries at once, each in a process of its own (1)")
        order.add_argument(
            "--scheduler", type=_address, metavar="ADDRESS", help="a Dask scheduler for the tries, such as tcp://10.0.0.5:8786"
        )
        order.add_argument("--out", metavar="FILE", help="a .json, a .zip, or a folder for CSV; without it, JSON to the standard output")
        order.add_argument("--quiet", action="store_true", help="no progress on stderr")
    told = orders.add_parser("schema", help="print the JSON Schema of a file")
    told.add_argument("problem", choices=KINDS)
    told.add_argument("file", choices=FILES, nargs="?", default="problem")
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds from 0")
    return value


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= MOST:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1 to {MOST}")
    return value


def _address(text: str) -> str:
    if not re.fullmatch(r"\w+://.+:\d+", text):
        raise argparse.ArgumentTypeError(f"{text} is no address such as tcp://10.0.0.5:8786")
    return text


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < SEED_LIMIT:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 0 to {SEED_LIMIT - 1}")
    return value


def _print_schema(wishes: argparse.Namespace) -> int:
    kind = KINDS[wishes.problem]()
    record = kind.answer(kind.load()) if wishes.file == "answer" else getattr(kind.form, wishes.file)
    document = schema.document(record, f"wucai.planning {wishes.problem}: {wishes.file}")
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return 0


def _answer(wishes: argparse.Namespace) -> int:
    if wishes.out:
        places.require_writable(wishes.out)
    kind = KINDS[wishes.order]()
    gc.disable()  # a problem is a million small things that stay: looking through them again and again takes as long as reading
    try:
        problem, clock = _problem(kind, wishes.file)
    finally:
        gc.enable()
    stop = Stop(seconds=wishes.seconds)
    with signals.asking(stop) as heard:
        solver = kind.load()
        try:
            with Progress(sys.stderr, is_quiet=wishes.quiet) as progress, _quiet_solvers():
                result = _searched(wishes, solver, problem, stop, progress.tell)
        except solver.refusals as error:
            raise BadProblem(f"{wishes.file}: its numbers are too large to be solved: {error}") from error
        stopped = stop.reason
        remainder = solver.remainder(problem, result.solution) if result.solution is not None else ()
        found = answer.answer_of(result, remainder=remainder, stopped=stopped)
        _put(kind, wishes, problem, clock, kind.answer(solver).plain(found))
    return heard.exit_code


def _searched(wishes: argparse.Namespace, solver: Solver, problem: Any, stop: Stop, listen: Callable[[Event], None]) -> Result[Any]:
    """One search here, or several side by side."""
    if wishes.tries == 1:
        return solver.solve(problem, seed=wishes.seed, stop=stop, listen=listen)
    searched = Searched(solver.solve, problem, wishes.seconds)
    try:
        with _executor(wishes) as executor:
            return best_of(executor, searched, seed=wishes.seed, tries=wishes.tries, stop=stop, listen=listen)
    except Stopped:
        return solver.solve(problem, seed=wishes.seed, stop=stop, listen=listen)  # told to stop already: it hands back what stands


def _executor(wishes: argparse.Namespace) -> Executor:
    """Where the tries are made."""
    if wishes.scheduler:
        from wucai.planning.cluster import ClusterMissing, DaskCluster  # Dask is an extra, and heavy

        try:
            return DaskCluster(wishes.scheduler)
        except (ClusterMissing, OSError) as error:
            raise BadProblem(f"--scheduler {wishes.scheduler}: {error}") from error
    return ProcessPool(wishes.workers) if wishes.workers > 1 else InProcess()


@contextmanager
def _quiet_solvers() -> Iterator[None]:
    """What a solver's library prints by itself goes to stderr: the standard output holds the answer alone."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _problem(kind: Kind, file: str) -> tuple[Any, Clock]:
    """The problem in the file or folder; raises BadProblem, which names it."""
    given = places.json_of(file)
    name = "the standard input" if file == "-" else file
    if given is not None:
        try:
            return reading.read(kind.form.problem, reading.decoded(given, "the file")), Clock(kind.form.is_daily)
        except BadProblem as error:
            raise BadProblem(f"{name}: {error}") from error
    try:
        return sheets.problem_from(kind.form, places.tables_of(file))
    except BadProblem as error:
        raise BadProblem(str(error) if str(error).startswith(file) else f"{file}: {error}") from error


def _put(kind: Kind, wishes: argparse.Namespace, problem: Any, clock: Clock, plain: dict[str, Any]) -> None:
    if not wishes.out:
        sys.stdout.buffer.write(writing.laid_out(plain).encode())
        sys.stdout.flush()
    elif places.is_folder(wishes.out) or places.is_zip(wishes.out):
        files = sheets.answer_files(kind.form, problem, plain, clock)
        files["summary.txt"] = answer.summary(wishes.order, plain).encode()
        places.put_tables(wishes.out, files)
    else:
        places.put_file(wishes.out, writing.laid_out(plain).encode())


class Progress:
    """One line on stderr: rewritten where somebody looks on, a new one for each event elsewhere."""

    def __init__(self, stream: TextIO, *, is_quiet: bool) -> None:
        """Nothing is written when quiet."""
        self._stream = stream
        self._is_quiet = is_quiet
        self._is_watched = stream.isatty()

    def tell(self, event: Event) -> None:
        """Say where the search stands."""
        if self._is_quiet:
            return
        line = f"{event.at_seconds:7.1f} s  {event.phase}  objective {answer.number(event.objective)}  "
        line += answer.standing(event.bound, event.gap).replace(" · ", "  ")
        try:
            self._stream.write(f"\r\x1b[K{line}" if self._is_watched else f"{line}\n")
            self._stream.flush()
        except OSError:
            self._is_quiet = True  # nobody listens any more, but the answer is still wanted

    def __enter__(self) -> Progress:
        """Use as a context: the line is ended on the way out."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the line."""
        if self._is_watched and not self._is_quiet:
            self._stream.write("\n")
