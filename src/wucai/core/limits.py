"""How often somebody may try something: counters in the shared cache, each with a window of real time that begins with the first try.

No try is lost, but those that are under way when the last one is counted still go through: a limit slows guessing down and never stands
alone.
"""

from typing import cast

from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction
from django.http import HttpRequest

from wucai.core import clock, keys


def is_spent(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Whether so many tries were counted in this window."""
    return _standing(_key(what, who), seconds)[1] >= most


def count(what: str, who: str, *, seconds: int) -> int:
    """Count one try; returns how many there were in this window. Of two in the very same moment the second waits, and both count."""
    key = _key(what, who)
    alias = router.db_for_write(_table().cache_model_class)
    with transaction.atomic(using=alias):
        cache.add(key, _none_yet(), seconds)
        _hold(key, alias)
        began, tries = _standing(key, seconds)
        cache.set(key, (began, tries + 1), seconds)
    return tries + 1


def asked_from(request: HttpRequest) -> str:
    """Where a request comes from, as the limits of the log-in see it: behind a proxy the visitor's address, not the proxy's."""
    from allauth.account.adapter import get_adapter  # stands on models, which are not there before Django is set up

    return str(get_adapter().get_client_ip(request))


def _hold(key: str, alias: str) -> None:
    """Hold the counter's row until the transaction ends; on SQLite the IMMEDIATE transaction holds everything already."""
    connection = connections[alias]
    if connection.features.has_select_for_update:
        table = connection.ops.quote_name(_table().cache_model_class._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT 1 FROM {table} WHERE cache_key = %s FOR UPDATE",  # noqa: S608  the cache's own table
                [cache.make_and_validate_key(key)],
            )


def _table() -> DatabaseCache:
    """The shared cache is a table: settings.CACHES."""
    return cast(DatabaseCache, caches["default"])


def _standing(key: str, seconds: int) -> tuple[float, int]:
    """When the window of this counter began, in seconds of the epoch, and the tries in it; a new one where the old is over."""
    began, tries = cache.get(key) or _none_yet()
    return (began, tries) if clock.real_now().timestamp() - began < seconds else _none_yet()


def _none_yet() -> tuple[float, int]:
    return clock.real_now().timestamp(), 0


def _key(what: str, who: str) -> str:
    """Blind, so that nobody's address stands in the cache."""
    return f"limit:{keys.blind(f'{what} {who}', context='limit')}"
