"""News of the rooms to which the people of the demo answer."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.dispatch import receiver

from wucai.core import jobs
from wucai.volunteering.choices import Origin
from wucai.volunteering.models import Signup
from wucai.volunteering.signals import seats_asked

# Long enough to look at the page that says "asked", short enough to wait for.
ANSWER_AFTER_SECONDS = 6


@receiver(seats_asked)
def answer_soon(sender: type[Signup], signups: Sequence[Signup], **news: Any) -> None:
    """Whoever is called to fill a gap of the demo's edition answers after a few seconds; whom a roster asked is not hurried."""
    if settings.WUCAI_MODE != "demo":
        return
    for signup in signups:
        if signup.origin == Origin.CALL and signup.shift.post.site.edition.is_demo:
            jobs.later("demo.answer", signup.pk, after_seconds=ANSWER_AFTER_SECONDS)
