"""Kept files: sealed on disk, named safely, given back to the last byte, swept on time."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction

from wucai.core import clock, files
from wucai.core.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.WUCAI_HOME = tmp_path
    return tmp_path


def _on_disk(home: Path) -> list[Path]:
    return sorted(path for path in (home / "files").rglob("*") if path.is_file())


def test_a_kept_file_is_given_back_to_the_last_byte() -> None:
    data = os.urandom(100_000)
    stored = files.keep("名单.xlsx", data, "application/vnd.ms-excel", by=None)

    assert files.read(StoredFile.objects.get(pk=stored.pk)) == data
    assert (stored.name, stored.size, stored.sha256) == ("名单.xlsx", 100_000, hashlib.sha256(data).hexdigest())


def test_nothing_readable_lies_on_disk_and_nobody_else_may_open_it(home: Path) -> None:
    files.keep("名单.csv", b"13800000000,wang" * 50, "text/csv", by=None)
    [path] = _on_disk(home)

    assert b"138" not in path.read_bytes()
    assert "名单" not in str(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_files_swapped_on_disk_are_both_refused(home: Path) -> None:
    stored = [files.keep("a", b"one", "text/plain", by=None), files.keep("a", b"two", "text/plain", by=None)]
    [one, two] = _on_disk(home)
    held = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(held)

    for each in stored:
        with pytest.raises(files.FileRefused) as refused:
            files.read(each)
        assert refused.value.reason == files.FileRefusal.DAMAGED


def test_a_file_lost_from_disk_is_refused_with_a_sentence(home: Path) -> None:
    stored = files.keep("a", b"one", "text/plain", by=None)
    _on_disk(home)[0].unlink()

    with pytest.raises(files.FileRefused) as refused:
        files.read(stored)

    assert refused.value.reason == files.FileRefusal.LOST


def test_a_file_too_large_is_refused_and_leaves_nothing(home: Path) -> None:
    with pytest.raises(files.FileRefused) as refused:
        files.keep("a", bytes(files.MOST_BYTES + 1), "text/plain", by=None)

    assert refused.value.reason == files.FileRefusal.TOO_LARGE
    assert (StoredFile.objects.count(), _on_disk(home)) == (0, [])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("名单.xlsx", "名单.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\wang\\list.csv", "list.csv"),
        ("", "file"),
        ("..", "file"),
        ("/", "file"),
        (".hidden", "hidden"),
        ("a\0b\r\nc.txt", "abc.txt"),
        ("\u202egnp.exe", "gnp.exe"),
        ('<b>"x".txt', "_b__x_.txt"),
        ("CON.txt", "_CON.txt"),
        ("\ud800x", "x"),
        ("x" * 500 + ".xlsx", "x" * 115 + ".xlsx"),
        ("x" * 500, "x" * 120),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert files.keep(given, b"", "text/plain", by=None).name == kept


@pytest.mark.parametrize(
    ("given", "kept"), [("text/csv", "text/csv"), ("text/html\r\nX: y", "application/octet-stream"), ("", "application/octet-stream")]
)
def test_a_media_type_that_is_none_is_replaced(given: str, kept: str) -> None:
    assert files.keep("a", b"", given, by=None).media_type == kept


def test_a_dropped_file_goes_from_disk_when_the_transaction_is_through(home: Path, django_capture_on_commit_callbacks: object) -> None:
    stored = files.keep("a", b"one", "text/plain", by=None)
    assert callable(django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        files.drop(stored)
        assert len(_on_disk(home)) == 1

    assert (StoredFile.objects.count(), _on_disk(home)) == (0, [])


def test_the_sweep_takes_what_is_over_and_strays_and_nothing_else(home: Path, django_capture_on_commit_callbacks: object) -> None:
    moment = clock.real_now()
    files.keep("over", b"over", "text/plain", by=None, kept_until=moment - timedelta(days=2))
    stays = [
        files.keep("for ever", b"for ever", "text/plain", by=None),
        files.keep("not yet", b"not yet", "text/plain", by=None, kept_until=moment + timedelta(days=2)),
    ]
    _write_stray(home, "ab" * 16 + ".sealed", age_days=2)
    _write_stray(home, "cd" * 16 + ".sealed.12ab34cd.fresh", age_days=2)
    young = _write_stray(home, "ef" * 16 + ".sealed", age_days=0)
    for path in _on_disk(home):
        if path.stem in {each.place.hex for each in stays}:
            _age(path, days=9)

    assert callable(django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        swept = files.sweep(moment - timedelta(days=1))

    assert swept == 3
    assert {path.stem for path in _on_disk(home)} == {stays[0].place.hex, stays[1].place.hex, young.stem}
    assert [files.read(each) for each in stays] == [b"for ever", b"not yet"]


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_transaction_failed_is_a_stray_for_the_sweep(home: Path) -> None:
    with transaction.atomic():
        files.keep("a", b"one", "text/plain", by=None)
        transaction.set_rollback(True)
    assert len(_on_disk(home)) == 1

    assert files.sweep(clock.real_now() + timedelta(seconds=5)) == 1
    assert _on_disk(home) == []


def _write_stray(home: Path, name: str, *, age_days: int) -> Path:
    path = home / "files" / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"stray")
    _age(path, days=age_days)
    return path


def _age(path: Path, *, days: int) -> None:
    moment = (clock.real_now() - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))
