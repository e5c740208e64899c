"""Rows about places."""

from wucai.places.models.counts import Count
from wucai.places.models.incidents import Incident
from wucai.places.models.keepers import Keeper
from wucai.places.models.services import OpeningHours, StationService
from wucai.places.models.sites import Site
from wucai.places.models.supplies import Loan, StockMove, Supply

__all__ = ["Count", "Incident", "Keeper", "Loan", "OpeningHours", "Site", "StationService", "StockMove", "Supply"]
