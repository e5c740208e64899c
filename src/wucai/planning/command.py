"""The command: a problem from a file, a progress line on stderr, the answer to a file. docs/planning/command.md tells it to users.

It is the only place beside the rooms' planners that knows the problems; nobody imports it.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import re
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, get_type_hints

from wucai.planning import answer, places, reading, schema, sheets, signals, streams, writing
from wucai.planning.cells import Clock
from wucai.planning.fanout import Executor, InProcess, ProcessPool, ShardFailed, WorkerLost
from wucai.planning.portfolio import Searched, best_of
from wucai.planning.problems import BadProblem
from wucai.planning.progress import Event
from wucai.planning.records import Record, Shapes
from wucai.planning.search import SEED_LIMIT, Result, Status, Stop, Stopped, StopReason

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

    def answer(self, solver: Solver) -> Record[Any]:
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
    streams.fill()
    try:
        wishes = _parser().parse_args(arguments)
        return _print_schema(wishes) if wishes.order == "schema" else _answer(wishes)
    except BadProblem as error:
        streams.say(str(error))
        return WRONG
    except BrokenPipeError:
        streams.abandon(sys.stdout)
        return 128 + signal.SIGPIPE
    except OSError as error:
        streams.say(f"{error.filename or 'the machine'}: {error.strerror or error}.")
        return WRONG
    except MemoryError:
        streams.say("the problem does not fit into the memory of this machine.")
        return WRONG
    except KeyboardInterrupt:
        streams.say("stopped before there was anything to write.")
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
        order.add_argument(
            "file", type=_name, metavar="FILE", help="JSON, a folder or .zip of CSV files, or - for JSON from the standard input"
        )
        order.add_argument("--seconds", type=_seconds, metavar="S", help="stop after so long; without it, when nothing more is gained")
        order.add_argument("--seed", type=_whole(0, SEED_LIMIT - 1), default=0, metavar="N", help="where chance comes from (0)")
        order.add_argument("--tries", type=_whole(1, MOST), default=1, metavar="N", help="search so often, each from another seed (1)")
        place = order.add_mutually_exclusive_group()
        place.add_argument("--workers", type=_whole(1, MOST), default=1, metavar="N", help="so many tries at once, a process for each (1)")
        place.add_argument("--scheduler", type=_address, metavar="ADDRESS", help="a Dask scheduler for them, such as tcp://10.0.0.5:8786")
        order.add_argument(
            "--out", type=_name, metavar="FILE", help="a .json, or a folder or .zip for CSV; without it, JSON to standard output"
        )
        order.add_argument("--quiet", action="store_true", help="no progress on stderr")
    told = orders.add_parser("schema", help="print the JSON Schema of a file")
    told.add_argument("problem", choices=KINDS)
    told.add_argument("file", choices=FILES, nargs="?", default="problem")
    return parser


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 0")
    return value


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most}")
        return value

    return read


def _address(text: str) -> str:
    if not re.fullmatch(r"\w+://.+:\d+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address such as tcp://10.0.0.5:8786")
    return text


def _name(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("the name is empty")
    return text


def _print_schema(wishes: argparse.Namespace) -> int:
    streams.require_output()
    kind = KINDS[wishes.problem]()
    record = kind.answer(kind.load()) if wishes.file == "answer" else getattr(kind.form, wishes.file)
    document = schema.document(record, f"wucai.planning {wishes.problem}: {wishes.file}")
    _put_out(f"{json.dumps(document, ensure_ascii=False, indent=1)}\n")
    return 0


def _answer(wishes: argparse.Namespace) -> int:
    if wishes.out:
        places.require_writable(wishes.out)
    else:
        streams.require_output()
    kind = KINDS[wishes.order]()
    gc.disable()  # a problem is a million small things that stay: looking through them again and again takes as long as reading
    try:
        given = _problem(kind, wishes.file)
    finally:
        gc.enable()
    has_tries = wishes.tries > 1 or wishes.scheduler is not None
    stop = Stop(seconds=None if has_tries else wishes.seconds)  # of several tries each has so many seconds
    with signals.asking(stop) as heard:
        solver = kind.load()
        try:
            with streams.Progress(sys.stderr, is_quiet=wishes.quiet) as progress, streams.quiet_solvers():
                result = _searched(wishes, solver, given[0], stop, progress.tell)
        except solver.refusals as error:
            raise BadProblem(f"{wishes.file}: its numbers are too large to be solved: {error}") from error
        except (WorkerLost, ShardFailed) as error:
            raise BadProblem(f"the tries are lost: {error}") from error
        is_short = has_tries and wishes.seconds is not None and result.status is not Status.OPTIMAL
        stopped = stop.reason or (StopReason.TIME if is_short else None)
        remainder = solver.remainder(given[0], result.solution) if result.solution is not None else ()
        found = answer.answer_of(result, remainder=remainder, stopped=stopped)
        _put(wishes, kind, given, kind.answer(solver), found)
    return heard.exit_code


def _searched(wishes: argparse.Namespace, solver: Solver, problem: Any, stop: Stop, listen: Callable[[Event], None]) -> Result[Any]:
    """One search here, or several side by side."""
    if wishes.tries == 1 and not wishes.scheduler:
        return solver.solve(problem, seed=wishes.seed, stop=stop, listen=listen)
    try:
        with _executor(wishes) as executor:
            solve = _heeding(solver.solve, stop) if isinstance(executor, InProcess) else solver.solve
            searched = Searched(solve, problem, wishes.seconds)
            return best_of(executor, searched, seed=wishes.seed, tries=wishes.tries, stop=stop, listen=listen)
    except Stopped:
        return solver.solve(problem, seed=wishes.seed, stop=stop, listen=listen)  # told to stop already: it hands back what stands


def _heeding(solve: Callable[..., Result[Any]], above: Stop) -> Callable[..., Result[Any]]:
    """The same search, which ends when the stop above its own is asked to."""
    return lambda problem, *, seed, stop: solve(problem, seed=seed, stop=stop.beneath(above))


def _executor(wishes: argparse.Namespace) -> Executor:
    """Where the tries are made."""
    if wishes.scheduler:
        from wucai.planning.cluster import ClusterMissing, DaskCluster  # Dask is an extra, and heavy

        try:
            return DaskCluster(wishes.scheduler)
        except (ClusterMissing, OSError) as error:
            raise BadProblem(f"--scheduler {wishes.scheduler}: {str(error).removesuffix('.')}.") from error
    return ProcessPool(wishes.workers) if wishes.workers > 1 else InProcess()


def _problem(kind: Kind, file: str) -> tuple[Any, Clock]:
    """The problem in the file or folder; raises BadProblem, which names it."""
    given = places.json_of(file)
    name = "the standard input" if file == "-" else file
    if given is not None:
        text = reading.decoded(given, name)
        try:
            return reading.read(kind.form.problem, text), Clock(kind.form.is_daily)
        except BadProblem as error:
            raise BadProblem(f"{name}: {error}") from error
    files = places.tables_of(file)
    try:
        return sheets.problem_from(kind.form, files)
    except BadProblem as error:
        raise BadProblem(f"{file}: {error}") from error


def _put(wishes: argparse.Namespace, kind: Kind, given: tuple[Any, Clock], record: Record[Any], found: answer.Answer[Any]) -> None:
    plain = record.plain(found)
    if not wishes.out:
        _put_out(writing.laid_out(plain))
        return
    try:
        if places.holds_tables(wishes.out):
            files = sheets.answer_files(kind.form, given[0], plain, given[1], columns=answer.columns_of(record))
            files["summary.txt"] = answer.summary(wishes.order, plain).encode()
            places.put_tables(wishes.out, files)
        else:
            places.put_file(wishes.out, writing.laid_out(plain).encode())
    except OSError as error:
        raise BadProblem(f"--out {wishes.out}: the answer cannot be written: {error.strerror or error}.") from error


def _put_out(text: str) -> None:
    try:
        streams.put(text.encode())
    except BrokenPipeError:
        raise
    except OSError as error:
        raise BadProblem(f"the answer cannot be written to the standard output: {error.strerror or error}.") from error
