"""Writing lists that were judged: shifts with their posts, enrolments with their times. A few statements for hundreds of rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from wucai.core import clock
from wucai.core.choices import Verdict
from wucai.core.importers import Scope
from wucai.core.imports import Judged
from wucai.programme.queries import edition_numbered
from wucai.volunteering.models import Availability, Enrolment, Grant, Post, Shift

_AT_ONCE = 250
_KEYS = {"qualification": "qualification_id", "project": "project_id"}
_POST_FIELDS = (
    "name_en", "risks", "risks_en", "language", "assembly", "assembly_en", "bring", "bring_en", "is_demo", "qualification", "project",
)  # fmt: skip
_ENROLMENT_FIELDS = ("organisation", "colours", "most_shifts", "latitude_e6", "longitude_e6", "is_demo")
_PostKey = tuple[int, int, str]


def put_shifts(judged: Sequence[Judged], scope: Scope) -> None:
    """Write the new and the changed shifts of one batch with what they say about their posts, in the caller's transaction."""
    new = [one.after["says"] for one in judged if one.verdict == Verdict.NEW]
    posts = _put_posts(new)
    Shift.objects.bulk_create(
        [
            Shift(
                post=posts[_post_key(after)],
                starts_at=datetime.fromisoformat(after["starts_at"]),
                ends_at=datetime.fromisoformat(after["ends_at"]),
                seats=after["seats"],
            )
            for after in new
        ],
        batch_size=_AT_ONCE,
    )
    changes = {one.subject_id: one.after["says"] for one in judged if one.verdict == Verdict.CHANGED and one.subject_id}
    shifts = list(Shift.objects.filter(pk__in=list(changes)).select_related("post"))
    for shift in shifts:
        shift.seats = changes[shift.pk].get("seats", shift.seats)
    Shift.objects.bulk_update(shifts, ["seats"], batch_size=_AT_ONCE)
    about: dict[int, tuple[Post, dict[str, Any]]] = {}
    for shift in shifts:
        about.setdefault(shift.post_id, (shift.post, {}))[1].update(changes[shift.pk])
    _tell(about.values())


def put_enrolments(judged: Sequence[Judged], scope: Scope) -> None:
    """Write the new and the changed enrolments of one batch with times and qualifications, in the caller's transaction."""
    edition, now = edition_numbered(scope.edition_id), clock.now()
    written: dict[int, tuple[Enrolment, Mapping[str, Any]]] = {}
    changes = {one.subject_id: one.after["says"] for one in judged if one.verdict == Verdict.CHANGED and one.subject_id}
    there = list(Enrolment.objects.filter(pk__in=list(changes)))
    for enrolment in there:
        _say(enrolment, changes[enrolment.pk], _ENROLMENT_FIELDS)
        written[enrolment.pk] = (enrolment, changes[enrolment.pk])
    Enrolment.objects.bulk_update(there, _ENROLMENT_FIELDS, batch_size=_AT_ONCE)
    told = [one.after["says"] for one in judged if one.verdict == Verdict.NEW]
    made = [Enrolment(edition=edition, person_id=after["person"], enrolled_at=now) for after in told]
    for enrolment, after in zip(made, told, strict=True):
        _say(enrolment, after, _ENROLMENT_FIELDS)
    Enrolment.objects.bulk_create(made, batch_size=_AT_ONCE)
    written |= {enrolment.pk: (enrolment, after) for enrolment, after in zip(made, told, strict=True)}
    _put_times(written.values())
    _grant(written.values(), since_on=min(edition.starts_on, clock.today()))


def _put_posts(told: Sequence[Mapping[str, Any]]) -> dict[_PostKey, Post]:
    """The posts of these rows, made or brought up to date."""
    by_key: dict[_PostKey, dict[str, Any]] = {}
    for after in told:  # what one row leaves out of a post, another may tell
        by_key.setdefault(_post_key(after), {}).update(after)
    sites = {site for site, _colour, _name in by_key}
    known = {(post.site_id, post.colour_id, post.name): post for post in Post.objects.filter(site__in=sites)}
    _tell([(known[key], after) for key, after in by_key.items() if key in known])
    made = []
    for key, after in by_key.items():
        if key not in known:
            made.append(Post(site_id=key[0], colour_id=key[1], name=key[2]))
            _say(made[-1], after, _POST_FIELDS)
    Post.objects.bulk_create(made, batch_size=_AT_ONCE)
    return known | {(post.site_id, post.colour_id, post.name): post for post in made}


def _tell(posts: Iterable[tuple[Post, Mapping[str, Any]]]) -> None:
    """Bring posts up to date with what their rows say."""
    changed = []
    for post, after in posts:
        before = [getattr(post, _KEYS.get(key, key)) for key in _POST_FIELDS]
        _say(post, after, _POST_FIELDS)
        if before != [getattr(post, _KEYS.get(key, key)) for key in _POST_FIELDS]:
            changed.append(post)
    Post.objects.bulk_update(changed, _POST_FIELDS, batch_size=_AT_ONCE)


def _say(row: Any, after: Mapping[str, Any], keys: Iterable[str]) -> None:
    for key in keys:
        if key in after:
            setattr(row, {**_KEYS, "organisation": "organisation_id"}.get(key, key), after[key])


def _post_key(after: Mapping[str, Any]) -> _PostKey:
    return after["site"], after["colour"], after["name"]


def _put_times(written: Iterable[tuple[Enrolment, Mapping[str, Any]]]) -> None:
    told = {enrolment.pk: after["times"] for enrolment, after in written if "times" in after}
    Availability.objects.filter(enrolment__in=list(told)).delete()
    Availability.objects.bulk_create(
        [
            Availability(enrolment_id=pk, starts_at=datetime.fromisoformat(begin), ends_at=datetime.fromisoformat(end))
            for pk, times in told.items()
            for begin, end in times
        ],
        batch_size=_AT_ONCE,
    )


def _grant(written: Iterable[tuple[Enrolment, Mapping[str, Any]]], *, since_on: Any) -> None:
    """Grant what is not granted yet; what somebody holds keeps its days."""
    wished = {(enrolment.person_id, each) for enrolment, after in written for each in after.get("qualifications", ())}
    held = set(Grant.objects.filter(person__in={person for person, _each in wished}).values_list("person_id", "qualification_id"))
    Grant.objects.bulk_create(
        [Grant(person_id=person, qualification_id=each, since_on=since_on) for person, each in sorted(wished - held)], batch_size=_AT_ONCE
    )
