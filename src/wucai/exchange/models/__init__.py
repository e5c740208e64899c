"""Rows of the exchange."""

from wucai.exchange.models.categories import Affinity, Category
from wucai.exchange.models.council import Decision, Matter
from wucai.exchange.models.lists import Need, Resource, Visit
from wucai.exchange.models.projects import Match, Project

__all__ = ["Affinity", "Category", "Decision", "Match", "Matter", "Need", "Project", "Resource", "Visit"]
