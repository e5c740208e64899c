"""Who is ready to serve in an edition: with what, when, and where they would like to."""

from django.db import models
from django.db.models import F, Q

from wucai.people.models import Organisation, Person
from wucai.programme.models import Edition


class Qualification(models.Model):
    """Something that one must have learnt for certain posts."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="qualifications")
    key = models.SlugField(max_length=30)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["edition", "key"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="volunteering_qualification_once")]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """That a person has a qualification, from one day to another, both included; without an end until further notice."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    qualification = models.ForeignKey(Qualification, on_delete=models.CASCADE, related_name="grants")
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "qualification"], name="volunteering_grant_once"),
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=F("since_on")), name="volunteering_grant_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.qualification}"


class Enrolment(models.Model):
    """That a person serves in an edition, and what they told for the roster: colours by rank, how often, and roughly where they live."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="enrolments")
    # Keys of colours, the dearest wish first; empty means any.
    colours = models.JSONField(default=list)
    most_shifts = models.PositiveSmallIntegerField(default=3)
    # Rounded to about a kilometre on purpose: enough for a distance, too little for an address.
    latitude_e6 = models.IntegerField(null=True, blank=True)
    longitude_e6 = models.IntegerField(null=True, blank=True)
    enrolled_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["edition", "person__pinyin", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "person"], name="volunteering_enrolment_once"),
            models.CheckConstraint(condition=Q(most_shifts__gte=1), name="volunteering_enrolment_for_a_shift"),
            models.CheckConstraint(
                condition=Q(latitude_e6=None, longitude_e6=None)
                | Q(latitude_e6__range=(-90_000_000, 90_000_000), longitude_e6__range=(-180_000_000, 180_000_000)),
                name="volunteering_enrolment_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.edition}"


class Availability(models.Model):
    """A time in which somebody could serve."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="availabilities")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["enrolment", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "starts_at"], name="volunteering_availability_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="volunteering_availability_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%F %R}–{self.ends_at:%R}"
