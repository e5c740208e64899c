"""Words for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleKind(models.TextChoices):
    """What a person may do across one edition. A station's manager is a `places.Keeper` instead."""

    COORDINATOR = "coordinator", _("Coordinator")
    LEADER = "leader", _("Leader")


class OrganisationKind(models.TextChoices):
    """What kind of body a unit is."""

    GOVERNMENT = "government", _("Government body")
    STREET = "street", _("Sub-district or town")
    AREA_UNIT = "area_unit", _("Unit in the area")
    PARTY_BODY = "party_body", _("Party body")
    MASS = "mass", _("Mass organisation")
    TEAM = "team", _("Team")
    STUDIO = "studio", _("Studio")


class PartnershipState(models.TextChoices):
    """Whether a unit takes part."""

    APPLIED = "applied", _("Applied")
    ACCEPTED = "accepted", _("Takes part")
    DECLINED = "declined", _("Declined")


class MessageKind(models.TextChoices):
    """What a message is for."""

    NOTICE = "notice", _("Notice")
    CALL = "call", _("Call for help")
    THANKS = "thanks", _("Thanks")
    REMINDER = "reminder", _("Reminder")


class AudienceKind(models.TextChoices):
    """How the people were chosen to whom a message goes."""

    PERSON = "person", _("One person")
    SHIFT = "shift", _("Everybody on a shift")
    TEAM = "team", _("Everybody of a unit")
    STATION = "station", _("Everybody at a station")
    AREA = "area", _("Everybody in an area")
    COLOUR = "colour", _("Everybody in a colour")


class Channel(models.TextChoices):
    """The ways by which a message reaches people."""

    SITE = "site", _("On this site")
    MAIL = "mail", _("E-mail")
    SMS = "sms", _("Text message")
    GROUP = "group", _("Group robot")
