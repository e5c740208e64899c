"""The people: volunteers, station managers, coordinators. This is the user model."""

import secrets
from typing import Any, ClassVar, cast

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from pypinyin import Style, lazy_pinyin

from wucai.core import clock, phones
from wucai.core.fields import EncryptedTextField

# No 0, O, 1, I, L: a number is read out at a desk and typed on a cheap phone.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_number() -> str:
    """A public number for a person: ten letters, drawn at random, in place of the identity card's."""
    return "".join(secrets.choice(LETTERS) for _ in range(10))


class PersonManager(BaseUserManager["Person"]):
    """Makes people whole: phone with its index, pinyin, an unusable password where none is given."""

    def make(self, *, name: str, phone: str = "", email: str = "", password: str | None = None, **more: Any) -> "Person":
        """A person not yet saved. The phone may be written in any usual way; raises ValueError when it cannot be one."""
        person = Person(name=name.strip(), email=email.strip().lower() or None, **more)
        person.set_phone(phone)
        person.pinyin = pinyin(person.name)
        person.set_password(password)
        return person

    def with_phone(self, phone: str) -> "models.QuerySet[Person]":
        """Those who have this phone: one or none. Raises ValueError when it cannot be a phone."""
        return self.filter(phone_index=phones.index(phones.normalised(phone)))


class Person(AbstractBaseUser):
    """Somebody. Known in public by the number; phone sealed, found by its blind index."""

    number = models.CharField(max_length=10, unique=True, default=new_number, editable=False)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    pinyin = models.CharField(max_length=200, blank=True)
    email = models.EmailField(unique=True, null=True, blank=True)
    phone = EncryptedTextField(null=True, blank=True)
    phone_index = models.CharField(max_length=64, unique=True, null=True, editable=False)
    is_phone_verified = models.BooleanField(default=False)
    languages = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.real_now)

    USERNAME_FIELD = "number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()

    # What they were found to be on the way to this page (`access`), so that its navigation offers no door that is shut. Not kept.
    parts: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pinyin", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="people_person_has_name"),
            models.CheckConstraint(
                condition=Q(phone__isnull=True, phone_index=None) | Q(phone__isnull=False, phone_index__isnull=False),
                name="people_phone_has_index",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def set_phone(self, phone: str) -> None:
        """Take a phone however written, or take it away with an empty text. Raises ValueError when it cannot be one."""
        self.phone = phones.normalised(phone) if phone.strip() else None
        self.phone_index = phones.index(cast(str, self.phone)) if self.phone else None

    @property
    def masked_phone(self) -> str:
        """138****0000, as shown in lists; empty without a phone."""
        return phones.masked(cast(str, self.phone)) if self.phone else ""


def pinyin(name: str) -> str:
    """The name in lower-case syllables, to sort by and to find by: 王小明 → wang xiao ming."""
    return " ".join(lazy_pinyin(name, style=Style.NORMAL)).lower()[:200]
