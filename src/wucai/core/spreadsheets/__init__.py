"""Spreadsheets both ways: columns said once, a template, an importer that tells every row, an export that comes back unchanged.

sheet = Sheet(name="people", columns=(Column("name", "姓名", "Name", required=True), …), keys=(("phone",),))
table = read(data, sheet)            # raises SheetRefused, with a sentence
for row in table.rows(): …           # values, problems, blank rows with their count
returned(data, sheet, problems)      # the sender's own file, marked
template(sheet), workbook(sheet, rows), comma_separated(sheet, rows)

The sender's own file with its problems marked is made by `returning.returned`, which is not imported here: openpyxl takes a quarter of a
second and 30 MB, which only a process that meets a workbook should pay.
"""

from wucai.core.spreadsheets.cells import Value
from wucai.core.spreadsheets.choices import SheetRefusal
from wucai.core.spreadsheets.columns import Choice, Column, Kind, Sheet
from wucai.core.spreadsheets.grids import Limits
from wucai.core.spreadsheets.reading import Table, read
from wucai.core.spreadsheets.refusals import CellProblem, Fault, SheetRefused
from wucai.core.spreadsheets.rows import Row
from wucai.core.spreadsheets.writing import CellTooLong, comma_separated, shown, template, workbook

__all__ = [
    "CellProblem",
    "CellTooLong",
    "Choice",
    "Column",
    "Fault",
    "Kind",
    "Limits",
    "Row",
    "Sheet",
    "SheetRefusal",
    "SheetRefused",
    "Table",
    "Value",
    "comma_separated",
    "read",
    "shown",
    "template",
    "workbook",
]
