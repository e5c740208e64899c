"""Long work of this room, done by the worker."""

from typing import Any

from wucai.core import imports
from wucai.core.jobs import JobRun, job
from wucai.people.actions.imports import put
from wucai.people.imports import Judge
from wucai.people.sheets import PEOPLE


@job("people.check_import")
def check_import(run: JobRun, import_id: int) -> dict[str, Any]:
    """Judge every row of a list of people and keep it aside."""
    return imports.check(run, import_id, PEOPLE, Judge())


@job("people.write_import")
def write_import(run: JobRun, import_id: int) -> dict[str, Any]:
    """Write the rows of a list of people that bring something, in batches that a killed worker's successor goes on with."""
    return imports.write(run, import_id, Judge(for_update=True), put)
