"""Words for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wucai.core.spreadsheets import Choice


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


class InvitationKind(models.TextChoices):
    """How somebody is invited into a unit."""

    SHEET = "sheet", _("Activation sheet")
    COLLEAGUE = "colleague", _("From a colleague")


class UnitRefusal(models.TextChoices):
    """Why something about a unit cannot be done."""

    NAME_TAKEN = (
        "name_taken",
        _("Another unit is called so already. Choose another name, or write this one as an alias of the unit that is there."),
    )
    PARENT_CYCLE = "parent_cycle", _("A unit cannot stand below itself. Choose another unit above it.")
    NOT_APPLIED = "not_applied", _("This application was answered already. Open the list of units to see how.")
    LAST_LIAISON = (
        "last_liaison",
        _("This is the unit's only liaison, and somebody must speak for it. Invite another liaison first."),
    )


class InvitationRefusal(models.TextChoices):
    """Why a code lets nobody in. Only who holds the right code learns more than that it is unknown."""

    UNKNOWN = "unknown", _("This code is not known here. Look at the sheet again: there is no 0, O, 1, I or L in it.")
    USED = "used", _("This code was used already; each lets in one person once. Ask for a new one.")
    EXPIRED = "expired", _("This code has expired. Ask for a new one.")
    REVOKED = "revoked", _("This code was replaced or taken back. Ask for the newest one.")
    NOT_PARTNER = "not_partner", _("This unit does not take part in this edition. Take it in first, then print its sheet.")
    TOO_MANY_TRIES = (
        "too_many_tries",
        _("Too many codes that are not known were tried from here. Wait a quarter of an hour, then try again."),
    )
    TOO_MANY_APPLICATIONS = (
        "too_many_applications",
        _("Too many applications came from here. Try again in an hour, or call the service line."),
    )


class MessageRefusal(models.TextChoices):
    """Why a message is not sent."""

    NOBODY = "nobody", _("There is nobody to whom this would go. Choose somebody else.")
    NO_SMS = "no_sms", _("Text messages are not set up in this house. Leave that channel out, or ask the technician to set up a provider.")
    NO_GROUP = "no_group", _("No group robot is set up for this edition. Leave that channel out, or add a robot first.")
    PERSONAL = "personal", _("What is meant for one person does not go to a chat group. Leave that channel out.")
    ALL_SEEN = "all_seen", _("Everybody has seen this message; there is nobody to remind.")
    TOO_SOON = "too_soon", _("The last word about this message is less than an hour old. Remind again later.")
    KEY_REUSED = "key_reused", _("This form was sent before. Open the page again to write another message.")


class HookRefusal(models.TextChoices):
    """Why a group robot is not added."""

    NAME_TAKEN = "name_taken", _("A robot of this name is there already. Choose another name.")
    NOT_A_ROBOT = (
        "not_a_robot",
        _("This is not the address of a robot of WeCom, DingTalk, Feishu or Lark. Copy it from the chat group's settings."),
    )


# What somebody may speak, and what a post may ask for.
LANGUAGES = (
    Choice("zh", "中文", "Chinese", ("普通话", "汉语", "Mandarin")),
    Choice("wuu", "上海话", "Shanghainese", ("沪语",)),
    Choice("yue", "粤语", "Cantonese", ("广东话",)),
    Choice("en", "英文", "English", ("英语",)),
    Choice("ja", "日文", "Japanese", ("日语",)),
    Choice("ko", "韩文", "Korean", ("韩语", "朝鲜语")),
    Choice("fr", "法文", "French", ("法语",)),
    Choice("de", "德文", "German", ("德语",)),
    Choice("es", "西班牙文", "Spanish", ("西班牙语", "西语")),
    Choice("pt", "葡萄牙文", "Portuguese", ("葡萄牙语", "葡语")),
    Choice("it", "意大利文", "Italian", ("意大利语", "意语")),
    Choice("ru", "俄文", "Russian", ("俄语",)),
    Choice("ar", "阿拉伯文", "Arabic", ("阿拉伯语",)),
    Choice("csl", "中国手语", "Chinese Sign Language", ("手语", "sign language")),
)
