"""The key ring: what it opens, what it refuses, and how the file is kept."""

import json
import multiprocessing
import os
import stat
import time
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from hypothesis import given
from hypothesis import strategies as st

from wucai.core import keys


@pytest.fixture
def key_file(settings: LazySettings, tmp_path: Path) -> Path:
    settings.WUCAI_KEY_FILE = tmp_path / "home" / "keys.json"
    settings.WUCAI_MAY_MAKE_KEYS = True
    return settings.WUCAI_KEY_FILE


def test_what_is_sealed_opens_again(key_file: Path) -> None:
    sealed = keys.seal("王小明".encode(), context="people.Person.name")

    assert keys.unseal(sealed, context="people.Person.name") == "王小明".encode()


def test_a_token_is_version_key_id_nonce_and_sealed_text(key_file: Path) -> None:
    sealed = keys.seal(b"138", context="a.b.c")

    assert sealed[0] == 1
    assert sealed[1:5].hex() == keys.ring().keys[0].id
    assert len(sealed) == 1 + 4 + 12 + 3 + 16
    assert b"138" not in sealed


def test_the_same_text_is_sealed_differently_each_time(key_file: Path) -> None:
    assert len({keys.seal(b"same", context="a.b.c") for _ in range(100)}) == 100


def test_a_token_does_not_open_in_another_context(key_file: Path) -> None:
    sealed = keys.seal(b"138", context="people.Person.phone")

    with pytest.raises(keys.KeyRefused, match="belongs elsewhere"):
        keys.unseal(sealed, context="people.Person.name")


def test_a_token_with_any_byte_changed_is_refused(key_file: Path) -> None:
    sealed = keys.seal(b"138", context="a.b.c")

    refused = 0
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(keys.KeyRefused):
            keys.unseal(changed, context="a.b.c")
        refused += 1

    assert refused == len(sealed)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" * 60, b"plain text that was never sealed at all"])
def test_what_was_never_sealed_is_refused(key_file: Path, sealed: bytes) -> None:
    with pytest.raises(keys.KeyRefused, match="not a sealed value"):
        keys.unseal(sealed, context="a.b.c")


def test_the_newest_key_seals_and_old_keys_open(key_file: Path) -> None:
    old = keys.seal(b"old", context="a.b.c")
    added = keys.rotate()
    new = keys.seal(b"new", context="a.b.c")

    assert new[1:5].hex() == added
    assert old[1:5] != new[1:5]
    assert keys.unseal(old, context="a.b.c") == b"old"
    assert keys.unseal(new, context="a.b.c") == b"new"


def test_a_process_that_read_the_ring_before_learns_the_new_key_by_itself(key_file: Path) -> None:
    before = keys.ring()
    keys.rotate()
    sealed = keys.seal(b"new", context="a.b.c")
    keys._rings[key_file] = before

    assert keys.unseal(sealed, context="a.b.c") == b"new"


def test_rotation_does_not_change_the_blind_index(key_file: Path) -> None:
    before = keys.blind("13800000000", context="people.Person.phone")
    keys.rotate()

    assert keys.blind("13800000000", context="people.Person.phone") == before


@given(st.tuples(st.text(max_size=5), st.text(max_size=5)), st.tuples(st.text(max_size=5), st.text(max_size=5)))
def test_blind_indexes_meet_when_and_only_when_context_and_text_are_equal(one: tuple[str, str], other: tuple[str, str]) -> None:
    ring = keys.KeyRing(keys=(), blind_secret=b"k" * 32)

    assert (ring.blind(one[1], context=one[0]) == ring.blind(other[1], context=other[0])) is (one == other)


def test_the_file_is_made_for_its_owner_alone(key_file: Path) -> None:
    keys.ring()

    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [each.name for each in key_file.parent.iterdir()] == ["keys.json"]


def test_the_file_is_not_made_where_it_may_not_be(key_file: Path, settings: LazySettings) -> None:
    settings.WUCAI_MAY_MAKE_KEYS = False

    with pytest.raises(keys.KeyFileUnusable, match="There is no key file"):
        keys.ring()

    assert not key_file.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_can_open_is_refused_with_the_command_that_helps(key_file: Path, mode: int) -> None:
    keys.ring()
    keys.forget()
    key_file.chmod(mode)

    with pytest.raises(keys.KeyFileUnusable, match=f"chmod 600 {key_file}"):
        keys.ring()


def test_no_command_runs_with_a_key_file_that_others_can_open(key_file: Path) -> None:
    keys.ring()
    keys.forget()
    key_file.chmod(0o644)

    with pytest.raises(SystemCheckError, match=f"chmod 600 {key_file}"):
        call_command("check")


def test_commands_run_before_there_is_a_key_file_and_make_none(key_file: Path) -> None:
    call_command("check")

    assert not key_file.exists()


@pytest.mark.parametrize("damage", ["", "{}", "[]", '{"keys": [], "blind": ""}', '{"keys": [{"id": "zz"}], "blind": ""}'])
def test_a_damaged_file_is_refused_and_left_alone(key_file: Path, damage: str) -> None:
    keys.ring()
    keys.forget()
    key_file.write_text(damage)

    with pytest.raises(keys.KeyFileUnusable, match="is damaged"):
        keys.ring()

    assert key_file.read_text() == damage


def test_neither_ring_nor_key_shows_its_secret_when_printed(key_file: Path) -> None:
    ring = keys.ring()
    secrets = [json.loads(key_file.read_text())["keys"][0]["key"], repr(ring.keys[0].secret), repr(ring.blind_secret)]

    assert [secret in repr(ring) for secret in secrets] == [False, False, False]


def _first_key(path: Path, answers: "multiprocessing.Queue[str]") -> None:
    from django.conf import settings  # in the child process

    settings.WUCAI_KEY_FILE = path
    answers.put(keys.ring().keys[0].id)


def test_processes_that_start_together_agree_on_one_ring(key_file: Path) -> None:
    answers: multiprocessing.Queue[str] = multiprocessing.Queue()
    processes = [multiprocessing.get_context("fork").Process(target=_first_key, args=(key_file, answers)) for _ in range(8)]

    for process in processes:
        process.start()
    found = {answers.get(timeout=20) for _ in processes}
    for process in processes:
        process.join()

    assert found == {json.loads(key_file.read_text())["keys"][0]["id"]}


def test_two_rotations_at_once_lose_no_key(key_file: Path) -> None:
    keys.ring()
    children = []
    for _ in range(4):
        if not (child := os.fork()):
            keys.rotate()
            os._exit(0)
        children.append(child)
    endings = [os.waitpid(child, 0)[1] for child in children]

    assert endings == [0, 0, 0, 0]
    assert len(json.loads(key_file.read_text())["keys"]) == 5


def test_twenty_thousand_values_are_sealed_and_opened_well_under_a_second(key_file: Path) -> None:
    keys.ring()
    started = time.process_time()
    sealed = [keys.seal(b"13800000000", context="people.Person.phone") for _ in range(20_000)]
    half = time.process_time()
    opened = {keys.unseal(each, context="people.Person.phone") for each in sealed}
    ended = time.process_time()

    assert opened == {b"13800000000"}
    assert (half - started < 1.0, ended - half < 1.0) == (True, True)
