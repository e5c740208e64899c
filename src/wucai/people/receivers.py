"""News from below, each answered by one of our actions."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from wucai.people.actions import devices
from wucai.people.models import Person


@receiver(user_logged_out, dispatch_uid="people.revoke_device")
def revoke_device(sender: Any, request: HttpRequest, user: Person | None, **more: Any) -> None:
    """Whoever takes up this browser next counts under their own name."""
    if user is not None and (device_id := request.session.get(devices.IN_SESSION)):
        devices.revoke_at_logout(device_id, by=user)
