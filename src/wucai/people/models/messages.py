"""What the house tells people, and who has seen it."""

from django.db import models
from django.db.models import F, Q

from wucai.core.fields import EncryptedTextField
from wucai.people.choices import AudienceKind, MessageKind
from wucai.people.models.people import Person
from wucai.programme.models import Edition


class Message(models.Model):
    """One text to an audience. To whom it went is told by its notices; `audience` and `audience_id` tell how they were chosen."""

    # Made by the client for each wish: a form that is sent twice sends one message.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind, default=MessageKind.NOTICE)
    sender = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages_sent")
    audience = models.CharField(max_length=10, choices=AudienceKind)
    audience_id = models.CharField(max_length=60, blank=True)
    audience_name = models.CharField(max_length=120, blank=True)
    audience_name_en = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    # Where a tap leads, an address of ours.
    link = models.CharField(max_length=200, blank=True)
    channels = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="people_message_kind_known"),
            models.CheckConstraint(condition=Q(audience__in=AudienceKind.values), name="people_message_audience_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="people_message_says_something"),
            models.CheckConstraint(
                # Two slashes would lead to another host; browsers take a backslash for a slash.
                condition=Q(link="") | (Q(link__startswith="/") & ~Q(link__startswith="//") & ~Q(link__contains="\\")),
                name="people_message_link_is_ours",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """A message as one person has it: seen or not."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    seen_at = models.DateTimeField(null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-message__sent_at", "-pk"]
        indexes = [models.Index(fields=["person", "seen_at"], name="people_notice_unseen")]
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="people_notice_once")]

    def __str__(self) -> str:
        return f"{self.message} → {self.person}"


class GroupHook(models.Model):
    """A chat group's robot, to which messages for its audience go as well. Its address is a secret, so it is sealed."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="group_hooks")
    name = models.CharField(max_length=60)
    address = EncryptedTextField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="people_group_hook_once"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("made_at")), name="people_group_hook_ends_later"),
        ]

    def __str__(self) -> str:
        return self.name
