"""Rows about people."""

from wucai.people.models.devices import Device
from wucai.people.models.messages import GroupHook, Message, Notice
from wucai.people.models.organisations import Invitation, Membership, Organisation, OrganisationAlias, Partnership
from wucai.people.models.people import Person
from wucai.people.models.roles import Role

__all__ = [
    "Device",
    "GroupHook",
    "Invitation",
    "Membership",
    "Message",
    "Notice",
    "Organisation",
    "OrganisationAlias",
    "Partnership",
    "Person",
    "Role",
]
