"""Needs, resources and projects: the three lists, their matching, and the council that decides."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Needs, resources and projects: the three lists, their matching, and the council that decides."""

    name = "wucai.exchange"
    label = "exchange"
