"""News and questions from below."""

from typing import Any

from django.dispatch import receiver

from wucai.core import clock
from wucai.people.models import Person
from wucai.people.queries import Audience, Offer
from wucai.people.signals import audience_asked, audiences_offered, writer_asked
from wucai.programme.models import Edition
from wucai.volunteering.queries.audiences import audience, is_kept, offered


@receiver(audience_asked, dispatch_uid="volunteering.audience")
def people_of(sender: Any, edition: Edition, kind: str, **asked: Any) -> Audience | None:
    """Who holds seats on a shift, at a station, in a colour: for messages."""
    return audience(edition, kind, str(asked["id"]), now=clock.now())


@receiver(audiences_offered, dispatch_uid="volunteering.audiences")
def audiences_of(sender: Any, edition: Edition, **asked: Any) -> list[Offer]:
    """Stations, colours and the next shifts: for the form of a message."""
    return offered(edition, now=clock.now())


@receiver(writer_asked, dispatch_uid="volunteering.writer")
def keeper_may_write(sender: Any, person: Person, kind: str, **asked: Any) -> bool:
    """A keeper writes to their own station and to its shifts, and to nobody else's."""
    return is_kept(person, kind, str(asked["id"]), on=clock.today())
