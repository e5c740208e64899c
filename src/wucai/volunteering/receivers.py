"""News and questions from below."""

from typing import Any

from django.dispatch import receiver

from wucai.core import clock
from wucai.people.queries import Audience
from wucai.people.signals import audience_asked
from wucai.programme.models import Edition
from wucai.volunteering.queries.audiences import audience


@receiver(audience_asked, dispatch_uid="volunteering.audience")
def people_of(sender: Any, edition: Edition, kind: str, **asked: Any) -> Audience | None:
    """Who holds seats on a shift, at a station, in a colour: for messages."""
    return audience(edition, kind, str(asked["id"]), now=clock.now())
