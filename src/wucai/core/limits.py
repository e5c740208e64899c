"""How often somebody may try something: coarse counters in the shared cache, a window of real time each.

Two tries in the very same moment may be counted as one, so a limit slows guessing down and never stands alone.
"""

from django.core.cache import cache
from django.http import HttpRequest

from wucai.core import clock, keys


def is_spent(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Whether so many tries were counted in this window."""
    return int(cache.get(_key(what, who, seconds), 0)) >= most


def count(what: str, who: str, *, seconds: int) -> int:
    """Count one try; returns how many there were in this window."""
    key = _key(what, who, seconds)
    tries = int(cache.get(key, 0)) + 1
    cache.set(key, tries, 2 * seconds)
    return tries


def asked_from(request: HttpRequest) -> str:
    """Where a request comes from, as the limits of the log-in see it: behind a proxy the visitor's address, not the proxy's."""
    from allauth.account.adapter import get_adapter  # stands on models, which are not there before Django is set up

    return str(get_adapter().get_client_ip(request))


def _key(what: str, who: str, seconds: int) -> str:
    """Blind, so that nobody's address stands in the cache."""
    window = int(clock.real_now().timestamp()) // seconds
    return f"limit:{keys.blind(f'{what} {who}', context='limit')}:{window}"
