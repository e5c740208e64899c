"""How often somebody may try something: counters in the shared cache, a window of real time each.

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
    return int(cache.get(_key(what, who, seconds), 0)) >= most


def count(what: str, who: str, *, seconds: int) -> int:
    """Count one try; returns how many there were in this window. Of two in the very same moment the second waits, and both count."""
    key = _key(what, who, seconds)
    alias = router.db_for_write(_table().cache_model_class)
    with transaction.atomic(using=alias):
        cache.add(key, 0, 2 * seconds)
        _hold(key, alias)
        tries = int(cache.get(key, 0)) + 1
        cache.set(key, tries, 2 * seconds)
    return tries


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


def _key(what: str, who: str, seconds: int) -> str:
    """Blind, so that nobody's address stands in the cache."""
    window = int(clock.real_now().timestamp()) // seconds
    return f"limit:{keys.blind(f'{what} {who}', context='limit')}:{window}"
