"""`./wucai bench NAME [--quick] [--json FILE] [--seed N] [--check]`."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import machine, table

# Each is a module with `measure`, imported when it is asked for: a search that is measured in a process of its own should not carry Django.
CASES = {
    "rush": "many people for few seats, beside a minimal claim view; a page from cache beside a bare one",
    "roster": "500, 2,000 and 5,000 volunteers, beside first come, first served",
    "planning": "rosters for up to 100,000 volunteers, re-planning, groups, reasons, matching; beside the engines of others",
}


def main(arguments: Sequence[str]) -> int:
    """Measure one case; 0 when it was measured, whatever the targets say; with --check 1 when one was missed; 2 for words that are off."""
    parser = argparse.ArgumentParser(prog="wucai bench", description=__doc__)
    parser.add_argument("name", nargs="?", help="what to measure; without it, what can be measured")
    parser.add_argument("--quick", action="store_true", help="a smaller case that ends within 50 s")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there, too")
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--check", action="store_true", help="end with 1 when a target is missed")
    wishes = parser.parse_args(arguments)
    if wishes.name is None:
        print("\n".join(f"{name}  {told}" for name, told in CASES.items()))
        return 0
    if wishes.name not in CASES:
        print(f"wucai bench: there is no case {wishes.name!r}; there is {', '.join(CASES)}.", file=sys.stderr)
        return 2
    if wishes.json and not wishes.json.absolute().parent.is_dir():
        print(f"wucai bench: {wishes.json.parent} is no folder to write to.", file=sys.stderr)
        return 2
    rows = _measured(wishes)
    return 1 if wishes.check and not all(row.ok for row in rows) else 0


def _measured(wishes: argparse.Namespace) -> list[table.Row]:
    started = perf_counter()
    known = machine.facts(seed=wishes.seed)
    case: Any = import_module(f"bench.{wishes.name}")
    rows: list[table.Row]
    rows, more = case.measure(
        quick=wishes.quick, seed=wishes.seed, say=lambda line: print(f"wucai bench: {line}", file=sys.stderr, flush=True)
    )
    known |= {**more, "measured in": f"{perf_counter() - started:.0f} s{', quick' if wishes.quick else ''}"}
    print("\n".join(f"{name}: {value}" for name, value in known.items()) + "\n")
    print(table.drawn(rows))
    if wishes.json:
        table.put_down(wishes.json, known, rows)
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
