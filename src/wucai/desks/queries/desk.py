"""What the coordinator's home puts before their eyes, the pressing first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wucai.core.templatetags.wucai import named
from wucai.exchange.choices import MatterState, NeedState
from wucai.exchange.queries import needs_of, open_proposals, waiting_count
from wucai.insight.queries import Day, day
from wucai.people.queries import applications, not_entered
from wucai.programme.models import Edition


@dataclass(frozen=True)
class Pressing:
    """Something that wants the coordinator: how urgent (danger, warn, info), what, and where it is seen to."""

    kind: str
    title: str | Promise
    text: str | SafeString | Promise
    href: str


def pressing(edition: Edition, *, now: datetime) -> list[Pressing]:
    """Everything that waits for the coordinator at this moment, the most urgent first."""
    today = day(edition, now=now)
    found = [*_gaps(today), *_matters(today), *_stations(today), *_exchange(edition), *_units(edition)]
    return sorted(found, key=lambda each: ("danger", "warn", "info").index(each.kind))


def _gaps(today: Day) -> Iterator[Pressing]:
    if today.gaps:
        title = ngettext("%(count)d free seat today", "%(count)d free seats today", today.gaps) % {"count": today.gaps}
        yield Pressing("danger", title, _("See why, and whom to ask."), reverse("volunteering:gaps"))


def _matters(today: Day) -> Iterator[Pressing]:
    for line in today.waiting:
        if line.is_matter and getattr(line.thing, "state", "") == MatterState.ACTED:
            yield Pressing("warn", _("An urgent matter waits for ratification"), named(line.thing, "title"), reverse("exchange:council"))
        elif not line.is_matter:
            yield Pressing("warn", _("Open at a station"), named(line.thing, "text"), reverse("desks:board_rows", args=["open"]))


def _stations(today: Day) -> Iterator[Pressing]:
    for supply in today.low:
        title = _("Running low: %(item)s") % {"item": named(supply)}
        yield Pressing("warn", title, named(supply.site), reverse("places:station", args=[supply.site.slug]))


def _exchange(edition: Edition) -> Iterator[Pressing]:
    if count := waiting_count(edition):
        title = ngettext("%(count)d line waits to be verified", "%(count)d lines wait to be verified", count) % {"count": count}
        yield Pressing("warn", title, _("Units submitted them. List them, or say why not."), f"{reverse('exchange:lists')}?state=submitted")
    for need in needs_of(edition, states=[NeedState.LISTED]).filter(covered__gt=0):
        title = _("A need covered by %(percent)d %%") % {"percent": need.percent_covered}
        yield Pressing("info", title, named(need, "title"), reverse("exchange:need", args=[need.code]))
    if count := open_proposals(edition).count():
        title = ngettext("%(count)d match waits for an answer", "%(count)d matches wait for an answer", count) % {"count": count}
        yield Pressing("info", title, _("Each with its reasons."), reverse("exchange:matching"))


def _units(edition: Edition) -> Iterator[Pressing]:
    if count := applications(edition).count():
        title = ngettext("%(count)d unit has applied", "%(count)d units have applied", count) % {"count": count}
        yield Pressing("info", title, _("Take it in, or tell it why not."), reverse("people:units"))
    if count := not_entered(edition).count():
        title = ngettext("%(count)d unit has not come in yet", "%(count)d units have not come in yet", count) % {"count": count}
        yield Pressing("info", title, _("Print their activation sheets."), reverse("people:units"))
