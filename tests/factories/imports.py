"""Lists as a coordinator or a unit would send them, and the worker's turn on them."""

from collections.abc import Sequence

from wucai.core import importers, jobs
from wucai.core.importers import Scope
from wucai.core.models import SheetImport
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition

HEADERS = "姓名,英文名,手机,邮箱,语言,编号"


def people_csv(*lines: str) -> bytes:
    """A CSV file of people below the template's headers."""
    return "\r\n".join([HEADERS, *lines]).encode()


def many_people(count: int) -> bytes:
    """A CSV file of so many people who do not know each other."""
    return people_csv(*(f"人{number},Person {number},137{number:08},p{number}@example.org,中文、英文," for number in range(count)))


def work() -> None:
    """Do what waits, as a worker does, until nothing waits."""
    while run := jobs.claim("tester"):
        jobs.perform(run)


def scope_of(by: Person, unit: Organisation | None = None) -> Scope:
    """The newest edition; of the unit alone, if told."""
    return Scope(Edition.objects.latest("pk").pk, by.pk, unit.pk if unit else None)


def started(data: bytes, *, by: Person, kind: str = "people", unit: Organisation | None = None, name: str = "名单.csv") -> SheetImport:
    """The list, sent and waiting for the worker."""
    return importers.start(kind, name, data, media_type="text/csv", by=by, scope=scope_of(by, unit))


def checked(data: bytes, *, by: Person, kind: str = "people", unit: Organisation | None = None, name: str = "名单.csv") -> SheetImport:
    """The list, sent and checked."""
    sent = started(data, by=by, kind=kind, unit=unit, name=name)
    work()
    sent.refresh_from_db()
    return sent


def written(data: bytes, *, by: Person, kind: str = "people", unit: Organisation | None = None, name: str = "名单.csv") -> SheetImport:
    """The list, sent, checked, confirmed and written."""
    sent = checked(data, by=by, kind=kind, unit=unit, name=name)
    importers.confirm(sent, by=by)
    work()
    sent.refresh_from_db()
    return sent


def counts(sent: SheetImport) -> Sequence[int]:
    """How many rows are new, changed, unchanged, refused and skipped."""
    return [sent.new, sent.changed, sent.unchanged, sent.refused, sent.skipped]
