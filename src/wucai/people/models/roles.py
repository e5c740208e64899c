"""What a person may do across an edition."""

from django.db import models

from wucai.people.choices import RoleKind
from wucai.people.models.people import Person
from wucai.programme.models import Edition


class Role(models.Model):
    """A person's part in an edition."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=15, choices=RoleKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "edition", "kind"], name="people_role_once"),
            models.CheckConstraint(condition=models.Q(kind__in=RoleKind.values), name="people_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind}"
