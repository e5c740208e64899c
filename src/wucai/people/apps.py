"""People, who they are and what they may do."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, who they are and what they may do."""

    name = "wucai.people"
    label = "people"
