"""Problems and answers as spreadsheets: a folder (or .zip) with one CSV for each list of the problem, and the answer likewise.

What a table is called and which columns it has follows from the dataclasses: `volunteers.csv` holds `Problem.volunteers`, a
row each, a column for each field; `settings.csv` (name, value) holds the numbers of the problem and its weights. An empty
cell is a field left out. A `Form` tells what the types do not. Nothing is read but what is named so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wucai.planning import reading
from wucai.planning.cells import Cells, Clock, columns_of, guarded, millionths, shown, unguarded
from wucai.planning.problems import BadProblem
from wucai.planning.records import Record, Rows
from wucai.planning.shapes import Fault, Fixed, Listed, Shape, Whole, told_at

SETTINGS = "settings"
Row = dict[str, str]


@dataclass(frozen=True)
class Form:
    """How the sheets of a problem are filled in.

    moments: fields that are times. hours: fields that are spans of the day. is_daily: times are whole days.
    first_moment: table and column whose earliest date decides from which Monday minutes are counted.
    pairs: for lists of pairs of texts, the names of the two columns.
    refers: table and column that name the ids of another table. joined: beside which column of an answer which columns of the table
    that it names are shown.
    """

    problem: Record[Any]
    solution: Record[Any]
    moments: frozenset[str]
    hours: frozenset[str] = frozenset()
    is_daily: bool = False
    first_moment: tuple[str, str] | None = None
    pairs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    refers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    joined: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, Shape]:
        """The lists of the problem, by the name of their file."""
        return {name: shape for name, shape in self.problem.shapes.items() if isinstance(shape, Listed | Rows)}

    @property
    def settings(self) -> dict[str, tuple[str, ...]]:
        """Where in the problem each name of the settings stands."""
        found: dict[str, tuple[str, ...]] = {}
        for name, shape in self.problem.shapes.items():
            if isinstance(shape, Whole):
                found[name] = (name,)
            elif isinstance(shape, Record):
                found.update({below: (name, below) for below in shape.shapes})
        return found


@dataclass
class Sheet:
    """One table: its rows, each with its number in the file, where the header is row 1."""

    name: str
    rows: list[tuple[int, Row]]

    def at(self, index: int, *columns: str) -> str:
        """Where something stands, in words."""
        column = f", column {' and '.join(columns)}" if columns else ""
        return f"{self.name}.csv, row {self.rows[index][0]}{column}"


def problem_from(form: Form, files: Mapping[str, bytes]) -> tuple[Any, Clock]:
    """The problem in the files (by name), and the clock that shows its times again. Raises BadProblem, which names file, row, column."""
    sheets = {name: _opened(name, files[f"{name}.csv"], _columns(form, name)) for name in _present(form, files)}
    clock = Clock(form.is_daily, _base(form, sheets))
    cells = Cells(clock, form.moments, form.hours)
    _require_ids(form, sheets)
    plain: dict[str, Any] = {name: _items(cells, form, sheet) for name, sheet in sheets.items() if name != SETTINGS}
    if SETTINGS in sheets:
        _set(cells, form, sheets[SETTINGS], plain)
    try:
        return form.problem.read(plain), clock
    except Fault as fault:
        raise BadProblem(_told(form, sheets, fault)) from fault


def answer_files(form: Form, problem: Any, answer: Mapping[str, Any], clock: Clock, *, columns: Iterable[str] = ()) -> dict[str, bytes]:
    """The answer as CSV files by name: one for each list of the solution, and `remainder.csv`, which has these columns first."""
    plain = form.problem.plain(problem)
    things = {name: {each["id"]: each for each in plain.get(name, ()) if "id" in each} for name in form.tables if name not in form.pairs}
    files = {}
    for name, shape in form.solution.shapes.items():
        if isinstance(shape, Listed) and isinstance(shape.item, Record):
            rows = [_joined(form, things, clock, each) for each in answer["solution"].get(name, ())]
            files[f"{name}.csv"] = _saved(_answer_columns(form, shape.item), rows)
    remainder = answer["remainder"]
    files["remainder.csv"] = _saved(list(dict.fromkeys([*columns, *(key for each in remainder for key in each)])), remainder)
    return files


def _present(form: Form, files: Mapping[str, bytes]) -> list[str]:
    known = [*form.tables, SETTINGS]
    answers = {*form.solution.shapes, "remainder"}
    for file in sorted(files):
        name = file.removesuffix(".csv")
        if file.endswith(".csv") and name not in known and name not in answers:
            raise BadProblem(f"{file} is not known; known are {', '.join(f'{each}.csv' for each in known)}.")
    for name in form.problem.needed:
        if f"{name}.csv" not in files:
            raise BadProblem(f"{name}.csv is missing.")
    return [name for name in known if f"{name}.csv" in files]


def _columns(form: Form, name: str) -> tuple[list[str], list[str]]:
    """All columns of a table, and those that must be there."""
    if name == SETTINGS:
        return ["name", "value"], ["name", "value"]
    if name in form.pairs:
        return list(form.pairs[name]), list(form.pairs[name])
    record = _record(form.tables[name])
    columns = columns_of(record)
    return [each for name in columns for each in columns[name]], [each for name in record.needed for each in columns[name]]


def _record(shape: Shape) -> Record[Any]:
    found = shape.record if isinstance(shape, Rows) else shape.item if isinstance(shape, Listed) else shape
    assert isinstance(found, Record), "a list of something else needs `pairs`"
    return found


def _opened(name: str, content: bytes, columns: tuple[list[str], list[str]]) -> Sheet:
    file, (known, needed) = f"{name}.csv", columns
    reader = csv.reader(io.StringIO(reading.decoded(content, file), newline=""), strict=True)
    try:
        rows = [[unguarded(cell.strip()) for cell in row] for row in reader]
    except csv.Error as error:
        raise BadProblem(f"{file}, row {reader.line_num}: {error}.") from error
    header = rows[0] if rows else []
    while header and not header[-1]:
        header.pop()
    for column in header:
        if column not in known:
            raise BadProblem(f"{file}: the column {column!r:.40} is not known; known are {', '.join(known)}.")
        if header.count(column) > 1:
            raise BadProblem(f"{file}: the column {column!r} is there twice.")
    for column in needed:
        if column not in header:
            raise BadProblem(f"{file}: the column {column} is missing.")
    for number, row in enumerate(rows[1:], start=2):
        if any(row[len(header) :]):
            raise BadProblem(f"{file}, row {number}: {len(row)} cells, but the header has {len(header)} columns.")
    filled = ((number, row) for number, row in enumerate(rows[1:], start=2) if any(row))
    return Sheet(name, [(number, {column: cell for column, cell in zip(header, row, strict=False) if cell}) for number, row in filled])


def _base(form: Form, sheets: Mapping[str, Sheet]) -> int:
    """The Monday on which the earliest date lies, or before it; 0 where there are no dates."""
    if form.first_moment is None:
        return 0
    table, column = form.first_moment
    found = []
    for _, row in sheets[table].rows:
        try:
            found.append(Clock(form.is_daily).absolute(row.get(column, "")))
        except Fault:
            continue  # a whole number, or told when the row is read
    week = 7 * 1440
    return min(found) // week * week if found else 0


def _require_ids(form: Form, sheets: Mapping[str, Sheet]) -> None:
    """Each id once in its table, and no name of what is not there."""
    ids: dict[str, set[str]] = {}
    for name, sheet in sheets.items():
        seen: dict[str, int] = {}
        for index, (number, row) in enumerate(sheet.rows):
            if (given := row.get("id", "")) in seen:
                raise BadProblem(f"{sheet.at(index, 'id')}: {given!r} is there already, in row {seen[given]}.")
            if given:
                seen[given] = number
        ids[name] = set(seen)
    for (name, column), other in form.refers.items():
        sheet = sheets.get(name, Sheet(name, []))
        for index, (_, row) in enumerate(sheet.rows):
            for given in filter(None, map(str.strip, row.get(column, "").replace("；", ";").split(";"))):
                if given not in ids.get(other, ()):
                    raise BadProblem(f"{sheet.at(index, column)}: {given!r} is not in {other}.csv.")


def _items(cells: Cells, form: Form, sheet: Sheet) -> list[Any]:
    shape = form.tables[sheet.name]
    if sheet.name in form.pairs:
        assert isinstance(shape, Listed)
        assert isinstance(shape.item, Fixed)
        first, second = form.pairs[sheet.name]
        for index, (_, row) in enumerate(sheet.rows):
            for column in {first, second} - row.keys():
                raise BadProblem(f"{sheet.at(index, column)} is missing.")
        return [[row[first], row[second]] for _, row in sheet.rows]
    columns = columns_of(_record(shape))
    return [_item(cells, sheet, index, _record(shape), columns) for index in range(len(sheet.rows))]


def _item(cells: Cells, sheet: Sheet, index: int, record: Record[Any], fields: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    row, found = sheet.rows[index][1], {}
    for name, columns in fields.items():
        given = [row[column] for column in columns if column in row]
        if not given:
            continue
        try:
            if len(columns) == 1:
                found[name] = cells.read(name, record.shapes[name], given[0])
            elif len(given) == len(columns):
                found[name] = [millionths(each) for each in given]
            else:
                raise Fault("is half a place: latitude and longitude belong together.")
        except Fault as fault:
            raise BadProblem(told_at(sheet.at(index, *columns), fault.sentence, is_whole=False, whole="")) from fault
    _require_order(cells, sheet, index, found)
    return found


def _require_order(cells: Cells, sheet: Sheet, index: int, found: Mapping[str, Any]) -> None:
    row = sheet.rows[index][1]
    if {"starts", "ends"} <= found.keys() and found["ends"] < found["starts"] + (not cells.clock.is_daily):
        raise BadProblem(f"{sheet.at(index, 'ends')} is {row['ends']}, which is not after its starts, {row['starts']}.")


def _set(cells: Cells, form: Form, sheet: Sheet, plain: dict[str, Any]) -> None:
    seen: set[str] = set()
    for index, (_, row) in enumerate(sheet.rows):
        name = row.get("name", "")
        if name not in form.settings or name in seen:
            story = f"{name!r} is there twice" if name in seen else f"{name!r} is not known; known are {', '.join(form.settings)}"
            raise BadProblem(f"{sheet.at(index, 'name')}: {story}.")
        seen.add(name)
        try:
            value = cells.read(name, Whole(), row.get("value", ""))
        except Fault as fault:
            raise BadProblem(f"{sheet.at(index, 'value')} {fault.sentence}") from fault
        *above, last = form.settings[name]
        holder = plain.setdefault(above[0], {}) if above else plain
        holder[last] = value


def _told(form: Form, sheets: Mapping[str, Sheet], fault: Fault) -> str:
    """A fault of the JSON that would stand for the sheets, told of the sheets."""
    match fault.path:
        case [str(name), int(index), *rest] if name in sheets:
            shown_as = {} if name in form.pairs else columns_of(_record(form.tables[name]))
            columns = [column for step in rest[:1] for column in shown_as.get(str(step), ())]
            return told_at(sheets[name].at(index, *columns), fault.sentence, is_whole=fault.is_whole, whole="")
        case [str(name), *_] if name in sheets:
            return told_at(f"{name}.csv", fault.sentence, is_whole=fault.is_whole, whole="")
        case [_, *_]:
            return f"{SETTINGS}.csv: {fault.sentence}"
        case _:
            return fault.told()


def _answer_columns(form: Form, record: Record[Any]) -> list[str]:
    return [*record.shapes, *(column for name in record.shapes if name in form.joined for column in form.joined[name][1])]


def _joined(form: Form, things: Mapping[str, Mapping[str, Any]], clock: Clock, item: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the answer, with what is told of the things that it names."""
    row = dict(item)
    for name, (table, columns) in form.joined.items():
        thing = things[table].get(str(item.get(name)), {})
        for column in columns:
            value = thing.get(column)
            row[column] = clock.text(value) if column in form.moments and isinstance(value, int) else value
    return row


def _saved(columns: list[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([guarded(shown(row.get(column))) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")
