"""Loads the bundled edition through the importers that users have. Everything made up in it is shown as such (演示数据)."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from wucai.core import clock, disk, importers, imports, outbox
from wucai.core.choices import ImportState
from wucai.core.importers import Scope
from wucai.core.models import SheetImport, StagedRow
from wucai.demo import lists, morning, snapshot
from wucai.demo.days import work
from wucai.demo.frame import DATA, Frame
from wucai.guide.actions import stories
from wucai.people.actions import organisations, people
from wucai.people.choices import RoleKind
from wucai.people.models import Person
from wucai.people.queries import organisation_called, with_phone
from wucai.places.actions import sites
from wucai.places.queries import sites_listed
from wucai.programme.models import Edition
from wucai.programme.queries import edition_called

# Printed by `./wucai demo` and good in demo mode only: the command refuses to load anywhere else.
PASSWORD = "wucai-demo-2020"  # noqa: S105  the demo's, printed on start
STAGES = {
    "preparing": datetime(2020, 10, 28, 10, 0, tzinfo=clock.SHANGHAI),
    "open": datetime(2020, 11, 6, 9, 0, tzinfo=clock.SHANGHAI),
    "over": datetime(2020, 11, 12, 10, 0, tzinfo=clock.SHANGHAI),
}
EDITION = "minhang-2020"
# The lists in the order in which they need each other; beside each kind the file, or the one who makes it.
LISTS_BEFORE_PEOPLE = (("organisations", "organisations.csv"), ("sites", "sites.csv"), ("supplies", "supplies.xlsx"))
LISTS_AFTER_PEOPLE = (("visits", "visits.csv"), ("needs", "needs.csv"), ("resources", "resources.csv"), ("projects", "projects.csv"))
_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class ListRefused(Exception):
    """A list of the demo was not taken: the data and the importers disagree. It names the list and its first problems."""


@dataclass(frozen=True)
class Loaded:
    """What was done, and who lives here now."""

    edition: Edition
    is_afresh: bool
    people: list[Person]


def load(stage: str, *, afresh: bool = False) -> Loaded:
    """Bring the demo edition into the house and its clock to the stage.

    Loaded before at this stage from the same data, all that people did meanwhile stays and only the clock is set; at another stage, or
    `afresh`, every row of the house is replaced. Raises ListRefused when data and importers disagree.
    """
    is_there = not afresh and _marked() == _mark(stage) and edition_called(EDITION) is not None
    if not is_there:
        kept = _kept(stage)
        if kept.exists():
            snapshot.bring_back(kept)
        else:
            snapshot.clear()
            _load_lists()
            morning.play(stage)
            outbox.let_go()
            snapshot.keep(kept)
        disk.put_down(_marker(), json.dumps(_mark(stage)).encode())
    clock.set_now(STAGES[stage])
    edition = edition_called(EDITION)
    assert edition is not None
    return Loaded(edition, not is_there, [person for row in lists.rows_of("people.csv") if (person := with_phone(row["phone"]))])


def bring_back_morning() -> None:
    """The data of the stage that was loaded, and its clock."""
    stage = str((_marked() or {"stage": "open"})["stage"])
    snapshot.bring_back(_kept(stage))
    clock.set_now(STAGES[stage])


def send(kind: str, name: str, data: bytes, *, by: Person, scope: Scope) -> SheetImport:
    """Send a list as a user does and let it be written at once. Raises ListRefused unless every row was taken."""
    sent = importers.start(kind, name, data, media_type=_TYPES[name.rpartition(".")[2]], by=by, scope=scope)
    work()
    sent.refresh_from_db()
    if sent.state != ImportState.CHECKED or sent.refused:
        raise ListRefused(f"{name}: {' · '.join(_problems(sent)) or sent.state}")
    importers.confirm(sent, by=by)
    work()
    sent.refresh_from_db()
    if sent.state != ImportState.DONE:
        raise ListRefused(f"{name}: {sent.state}")
    return sent


def _load_lists() -> None:
    clock.set_now(datetime(2020, 10, 19, 9, 0, tzinfo=clock.SHANGHAI))
    frame = Frame.read()
    edition = frame.put()
    coordinator = _coordinator(edition)
    scope = Scope(edition.pk, coordinator.pk)
    for kind, name in LISTS_BEFORE_PEOPLE:
        send(kind, name, lists.bundled(name), by=coordinator, scope=scope)
    frame.put_organisers()
    _people(edition)
    folk = lists.volunteers()
    send("people", "people.csv", lists.people_list(folk), by=coordinator, scope=scope)
    for kind, name in LISTS_AFTER_PEOPLE:
        send(kind, name, lists.bundled(name), by=coordinator, scope=scope)
    send("shifts", "shifts.csv", lists.shifts_list(), by=coordinator, scope=scope)
    send("enrolments", "enrolments.csv", lists.enrolments_list(folk), by=coordinator, scope=scope)
    _stories(edition)


def _coordinator(edition: Edition) -> Person:
    [row] = [row for row in lists.rows_of("people.csv") if row["part"] == "coordinator"]
    coordinator = _persona(row)
    people.appoint(coordinator, RoleKind.COORDINATOR, edition, by=None)
    return coordinator


def _people(edition: Edition) -> None:
    """The few whom one can be: with a password, a role, a unit or a station."""
    for row in lists.rows_of("people.csv"):
        person = _persona(row)
        if row["part"] in RoleKind.values:
            people.appoint(person, RoleKind(row["part"]), edition, by=None)
        if unit := organisation_called(row["unit"]):
            organisations.join_unit(person, unit, by=None, now=clock.now(), is_liaison=row["part"] == "liaison")
        if row["station"]:
            site = sites_listed([row["station"]], edition.pk, for_update=False)[row["station"]]
            sites.entrust(site, person, by=None, since_on=edition.starts_on)


def _persona(row: dict[str, str]) -> Person:
    told = {key: row[key] for key in ("name", "name_en", "phone", "email")}
    return with_phone(row["phone"]) or people.welcome(by=None, password=PASSWORD, is_phone_verified=True, **told)


def _stories(edition: Edition) -> None:
    for row in lists.rows_of("stories.csv"):
        texts = {key: row[key] for key in ("title", "title_en", "text", "text_en")}
        story = stories.put_story(edition, by=None, slug=row["slug"], is_demo=True, **texts)
        site = sites_listed([row["site"]], edition.pk, for_update=False)[row["site"]]
        stories.put_code(row["code"], by=None, site=site, story=story)


def _problems(sent: SheetImport) -> Iterator[str]:
    sheet = importers.named(sent.kind).sheet
    if sent.state == ImportState.REFUSED:
        yield imports.refusal_sentence(sent)
    for row in StagedRow.objects.filter(sheet_import=sent, verdict="refused").order_by("position")[:5]:
        yield from (
            f"row {problem.row}, {problem.header}: {problem.fault.code} {problem.value!r}" for problem in imports.problems_of(row, sheet)
        )


def _kept(stage: str) -> Path:
    return Path(settings.WUCAI_HOME) / "demo" / f"{stage}-{_mark(stage)['digest']}.rows"


def _marker() -> Path:
    return Path(settings.WUCAI_HOME) / "demo" / "loaded.json"


def _marked() -> dict[str, str] | None:
    path = _marker()
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def _mark(stage: str) -> dict[str, str]:
    """What the loaded rows depend on: the stage, the demo's data and code, and how the tables look."""
    digest = hashlib.sha256()
    package = DATA.parent
    migrations = sorted(package.parent.glob("*/migrations/0*.py"))
    for path in [*sorted(package.rglob("*.py")), *sorted(DATA.iterdir()), *migrations]:
        digest.update(path.name.encode() + path.read_bytes())
    return {"stage": stage, "digest": digest.hexdigest()[:16]}
