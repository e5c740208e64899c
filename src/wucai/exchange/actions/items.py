"""What the verbs for needs and for resources have in common; `needs` and `resources` say them by name."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from wucai.core import clock, trace
from wucai.core.refusals import Refused
from wucai.exchange import queries
from wucai.exchange.actions import notices, wishes
from wucai.exchange.choices import ListKind, MatchState, NeedState, Refusal
from wucai.exchange.models import Match, Need, Resource
from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition
from wucai.programme.queries import is_within_span

Row = TypeVar("Row", Need, Resource)

# The states of needs and resources bear the same names; only a need can be met.
DRAFT, SUBMITTED, LISTED, MET = NeedState.DRAFT, NeedState.SUBMITTED, NeedState.LISTED, NeedState.MET
WITHDRAWN, DECLINED = NeedState.WITHDRAWN, NeedState.DECLINED
MOST = 1_000_000_000
# So often a code is drawn anew when somebody else took it in the same moment.
_TRIES = 5
_SHARED = (
    "category",
    "visit",
    "title",
    "title_en",
    "text",
    "text_en",
    "quantity",
    "unit",
    "unit_en",
    "starts_on",
    "ends_on",
    "site",
    "is_demo",
)
CHANGEABLE: dict[type[Need] | type[Resource], frozenset[str]] = {
    Need: frozenset({*_SHARED, "risks", "risks_en"}),
    Resource: frozenset({*_SHARED, "is_reusable", "conditions", "conditions_en", "radius_metres"}),
}
# What accepted matches rest on: whoever promised something promised it for this.
_SETTLED_BY_MATCHES = frozenset({"category", "starts_on", "ends_on", "is_reusable"})


class ItemRefused(Refused):
    """A line of a list cannot be so, for a reason from Refusal."""


@transaction.atomic
def add(
    model: type[Row],
    edition: Edition,
    organisation: Organisation,
    *,
    by: Person | None,
    now: datetime,
    verb: str,
    fields: Mapping[str, Any],
) -> Row:
    """Put a line on a list, once a key, with the next free code unless one is told. Raises ItemRefused, KeyReused."""
    if there := _answered(model, edition, organisation, fields):
        return there
    item = model(edition=edition, organisation=organisation, created_at=now, **fields)
    if reason := why_unsound(item):
        raise ItemRefused(reason)
    if not _insert(item):
        return _answered(model, edition, organisation, fields) or item
    after = {"code": item.code, "state": str(item.state), "organisation": organisation.pk}
    trace.record(by=by, verb=verb, thing=item, after=after)
    return item


@transaction.atomic
def submit(item: Row, *, by: Person | None) -> Row:
    """Send a draft for verification. Sent before, it stays as it is."""
    fresh = locked(item)
    if fresh.state in (SUBMITTED, LISTED, MET):
        return fresh
    return _moved(fresh, SUBMITTED, within=(DRAFT, DECLINED), by=by, verb="submitted")


@transaction.atomic
def put_on_list(item: Row, *, by: Person | None) -> Row:
    """Verified: it stands on the list and can be matched. Said twice, done once. Raises ItemRefused for drafts and what was withdrawn."""
    fresh = locked(item)
    if fresh.state in (LISTED, MET):
        return fresh
    _moved(fresh, LISTED, within=(SUBMITTED, DECLINED), by=by, verb="listed")
    notices.tell_of_listing(fresh, is_listed=True, by=by, now=clock.now())
    return fresh


@transaction.atomic
def decline(item: Row, *, by: Person | None, now: datetime, why: str = "") -> Row:
    """Not on the list, or not any more; what was proposed for it ends. Raises ItemRefused when accepted matches rest on it."""
    fresh = _locked_with_proposals(item)
    if fresh.state == DECLINED:
        return fresh
    end_proposals(fresh, by=by, now=now)
    _require_unpromised(fresh)
    _moved(fresh, DECLINED, within=(SUBMITTED, LISTED), by=by, verb="declined", why=why)
    notices.tell_of_listing(fresh, is_listed=False, why=why, by=by, now=now)
    return fresh


@transaction.atomic
def withdraw(item: Row, *, by: Person | None, now: datetime) -> Row:
    """The unit takes its line back; what was proposed for it ends. Raises ItemRefused when accepted matches rest on it."""
    fresh = _locked_with_proposals(item)
    if fresh.state == WITHDRAWN:
        return fresh
    end_proposals(fresh, by=by, now=now)
    _require_unpromised(fresh)
    return _moved(fresh, WITHDRAWN, within=(DRAFT, SUBMITTED, LISTED, DECLINED), by=by, verb="withdrew", refusal=Refusal.SETTLED)


@transaction.atomic
def change(item: Row, *, by: Person | None, fields: Mapping[str, Any]) -> Row:
    """Say it anew; only what is another than before is traced. What was declined is submitted again; a need that is met by it asks no more.

    Raises ItemRefused for what cannot be so, for less than is promised, and for class or days while accepted matches rest on it; TypeError
    for a field that has its own verb.
    """
    if strange := sorted(set(fields) - CHANGEABLE[type(item)]):
        raise TypeError(f"A {item._meta.verbose_name} is not changed in {', '.join(strange)} this way.")
    fresh = locked(item)
    if fresh.state == WITHDRAWN:
        raise ItemRefused(Refusal.SETTLED)
    before = {name: getattr(fresh, name) for name, value in fields.items() if getattr(fresh, name) != value}
    for name in before:
        setattr(fresh, name, fields[name])
    if reason := why_unsound(fresh) or _why_promised(fresh, before):
        raise ItemRefused(reason)
    if fresh.state == DECLINED and before:
        fresh.state = SUBMITTED
    if isinstance(fresh, Need) and fresh.state in (LISTED, MET):
        fresh.state = MET if fresh.covered == fresh.quantity else LISTED
    if before and fresh.state == MET:
        end_proposals(fresh, by=by, now=clock.now())
    if before:
        fresh.save()
        trace.record(by=by, verb="changed", thing=fresh, before=_plain(before), after=_plain({name: fields[name] for name in before}))
    return fresh


def locked(item: Row) -> Row:
    """The line as it is now, held until the transaction ends. Whoever locks several takes need, then matches, then resource."""
    held: Row = type(item)._default_manager.select_for_update().get(pk=item.pk)
    return held


def end_proposals(item: Need | Resource, *, by: Person | None, now: datetime) -> None:
    """Take back what was proposed for this line and not yet accepted by both; whoever had said yes is told."""
    proposed = _proposals(item)
    answered = list(queries.matches_of().filter(pk__in=proposed).exclude(need_accepted_at=None, resource_accepted_at=None))
    # Of a demo whose clock was set back: nothing ends before it began.
    proposed.filter(proposed_at__gt=now).update(state=MatchState.WITHDRAWN, ended_at=models.F("proposed_at"))
    proposed.update(state=MatchState.WITHDRAWN, ended_at=now)
    for match in answered:
        notices.tell_that_it_ended(match, by=by, now=now)


def _proposals(item: Need | Resource) -> QuerySet[Match]:
    mine = {"need": item} if isinstance(item, Need) else {"resource": item}
    return Match.objects.filter(state=MatchState.PROPOSED, **mine)


def _locked_with_proposals(item: Row) -> Row:
    """The line and what is proposed for it, held in the order of `locked`: whoever says yes meanwhile waits, and is not waited for."""
    if isinstance(item, Resource):
        list(_proposals(item).select_for_update().order_by("pk"))
    return locked(item)


def why_unsound(item: Need | Resource) -> Refusal | None:
    """The first reason why a line cannot be as it says, or None."""
    kind = ListKind.NEED if isinstance(item, Need) else ListKind.RESOURCE
    if not item.title.strip():
        return Refusal.NO_TITLE
    if not 1 <= item.quantity <= MOST:
        return Refusal.NO_QUANTITY
    if item.ends_on < item.starts_on:
        return Refusal.BACKWARDS
    if not is_within_span(item.edition, item.starts_on, item.ends_on):
        return Refusal.OUT_OF_SPAN
    if (item.category.edition_id, item.category.kind) != (item.edition_id, kind):
        return Refusal.WRONG_CATEGORY
    if item.site is not None and item.site.edition_id != item.edition_id:
        return Refusal.OTHER_EDITION
    if isinstance(item, Resource) and item.radius_metres is not None and item.site is None:
        return Refusal.RADIUS_WITHOUT_SITE
    return None


def _why_promised(item: Need | Resource, changed: Mapping[str, Any]) -> Refusal | None:
    """Why accepted matches forbid the change, or None."""
    promised = item.covered if isinstance(item, Need) else item.committed
    if promised and _SETTLED_BY_MATCHES & set(changed):
        return Refusal.HAS_MATCHES
    most = queries.most_out(item) if isinstance(item, Resource) and item.is_reusable else promised
    return Refusal.BELOW_PROMISED if item.quantity < most else None


def _require_unpromised(item: Need | Resource) -> None:
    if item.covered if isinstance(item, Need) else item.committed:
        raise ItemRefused(Refusal.HAS_MATCHES)


def _moved(
    item: Row, state: str, *, within: tuple[str, ...], by: Person | None, verb: str, refusal: Refusal = Refusal.NOT_SUBMITTED, why: str = ""
) -> Row:
    if item.state not in within:
        raise ItemRefused(refusal)
    before, item.state = str(item.state), state
    item.save(update_fields=["state"])
    after = {"state": str(state)} | ({"why": why} if why else {})
    trace.record(by=by, verb=verb, thing=item, before={"state": before}, after=after)
    return item


def _answered(model: type[Row], edition: Edition, organisation: Organisation, fields: Mapping[str, Any]) -> Row | None:
    """What the same wish brought before; in which state it stands by now does not matter."""
    told = {name: value for name, value in fields.items() if name not in ("key", "state")}
    return wishes.answered(model, fields.get("key"), edition=edition, organisation=organisation, **told)


def _insert(item: Need | Resource) -> bool:
    """Under its own code, or under the next that is free: whoever is overtaken draws again. False where its wish was answered meanwhile."""
    is_told = bool(item.code)
    for _ in range(1 if is_told else _TRIES):
        item.code = item.code if is_told else queries.free_codes(type(item), item.edition)[0]
        try:
            with transaction.atomic():
                item.save(force_insert=True)
        except IntegrityError:
            item.pk = None
            if item.key and type(item)._default_manager.filter(key=item.key).exists():
                return False
            continue
        return True
    raise ItemRefused(Refusal.CODE_TAKEN)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the trace can keep: keys of rows, days as text."""
    return {
        name: value.pk if isinstance(value, models.Model) else value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
