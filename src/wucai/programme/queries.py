"""Reads with a name."""

from datetime import date

from wucai.programme.models import Edition


def current_edition(on: date) -> Edition | None:
    """The edition that runs on that day, else the next to come, else the last that was; None in an empty house."""
    return (
        Edition.objects.filter(starts_on__lte=on, ends_on__gte=on).first()
        or Edition.objects.filter(starts_on__gt=on).order_by("starts_on").first()
        or Edition.objects.order_by("-ends_on").first()
    )
