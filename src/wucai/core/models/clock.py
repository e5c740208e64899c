"""How far the programme's clock stands from the real one."""

from django.db import models


class ClockOffset(models.Model):
    """The one row that sets the demo's clock; web and worker both read it. Absent or zero: programme time is real time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="core_clock_one_row")]

    def __str__(self) -> str:
        return f"{self.seconds:+d} s"
