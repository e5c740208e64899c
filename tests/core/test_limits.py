"""How often somebody may try: counted apart for each, forgotten with the window."""

import time
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from tests.houses import raced
from wucai.core import limits

pytestmark = pytest.mark.django_db
A_DAY = 86_400
RACER = """
import sys, time
from pathlib import Path
from wucai.core import limits

print("ready", flush=True)
while not Path(sys.argv[1]).exists():
    time.sleep(0.002)
print(max(limits.count("code", "a", seconds=86_400) for _ in range(25)))
"""


@pytest.fixture(autouse=True)
def empty() -> None:
    cache.clear()


def test_tries_are_counted_for_each_thing_and_person_apart() -> None:
    counted = [limits.count("code", who, seconds=A_DAY) for who in ("a", "a", "b")]

    assert counted == [1, 2, 1]
    assert [limits.is_spent(what, who, most=2, seconds=A_DAY) for what, who in (("code", "a"), ("code", "b"), ("other", "a"))] == [
        True,
        False,
        False,
    ]


def test_a_window_begins_with_the_first_try_and_not_by_the_clock() -> None:
    turn = int(time.time()) + 1  # windows of so many seconds by the clock: the first ends within this second
    limits.count("code", "a", seconds=turn)
    while time.time() < turn:
        time.sleep(0.05)

    assert limits.count("code", "a", seconds=turn) == 2


def test_a_window_is_over_after_its_seconds() -> None:
    limits.count("code", "a", seconds=1)
    time.sleep(1.01)

    assert (limits.is_spent("code", "a", most=1, seconds=1), limits.count("code", "a", seconds=1)) == (False, 1)


def test_of_tries_in_the_same_moment_none_is_lost(house: Any, tmp_path: Path) -> None:
    assert max(raced(house(), RACER, tmp_path / "doors", *[()] * 4)) == 100


def test_nobodys_address_stands_in_the_cache() -> None:
    limits.count("code", "192.0.2.7", seconds=A_DAY)

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM core_cache")
        assert [key for (key,) in cursor.fetchall() if "192" in key] == []
