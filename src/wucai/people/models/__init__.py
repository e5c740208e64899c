"""Rows about people."""

from wucai.people.models.devices import Device
from wucai.people.models.people import Person
from wucai.people.models.roles import Role

__all__ = ["Device", "Person", "Role"]
