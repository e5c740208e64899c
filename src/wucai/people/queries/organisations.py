"""Units, who belongs to them, and the codes that let people in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from wucai.core import keys
from wucai.core.measures import measure
from wucai.people.choices import InvitationKind, InvitationRefusal, PartnershipState
from wucai.people.models import Invitation, Membership, Organisation, OrganisationAlias, Partnership, Person
from wucai.programme.models import Edition


def organisation_numbered(pk: int) -> Organisation:
    """The unit with this key. Raises Organisation.DoesNotExist."""
    return Organisation.objects.get(pk=pk)


def organisations_of(edition: Edition | None) -> QuerySet[Organisation]:
    """The units that take part in the edition, by their names' sound."""
    return Organisation.objects.filter(partnerships__in=_taking_part(edition)).select_related("parent", "area")


def partners(edition: Edition | None) -> QuerySet[Partnership]:
    """The same as partnerships, each with its unit, how many `liaisons` and `members` it has, and until when its sheet is good."""
    standing = Q(organisation__memberships__until=None)
    open_sheets = Invitation.objects.filter(organisation=OuterRef("organisation"), edition=OuterRef("edition"), kind=InvitationKind.SHEET)
    return (
        _taking_part(edition)
        .select_related("organisation__parent", "organisation__area")
        .annotate(
            members=Count("organisation__memberships", filter=standing, distinct=True),
            liaisons=Count("organisation__memberships", filter=standing & Q(organisation__memberships__is_liaison=True), distinct=True),
            sheet_until=Subquery(open_sheets.filter(used_at=None, revoked_at=None).values("expires_at")[:1]),
        )
        .order_by("organisation__slug")
    )


def partners_like(edition: Edition, *, q: str = "", show: str = "") -> QuerySet[Partnership]:
    """Those of the partners whose name, other name or English name has these words; `show`: out (not entered yet), surrounding."""
    found = partners(edition)
    if q := q.strip():
        by_alias = OrganisationAlias.objects.filter(name__icontains=q).values("organisation")
        by_name = Q(organisation__name__icontains=q) | Q(organisation__name_en__icontains=q)
        found = found.filter(by_name | Q(organisation__in=by_alias))
    if show == "out":
        return found.exclude(organisation__in=_liaisons().values("organisation"))
    return found.filter(is_surrounding=True) if show == "surrounding" else found


def not_entered(edition: Edition | None) -> QuerySet[Organisation]:
    """The units for which nobody has entered yet: without a liaison."""
    return organisations_of(edition).exclude(pk__in=_liaisons().values("organisation"))


def applications(edition: Edition) -> QuerySet[Partnership]:
    """The units that applied and wait for an answer, the oldest first."""
    waiting = Partnership.objects.filter(edition=edition, state=PartnershipState.APPLIED)
    return waiting.select_related("organisation").order_by("applied_at", "pk")


@measure("units", unit=_("units"), definition=_("Units that take part in the edition; those that only applied are left out."))
def units(edition: Edition) -> int:
    """How many units take part."""
    return _taking_part(edition).count()


@measure("surrounding_units", unit=_("units"), definition=_("Units around the stations that take part in the edition."))
def surrounding_units(edition: Edition) -> int:
    """How many of them stand around the stations."""
    return _taking_part(edition).filter(is_surrounding=True).count()


def partnership(organisation: Organisation, edition: Edition) -> Partnership | None:
    """The unit's part in the edition, whatever its state."""
    return Partnership.objects.filter(organisation=organisation, edition=edition).first()


def organisation_called(name: str) -> Organisation | None:
    """The unit that is called so: by its name, by another name that lists use, or in English. None when nobody is."""
    return organisations_called([name]).get(name)


def organisations_called(names: Collection[str]) -> dict[str, Organisation]:
    """The units by the names that were asked, but for space around them; whoever is not known is left out. Two queries for all."""
    asked = {name.strip() for name in names} - {""}
    by_alias = OrganisationAlias.objects.filter(name__in=asked).select_related("organisation")
    found = {alias.name: alias.organisation for alias in by_alias}
    named = Organisation.objects.filter(Q(name__in=asked) | Q(name_en__in=asked))
    found |= {organisation.name_en: organisation for organisation in named} | {organisation.name: organisation for organisation in named}
    return {name: found[name.strip()] for name in names if name.strip() in asked & found.keys()}


@dataclass(frozen=True)
class KnownUnits:
    """Units found by what a list calls them: each is one object, in however many places.

    by_name: names and other names; aliases: other names by unit; partnerships: by unit, in one edition; parents: of all units there are.
    """

    by_code: Mapping[str, Organisation]
    by_name: Mapping[str, Organisation]
    aliases: Mapping[int, frozenset[str]]
    partnerships: Mapping[int, Partnership]
    parents: Mapping[int, int | None]


def known_units(edition_id: int, *, names: Collection[str], codes: Collection[str], for_update: bool) -> KnownUnits:
    """The units that have one of these names, other names or codes. Four queries; `for_update` locks them until the transaction ends."""
    by_alias = OrganisationAlias.objects.filter(name__in=names).values("organisation")
    found = Organisation.objects.filter(Q(name__in=names) | Q(slug__in=codes) | Q(pk__in=by_alias)).select_related("parent", "area")
    organisations = {each.pk: each for each in (found.select_for_update(of=("self",)) if for_update else found).order_by("pk")}
    aliases: dict[int, set[str]] = {key: set() for key in organisations}
    for key, name in OrganisationAlias.objects.filter(organisation__in=organisations).values_list("organisation_id", "name"):
        aliases[key].add(name)
    taking_part = Partnership.objects.filter(edition=edition_id, organisation__in=organisations)
    other_names = {name: organisations[key] for key, known in aliases.items() for name in known}
    return KnownUnits(
        by_code={each.slug: each for each in organisations.values()},
        by_name=other_names | {each.name: each for each in organisations.values()},
        aliases={key: frozenset(known) for key, known in aliases.items()},
        partnerships={each.organisation_id: each for each in taking_part},
        parents=dict(Organisation.objects.values_list("pk", "parent_id")),
    )


def descendants(organisation: Organisation) -> list[int]:
    """The keys of the unit and of all below it, for figures that roll up along the tree: a query for each level."""
    keys, level = [organisation.pk], [organisation.pk]
    while level := list(Organisation.objects.filter(parent__in=level).exclude(pk__in=keys).values_list("pk", flat=True)):
        keys += level
    return keys


def units_below(organisation: Organisation) -> QuerySet[Organisation]:
    """The units that stand directly below this one, by their names' sound."""
    return Organisation.objects.filter(parent=organisation)


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who belongs to the unit today, its liaisons first."""
    standing = Membership.objects.filter(organisation=organisation, until=None)
    return standing.select_related("person").order_by("-is_liaison", "person__pinyin", "pk")


def memberships_between(people: Collection[Person], organisations: Collection[Organisation]) -> dict[tuple[int, int], Membership]:
    """Who of these people belongs to which of these units today, by the two keys; one query."""
    standing = Membership.objects.filter(person__in=people, organisation__in=organisations, until=None)
    return {(membership.person_id, membership.organisation_id): membership for membership in standing}


def liaisons_of(organisation: Organisation) -> list[Person]:
    """Who speaks for the unit."""
    return [membership.person for membership in members_of(organisation).filter(is_liaison=True)]


def liaison_units(person: Person) -> list[Organisation]:
    """The units for which this person speaks, by their names' sound."""
    return list(Organisation.objects.filter(memberships__in=liaisons_by(person)).select_related("parent", "area"))


def liaisons_by(person: Person) -> QuerySet[Membership]:
    """The memberships by which this person speaks for units today."""
    return _liaisons().filter(person=person)


def invitation_called(code: str) -> Invitation | None:
    """The invitation with this code, however it is typed; None when there is none."""
    return Invitation.objects.filter(code_digest=code_digest(code)).select_related("organisation", "edition").first()


def code_digest(code: str) -> str:
    """What is kept of a code: small letters, spaces and dashes make no difference."""
    return keys.blind("".join(each for each in code.upper() if each.isalnum()), context="invitation")


def invitations_of(organisation: Organisation, edition: Edition, *, now: datetime) -> QuerySet[Invitation]:
    """The unit's invitations that somebody may still use, the newest first."""
    open_ones = Invitation.objects.filter(organisation=organisation, edition=edition, used_at=None, revoked_at=None, expires_at__gt=now)
    return open_ones.order_by("-made_at", "-pk")


def why_not_let_in(invitation: Invitation | None, person: Person | None, *, now: datetime) -> InvitationRefusal | None:
    """Why this invitation lets the person in no more; None when it does, and for whoever used it already."""
    if invitation is None:
        return InvitationRefusal.UNKNOWN
    if invitation.used_at is not None:
        return None if person is not None and invitation.used_by_id == person.pk else InvitationRefusal.USED
    if invitation.revoked_at is not None:
        return InvitationRefusal.REVOKED
    return InvitationRefusal.EXPIRED if invitation.expires_at <= now else None


def _taking_part(edition: Edition | None) -> QuerySet[Partnership]:
    return Partnership.objects.filter(edition=edition, state=PartnershipState.ACCEPTED)


def _liaisons() -> QuerySet[Membership]:
    return Membership.objects.filter(until=None, is_liaison=True)
