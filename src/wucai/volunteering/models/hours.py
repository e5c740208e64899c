"""Coming and going, and what it counts."""

from django.db import models
from django.db.models import F, Q

from wucai.people.models import Person
from wucai.programme.models import Edition
from wucai.volunteering.choices import CheckWay, HoursKind, HoursState
from wucai.volunteering.models.shifts import Shift
from wucai.volunteering.models.signups import Signup


class Attendance(models.Model):
    """That somebody came to their shift, and when they went; both by our clock. One comes by code or keeper; one may go by oneself."""

    signup = models.OneToOneField(Signup, on_delete=models.PROTECT, related_name="attendance")
    checked_in_at = models.DateTimeField()
    checked_in_by = models.CharField(max_length=10, choices=CheckWay)
    checked_out_at = models.DateTimeField(null=True, blank=True)
    checked_out_by = models.CharField(max_length=10, choices=CheckWay, blank=True)

    class Meta:
        ordering = ["checked_in_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_out_at=None, checked_out_by="") | Q(checked_out_at__gte=F("checked_in_at")),
                name="volunteering_attendance_out_after_in",
            ),
            models.CheckConstraint(
                condition=Q(checked_in_by__in=["code", "keeper"], checked_out_by__in=["", "keeper", "self"]),
                name="volunteering_attendance_way_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signup} {self.checked_in_at:%R}"

    @property
    def is_open(self) -> bool:
        """Whether they came and did not go yet. Left open, it counts nothing."""
        return self.checked_out_at is None


class HoursEntry(models.Model):
    """Minutes that somebody served, without the way there. What was made up by hand is a kind of its own, with a reason."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hours")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="hours")
    attendance = models.OneToOneField(Attendance, on_delete=models.PROTECT, null=True, blank=True, related_name="hours")
    kind = models.CharField(max_length=10, choices=HoursKind)
    state = models.CharField(max_length=10, choices=HoursState, default=HoursState.TO_CONFIRM)
    minutes = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["shift__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "shift"], condition=~Q(state="void"), name="volunteering_hours_once_a_shift"),
            models.CheckConstraint(condition=Q(kind__in=HoursKind.values), name="volunteering_hours_kind_known"),
            models.CheckConstraint(condition=Q(state__in=HoursState.values), name="volunteering_hours_state_known"),
            models.CheckConstraint(condition=Q(kind="recorded") | ~Q(reason=""), name="volunteering_hours_made_up_with_reason"),
            models.CheckConstraint(condition=Q(state="to_confirm") | Q(settled_at__isnull=False), name="volunteering_hours_settled_when"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.minutes} min"


class Certificate(models.Model):
    """What was certified to a person: so many confirmed minutes of an edition. Its number lets anybody ask whether it is genuine.

    The number is checked in public without telling anything about the person: number, edition, minutes, day and whether it stands. Of a
    person and an edition one stands: a newer one replaces it, and hours that are declared void end it. `revoked_why` holds a
    CertificateEnd, or the words of whoever revoked it.
    """

    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="certificates")
    minutes = models.PositiveIntegerField()
    shifts = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "edition"], condition=Q(revoked_at=None), name="volunteering_certificate_one_stands"),
            models.CheckConstraint(condition=Q(minutes__gte=1, shifts__gte=1), name="volunteering_certificate_of_something"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="volunteering_certificate_last_after_first"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_why="") | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
                name="volunteering_certificate_revoked_why",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stands(self) -> bool:
        """Whether it was not revoked."""
        return self.revoked_at is None
