"""Lists of people as a coordinator would send them, and the worker's turn on them."""

from collections.abc import Sequence

from wucai.core import jobs
from wucai.core.models import SheetImport
from wucai.people.actions import imports
from wucai.people.models import Person

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


def checked(data: bytes, *, by: Person, name: str = "名单.csv") -> SheetImport:
    """The list, sent and checked."""
    started = imports.start_import(name, data, media_type="text/csv", by=by)
    work()
    started.refresh_from_db()
    return started


def written(data: bytes, *, by: Person) -> SheetImport:
    """The list, sent, checked, confirmed and written."""
    sent = checked(data, by=by)
    imports.confirm_import(sent, by=by)
    work()
    sent.refresh_from_db()
    return sent


def counts(sent: SheetImport) -> Sequence[int]:
    """How many rows are new, changed, unchanged, refused and skipped."""
    return [sent.new, sent.changed, sent.unchanged, sent.refused, sent.skipped]
