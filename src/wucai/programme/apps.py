"""Editions and areas: the frame in which everything happens."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """Editions and areas: the frame in which everything happens."""

    name = "wucai.programme"
    label = "programme"
