"""Units: who takes part in the programme as a body."""

from django.db import models
from django.db.models import F, Q

from wucai.core.fields import EncryptedJSONField
from wucai.people.choices import InvitationKind, OrganisationKind, PartnershipState
from wucai.people.models.people import Person
from wucai.programme.models import Area, Edition


class Organisation(models.Model):
    """A body with a kind and perhaps a parent. Its slug is its name in lists; other names that people use are `OrganisationAlias`."""

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations")
    name = models.CharField(max_length=60, unique=True)
    name_en = models.CharField(max_length=120, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=OrganisationKind.values), name="people_organisation_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="people_organisation_has_name"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("pk")), name="people_organisation_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationAlias(models.Model):
    """Another name by which lists call an organisation: a former one, a short one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Partnership(models.Model):
    """That a unit takes part in an edition; a unit that applied by itself waits for the coordinator's word."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="partnerships")
    state = models.CharField(max_length=10, choices=PartnershipState, default=PartnershipState.ACCEPTED)
    # One of the units around the stations, which are counted apart.
    is_surrounding = models.BooleanField(default=False)
    applied_at = models.DateTimeField()
    # Who applied (name, phone, what they said), until the unit is let in or declined; empty for a unit that was asked.
    contact = EncryptedJSONField(default=dict)

    class Meta:
        ordering = ["organisation__slug"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "organisation"], name="people_partnership_once"),
            models.CheckConstraint(condition=Q(state__in=PartnershipState.values), name="people_partnership_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.state}"


class Membership(models.Model):
    """That a person belongs to a unit; its liaison speaks for it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    is_liaison = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organisation", "since"]
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], condition=Q(until=None), name="people_membership_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="people_membership_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.person} @ {self.organisation}"


class Invitation(models.Model):
    """A code that lets one person into the unit, once, until it expires; here lies a digest of it.

    Sheets are the coordinator's and let in liaisons, one open sheet a unit; a colleague's invitation comes from inside the unit.
    """

    kind = models.CharField(max_length=10, choices=InvitationKind, default=InvitationKind.SHEET)
    is_liaison = models.BooleanField(default=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="invitations")
    code_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organisation", "-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=InvitationKind.values), name="people_invitation_kind_known"),
            models.CheckConstraint(condition=Q(kind="colleague") | Q(is_liaison=True), name="people_invitation_sheet_is_for_liaison"),
            models.UniqueConstraint(
                fields=["organisation", "edition"],
                condition=Q(kind="sheet", used_at=None, revoked_at=None),
                name="people_invitation_one_open_sheet",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="people_invitation_expires_later"),
            models.CheckConstraint(condition=Q(used_at=None) | Q(used_at__lte=F("expires_at")), name="people_invitation_used_in_time"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} until {self.expires_at:%F}"
