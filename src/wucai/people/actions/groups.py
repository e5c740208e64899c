"""Robots of chat groups: added and ended by coordinators."""

from datetime import datetime

from django.db import transaction

from wucai.core import robots, trace
from wucai.core.refusals import Refused
from wucai.people.choices import HookRefusal
from wucai.people.models import GroupHook, Person
from wucai.programme.models import Edition


class HookRefused(Refused):
    """The robot is not added, for a reason from HookRefusal."""


@transaction.atomic
def add_hook(edition: Edition, *, by: Person | None, name: str, address: str, now: datetime) -> GroupHook:
    """Let messages of the edition go to this robot as well; a name that ended may be taken again. Raises HookRefused."""
    known = robots.normalised(address)
    if known is None:
        raise HookRefused(HookRefusal.NOT_A_ROBOT)
    hook, is_new = GroupHook.objects.get_or_create(edition=edition, name=name.strip(), defaults={"address": known, "made_at": now})
    if not is_new and not GroupHook.objects.filter(pk=hook.pk, ended_at__isnull=False).update(address=known, made_at=now, ended_at=None):
        raise HookRefused(HookRefusal.NAME_TAKEN)
    trace.record(by=by, verb="added robot", thing=hook)
    return hook


@transaction.atomic
def end_hook(hook: GroupHook, *, by: Person | None, now: datetime) -> None:
    """Send nothing more to this robot; its address is forgotten. Said again it changes nothing."""
    if GroupHook.objects.filter(pk=hook.pk, ended_at=None).update(ended_at=max(now, hook.made_at), address=""):
        trace.record(by=by, verb="ended robot", thing=hook)
