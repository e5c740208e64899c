"""Who may see reports."""

from wucai.people import access
from wucai.people.access import Visitor
from wucai.programme.models import Edition


def edition_reported_to(visitor: Visitor) -> Edition:
    """The current edition, for its leaders and coordinators; PermissionDenied for all others."""
    return access.edition_led_by(visitor)
