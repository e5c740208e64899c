"""Visits, and what they bring: needs and resources."""

from django.db import models
from django.db.models import F, Q

from wucai.exchange.choices import NeedState, ResourceState
from wucai.exchange.models.categories import Category
from wucai.people.models import Organisation, Person
from wucai.places.models import Site
from wucai.programme.models import Edition


class Visit(models.Model):
    """A call on a unit with the two questions of the programme: what do you need pushed forward, what can you share?"""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="visits")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="visits")
    visited_on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="visits_made")
    needs_told = models.TextField(blank=True)
    needs_told_en = models.TextField(blank=True)
    shares_told = models.TextField(blank=True)
    shares_told_en = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-visited_on", "organisation__slug"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "organisation", "visited_on"], name="exchange_visit_once_a_day"),
            models.CheckConstraint(condition=~Q(needs_told="") | ~Q(shares_told=""), name="exchange_visit_heard_something"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.visited_on:%F}"


class Item(models.Model):
    """What a need and a resource have in common: a line on a list, with its code in the edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="%(class)ss")
    code = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="%(class)ss")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="%(class)ss")
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="%(class)ss")
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    quantity = models.PositiveIntegerField(default=1)
    unit = models.CharField(max_length=10)
    unit_en = models.CharField(max_length=20, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    # The key of the form that brought it, so that a form sent twice brings one line; none where it came on a list.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField()
    # Whether the line itself was made up for the demonstration; its organisation has a mark of its own.
    is_demo = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Need(Item):
    """What a unit needs pushed forward. `covered` counts what accepted matches bring and can never pass `quantity`."""

    state = models.CharField(max_length=10, choices=NeedState, default=NeedState.DRAFT)
    risks = models.CharField(max_length=300, blank=True)
    risks_en = models.CharField(max_length=400, blank=True)
    covered = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["edition", "code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="exchange_need_code_once"),
            models.CheckConstraint(condition=Q(state__in=NeedState.values), name="exchange_need_state_known"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="exchange_need_for_something"),
            models.CheckConstraint(condition=Q(covered__lte=F("quantity")), name="exchange_need_never_overcovered"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="exchange_need_ends_after_start"),
        ]

    @property
    def percent_covered(self) -> int:
        """How much of it accepted matches bring, 0 to 100, rounded down so that 100 means all."""
        return self.covered * 100 // self.quantity

    @property
    def open_quantity(self) -> int:
        """How much is still asked for."""
        return self.quantity - self.covered


class Resource(Item):
    """What a unit can share. `committed` counts what accepted matches took and can never pass `quantity`, unless it can be used again."""

    state = models.CharField(max_length=10, choices=ResourceState, default=ResourceState.DRAFT)
    is_reusable = models.BooleanField(default=False)
    conditions = models.CharField(max_length=300, blank=True)
    conditions_en = models.CharField(max_length=400, blank=True)
    radius_metres = models.PositiveIntegerField(null=True, blank=True)
    committed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["edition", "code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="exchange_resource_code_once"),
            models.CheckConstraint(condition=Q(state__in=ResourceState.values), name="exchange_resource_state_known"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="exchange_resource_of_something"),
            models.CheckConstraint(
                condition=Q(is_reusable=True) | Q(committed__lte=F("quantity")), name="exchange_resource_never_overcommitted"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="exchange_resource_ends_after_start"),
        ]

    @property
    def free_quantity(self) -> int:
        """How much nobody has been promised; of what can be used again, all of it."""
        return self.quantity if self.is_reusable else self.quantity - self.committed
