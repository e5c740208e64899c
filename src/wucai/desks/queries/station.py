"""A station at this moment, as its keeper needs it: what needs attention first, in one sentence what to do next."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wucai.core import clock
from wucai.core.components import Counter
from wucai.core.language import said
from wucai.desks.queries.living import counters
from wucai.places import queries as places
from wucai.places.models import Incident, Loan, Site, Supply
from wucai.volunteering import queries as volunteering
from wucai.volunteering.choices import DutyState
from wucai.volunteering.models import HoursEntry
from wucai.volunteering.queries import OnDuty, StationCode

# A chair that is out longer than this is worth a look.
LONG_OUT = timedelta(hours=2)


@dataclass(frozen=True)
class Advice:
    """What to do next: how pressing it is (a state's kind), a sentence, and where on the page or elsewhere it is done."""

    kind: str
    text: str
    href: str = ""


@dataclass(frozen=True)
class SupplyLine:
    """An item with the keys for the next move and the next loan."""

    supply: Supply
    move_key: UUID = field(default_factory=uuid4)
    loan_key: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Now:
    """Everything that the keeper's page shows."""

    site: Site
    at: datetime
    counters: list[Counter]
    duty: OnDuty
    code: StationCode
    supplies: list[SupplyLine]
    loans: list[Loan]
    incidents: list[Incident]
    closed: list[Incident]
    hours: list[HoursEntry]
    incident_key: UUID = field(default_factory=uuid4)

    @property
    def advice(self) -> Advice:
        """The first thing that wants doing, or that all is well."""
        return self.advices[0] if self.advices else Advice("ok", _("All is well. Count each visitor as they come."))

    @property
    def more(self) -> list[Advice]:
        """What wants doing after it."""
        return self.advices[1:]

    @cached_property
    def advices(self) -> list[Advice]:
        """All that wants doing, the most pressing first."""
        return list(_advices(self))

    @property
    def low(self) -> list[SupplyLine]:
        """What runs low."""
        return [line for line in self.supplies if line.supply.is_low]


def station_now(site: Site, *, at: datetime) -> Now:
    """The station at the moment. As many queries for one volunteer, item or incident as for three."""
    day = clock.local(at).date()
    return Now(
        site=site,
        at=at,
        counters=counters(site, day),
        duty=volunteering.on_duty(site, at=at),
        code=volunteering.station_code(site, now=at),
        supplies=[SupplyLine(supply) for supply in places.supplies_of(site)],
        loans=places.loans_out(site),
        incidents=places.open_incidents(site),
        closed=places.closed_today(site, day=day),
        hours=volunteering.to_confirm_at(site),
    )


def _advices(now: Now) -> Iterator[Advice]:
    """What wants doing, the most pressing first."""
    for incident in now.incidents:
        if incident.is_urgent:
            yield _incident(incident, "danger", _("See to this first: %(what)s"))
    yield from _people(now)
    yield from (_supply(line.supply) for line in now.low)
    for incident in now.incidents:
        if not incident.is_urgent:
            yield _incident(incident, "info", _("Still open: %(what)s – close it with how it ended."))
    if now.loans and now.loans[0].lent_at <= now.at - LONG_OUT:
        yield _loan(now.loans[0])
    if now.hours:
        text = ngettext("%(count)d entry of hours waits for your word.", "%(count)d entries of hours wait for your word.", len(now.hours))
        yield Advice("info", text % {"count": len(now.hours)}, "#hours")


def _people(now: Now) -> Iterator[Advice]:
    late = sum(line.state == DutyState.LATE for line in now.duty.lines)
    if late:
        text = ngettext(
            "%(count)d volunteer is not here yet. Call them, or check them in.",
            "%(count)d volunteers are not here yet. Call them, or check them in.",
            late,
        )
        yield Advice("warn", text % {"count": late}, "#on-duty")
    if (empty := now.duty.missing - late) > 0:
        text = ngettext(
            "%(count)d seat is empty at the moment. The coordinator can find somebody.",
            "%(count)d seats are empty at the moment. The coordinator can find somebody.",
            empty,
        )
        yield Advice("warn", text % {"count": empty}, "#on-duty")


def _incident(incident: Incident, kind: str, sentence: str) -> Advice:
    return Advice(kind, sentence % {"what": said(incident, "text").rstrip("。.")}, f"#incident-{incident.pk}")


def _supply(supply: Supply) -> Advice:
    told = {"item": said(supply, "name"), "left": supply.quantity, "wanted": supply.minimum}
    text = _("%(item)s: %(left)s left where there should be %(wanted)s. Restock, or ask the coordinator.") % told
    return Advice("warn", text, f"#supply-{supply.pk}")


def _loan(loan: Loan) -> Advice:
    told = {"item": said(loan.supply, "name"), "since": f"{clock.local(loan.lent_at):%H:%M}"}
    return Advice("info", _("%(item)s: out since %(since)s. Ask whether it comes back.") % told, "#loans")
