"""Lists of shifts on their way in: one row a shift, with what its post says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.core.judging import ListJudge, Wrong
from wucai.core.spreadsheets import Fault, Row
from wucai.exchange import queries as exchange
from wucai.exchange.models import Project
from wucai.places import queries as places
from wucai.places.models import Site
from wucai.programme.queries import edition_numbered, is_within_span
from wucai.volunteering.imports import times
from wucai.volunteering.models import Post, Qualification, Shift
from wucai.volunteering.queries import lists
from wucai.volunteering.sheets import NO, SHIFTS, YES

UNKNOWN_SITE = Fault(
    "unknown_site",
    _("No station of this edition is called so."),
    _("Write its name as it stands on the map, or send the list of stations first."),
)
UNKNOWN_QUALIFICATION = Fault(
    "unknown_qualification",
    _("No qualification of this edition is called so."),
    _("Write it as it is called here, or leave the cell empty."),
)
UNKNOWN_PROJECT = Fault(
    "unknown_project", _("No project of this edition has this number."), _("Write its number, for example P03, or leave the cell empty.")
)
UNKNOWN_COLOUR = Fault(
    "unknown_colour", _("This colour stands for nothing in this edition yet."), _("Ask who leads the edition to say what it means.")
)
FAR_AWAY = Fault("far_away", _("This day is more than a year away from the edition."), _("Check the year."))
NOT_A_TIME = Fault("not_a_time", _("This is not a time of the day."), _("Write it like 08:00."))
TOO_LONG_A_SHIFT = Fault(
    "too_long_a_shift", _("This shift would be longer than twelve hours."), _("Check both times, or make two shifts of it.")
)
NO_SEATS = Fault("no_seats", _("A shift has 1 to 1000 seats."), _("Write how many people are needed."))
SEATS_TAKEN = Fault("seats_taken", _("%(taken)s people have a seat on this shift already."), _("Write at least that number."))
TOLD_OTHERWISE = Fault(
    "told_otherwise", _("Row %(row)s tells something else about the same post."), _("Write the same about a post in all its rows.")
)
# What a row says about its post, by column.
ABOUT_POST = (
    "name_en",
    "risks",
    "risks_en",
    "language",
    "assembly",
    "assembly_en",
    "bring",
    "bring_en",
    "is_demo",
    "qualification",
    "project",
)
MOST_MINUTES = 720
MOST_SEATS = 1000


@dataclass(frozen=True)
class World:
    """What the rows of a batch speak of, found in a fixed number of queries."""

    sites: Mapping[str, Site]
    colours: Mapping[str, int]
    qualifications: Mapping[str, Qualification]
    projects: Mapping[str, Project]
    posts: Mapping[tuple[int, int, str], Post]
    shifts: Mapping[tuple[int, datetime, datetime], Shift]


class ShiftsJudge(ListJudge):
    """Rows → verdicts, in seven queries however many rows there are."""

    sheet = SHIFTS

    def __init__(self, scope: Scope, for_update: bool = False) -> None:
        super().__init__(scope, for_update)
        self._edition = edition_numbered(scope.edition_id)
        self._said: dict[object, tuple[dict[str, Any], tuple[str, int]]] = {}

    def look(self, rows: Sequence[Row]) -> None:
        """The sites, colours, qualifications and projects that are named, and what posts and shifts there are."""
        self._found = self._world(rows)

    def _world(self, rows: Sequence[Row]) -> World:
        edition_id = self.scope.edition_id
        sites = places.sites_called(edition_id, {row.text("site") for row in rows})
        posts = lists.posts_at({site.pk for site in sites.values()}, for_update=self.for_update)
        return World(
            sites=sites,
            colours=lists.colour_ids(edition_id),
            qualifications=lists.qualifications_called(edition_id),
            projects={project.code: project for project in exchange.projects_of(self._edition)},
            posts={(post.site_id, post.colour_id, post.name): post for post in posts},
            shifts={(shift.post_id, shift.starts_at, shift.ends_at): shift for shift in lists.shifts_of(posts, for_update=self.for_update)},
        )

    def judged(self, row: Row) -> Judged:
        """A new shift, or one that is there with what the row tells of it and of its post. Raises Wrong."""
        world = self._found
        day: Any = row.values["day"]
        if not is_within_span(self._edition, day):
            raise Wrong("day", FAR_AWAY)
        wished = _wished(row, world)
        post_key = (wished["site"], wished["colour"], wished["name"])
        post = world.posts.get(post_key)
        begin, end = datetime.fromisoformat(wished["starts_at"]), datetime.fromisoformat(wished["ends_at"])
        shift = world.shifts.get((post.pk, begin, end)) if post else None
        self.require_once(row, (*post_key, begin, end))
        self._require_agreement(row, post_key, wished)
        if post is None or shift is None:
            told = {"site": row.text("site"), "colour": row.values["colour"], "name": wished["name"], **_when(begin, end)}
            return Judged(row, Verdict.NEW, after={**told, **_shown(wished, world), "says": wished})
        if wished["seats"] < shift.taken:
            raise Wrong("seats", SEATS_TAKEN, taken=shift.taken)
        there = {"seats": shift.seats, **_there(post)}
        says = {key: wished[key] for key in ("seats", *ABOUT_POST) if key in wished and wished[key] != there[key]}
        if not says:
            return Judged(row, Verdict.UNCHANGED, subject_id=shift.pk)
        before = _shown({key: there[key] for key in says}, world)
        return Judged(row, Verdict.CHANGED, subject_id=shift.pk, before=before, after={**_shown(says, world), "says": says})

    def _require_agreement(self, row: Row, post_key: object, wished: Mapping[str, Any]) -> None:
        """Within one check no two rows tell different things about one post. Raises Wrong."""
        if self.for_update:
            return
        told = {key: wished[key] for key in ABOUT_POST if key in wished}
        said, place = self._said.setdefault(post_key, (told, row.place))
        if key := next((key for key in told if said.get(key, told[key]) != told[key]), None):
            raise Wrong(key, TOLD_OTHERWISE, row=row.other(place))
        said.update(told)


def _wished(row: Row, world: World) -> dict[str, Any]:
    """What the row says, by names of fields and fit for JSON (`says` of what is judged); what it leaves empty is left out."""
    values = row.values
    site, colour = world.sites.get(str(values["site"])), world.colours.get(str(values["colour"]))
    if site is None:
        raise Wrong("site", UNKNOWN_SITE)
    if colour is None:
        raise Wrong("colour", UNKNOWN_COLOUR)
    begin, end = _span(row)
    wished: dict[str, Any] = {"site": site.pk, "colour": colour, "name": str(values["name"])}
    wished |= {"starts_at": begin.isoformat(), "ends_at": end.isoformat(), "seats": _seats(row)}
    wished |= {key: values[key] for key in ABOUT_POST if values.get(key)}
    if "is_demo" in wished:
        wished["is_demo"] = wished["is_demo"] == YES
    for key, known, fault in (
        ("qualification", world.qualifications, UNKNOWN_QUALIFICATION),
        ("project", world.projects, UNKNOWN_PROJECT),
    ):
        if key in wished:
            found = known.get(wished[key].strip())
            if found is None:
                raise Wrong(key, fault)
            wished[key] = found.pk
    return wished


def _shown(says: Mapping[str, Any], world: World) -> dict[str, Any]:
    """The same by columns and in words, as the page of differences shows it."""
    shown = {key: says[key] for key in ("seats", *ABOUT_POST) if key in says}
    if "is_demo" in shown:
        shown["is_demo"] = YES if shown["is_demo"] else NO
    if shown.get("qualification"):
        shown["qualification"] = next(each.name for each in world.qualifications.values() if each.pk == says["qualification"])
    if shown.get("project"):
        shown["project"] = next(code for code, each in world.projects.items() if each.pk == says["project"])
    return shown


def _when(begin: datetime, end: datetime) -> dict[str, str]:
    return {"day": f"{begin:%Y-%m-%d}", "starts": f"{begin:%H:%M}", "ends": f"{end:%H:%M}"}


def _span(row: Row) -> tuple[datetime, datetime]:
    found = {}
    for key in ("starts", "ends"):
        minutes = times.minutes_of(row.text(key))
        if minutes is None:
            raise Wrong(key, NOT_A_TIME)
        found[key] = minutes
    starts, ends = found["starts"], found["ends"]
    ends += 1440 if ends <= starts else 0
    if ends - starts > MOST_MINUTES:
        raise Wrong("ends", TOO_LONG_A_SHIFT)
    day: Any = row.values["day"]
    return times.moment(day, starts), times.moment(day, ends)


def _seats(row: Row) -> int:
    seats: Any = row.values["seats"]
    if not 1 <= seats <= MOST_SEATS:
        raise Wrong("seats", NO_SEATS)
    return int(seats)


def _there(post: Post) -> dict[str, Any]:
    there = {key: getattr(post, key) for key in ABOUT_POST if key not in ("qualification", "project")}
    return {**there, "qualification": post.qualification_id, "project": post.project_id}
