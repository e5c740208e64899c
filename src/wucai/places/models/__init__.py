"""Rows about places."""

from wucai.places.models.counts import Count
from wucai.places.models.keepers import Keeper
from wucai.places.models.sites import Site

__all__ = ["Count", "Keeper", "Site"]
