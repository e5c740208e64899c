"""Dull rows of the frame."""

from datetime import date
from typing import Any

from wucai.programme.models import Area, Edition


def edition(**more: Any) -> Edition:
    """An edition that runs all through the years in which tests live."""
    fields = {"slug": "test", "name": "测试届", "name_en": "Test edition", "starts_on": date(2020, 1, 1), "ends_on": date(2039, 12, 31)}
    return Edition.objects.create(**{**fields, **more})


def area(**more: Any) -> Area:
    """A district."""
    return Area.objects.create(**{"kind": "district", "name": "闵行区", "name_en": "Minhang", **more})
