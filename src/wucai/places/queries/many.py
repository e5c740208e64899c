"""Sites by their keys."""

from collections.abc import Collection

from django.db.models import F

from wucai.places.models import Site


def sites_numbered(ids: Collection[int]) -> list[Site]:
    """These sites, the linked stations first by their numbers. One query."""
    return list(Site.objects.filter(pk__in=ids).order_by(F("number").asc(nulls_last=True), "slug"))
