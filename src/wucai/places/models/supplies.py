"""What a site has in stock, and what it has lent out."""

from django.db import models
from django.db.models import F, Q

from wucai.people.models import Person
from wucai.places.choices import MoveKind
from wucai.places.models.sites import Site


class SupplyQuerySet(models.QuerySet["Supply"]):
    """Filters with a name."""

    def low(self) -> "SupplyQuerySet":
        """Those of which less is left than the site wants to have."""
        return self.filter(quantity__lt=F("minimum"))


class Supply(models.Model):
    """One item at one site, counted in its smallest unit. `quantity` is what is on the shelf: lent pieces are away until they come back."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="supplies")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=10)
    unit_en = models.CharField(max_length=20, blank=True)
    quantity = models.PositiveIntegerField(default=0)
    minimum = models.PositiveIntegerField(default=0)
    is_loanable = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    objects = SupplyQuerySet.as_manager()

    class Meta:
        ordering = ["site", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="places_supply_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="places_supply_never_below_zero"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_low(self) -> bool:
        """Whether less is left than the site wants to have."""
        return self.quantity < self.minimum


class StockMove(models.Model):
    """So many pieces more or fewer on the shelf, once a key."""

    key = models.UUIDField(unique=True)
    supply = models.ForeignKey(Supply, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=10, choices=MoveKind)
    amount = models.IntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MoveKind.values) & ~Q(amount=0), name="places_move_known_and_not_zero"),
            models.CheckConstraint(
                condition=Q(kind__in=["issued", "lent"], amount__lt=0)
                | Q(kind__in=["restocked", "returned"], amount__gt=0)
                | Q(kind="counted"),
                name="places_move_in_its_direction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.supply}"


class Loan(models.Model):
    """One piece lent to a visitor, out until it comes back. Nobody's name is kept; the note tells what helps to find it."""

    key = models.UUIDField(unique=True)
    supply = models.ForeignKey(Supply, on_delete=models.CASCADE, related_name="loans")
    note = models.CharField(max_length=100, blank=True)
    lent_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-lent_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(returned_at=None) | Q(returned_at__gte=F("lent_at")), name="places_loan_back_after_out"),
        ]

    def __str__(self) -> str:
        return f"{self.supply} {self.lent_at:%F %R}"
