"""Sealed fields: what stands in the column, what may be asked of it, what a migration and a dump say."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps
from django.utils import translation

from wucai.core import keys
from wucai.core.fields import EncryptedJSONField, EncryptedTextField


@pytest.fixture
def letters(transactional_db: None) -> Iterator[type[models.Model]]:
    """A table with one of each sealed field, for the length of a test."""
    with isolate_apps("wucai.core"):

        class Letter(models.Model):
            text = EncryptedTextField(max_length=20)
            extra = EncryptedJSONField(null=True)

            class Meta:
                app_label = "core"

        with connection.schema_editor() as editor:
            editor.create_model(Letter)
        yield Letter
        with connection.schema_editor() as editor:
            editor.delete_model(Letter)


def _column(letter: models.Model, name: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM core_letter WHERE id = %s", [letter.pk])
        return bytes(cursor.fetchone()[0])


def test_the_row_gives_back_what_was_put_in(letters: Any) -> None:
    letters.objects.create(text="13800000000 王小明 🦄\0", extra={"家": [1, 2.5, None, "门"]})

    assert letters.objects.values_list("text", "extra").get() == ("13800000000 王小明 🦄\0", {"家": [1, 2.5, None, "门"]})


def test_the_column_holds_nothing_readable_and_is_sealed_for_its_place(letters: Any) -> None:
    letter = letters.objects.create(text="13800000000", extra=["13800000000"])

    assert b"138" not in _column(letter, "text") + _column(letter, "extra")
    assert keys.unseal(_column(letter, "text"), context="core.Letter.text") == b"13800000000"
    assert keys.unseal(_column(letter, "extra"), context="core.Letter.extra") == b'["13800000000"]'


def test_a_value_moved_to_another_column_does_not_open(letters: Any) -> None:
    letter = letters.objects.create(text="13800000000", extra=[])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_letter SET extra = text WHERE id = %s", [letter.pk])

    with pytest.raises(keys.KeyRefused, match="core.Letter.extra"):
        letters.objects.get(pk=letter.pk)


def test_update_and_bulk_writes_are_sealed_too(letters: Any) -> None:
    made = letters.objects.bulk_create([letters(text=f"{number}") for number in range(3)])
    letters.objects.filter(pk=made[0].pk).update(text="zero")
    made[1].text = "one"
    letters.objects.bulk_update([made[1]], ["text"])

    assert list(letters.objects.order_by("pk").values_list("text", flat=True)) == ["zero", "one", "2"]
    assert keys.unseal(_column(made[1], "text"), context="core.Letter.text") == b"one"


@pytest.mark.parametrize("lookup", ["text", "text__exact", "text__contains", "text__in", "text__gt", "extra__has_key", "extra"])
def test_only_isnull_may_be_asked(letters: Any, lookup: str) -> None:
    with pytest.raises(FieldError, match="look up its blind index instead"):
        letters.objects.filter(**{lookup: "1"})


def test_isnull_may_be_asked(letters: Any) -> None:
    letters.objects.create(text="a", extra={})
    letters.objects.create(text="b", extra=None)

    assert list(letters.objects.filter(extra__isnull=True).values_list("text", flat=True)) == ["b"]


def test_too_long_a_text_is_found_by_validation(letters: Any) -> None:
    with pytest.raises(ValidationError) as found:
        letters(text="x" * 21, extra=[1]).full_clean()

    assert list(found.value.message_dict) == ["text"]


def test_a_dump_stays_sealed_and_loads_again(letters: Any) -> None:
    letter = letters.objects.create(text="13800000000", extra={"a": 1})
    dump = serializers.serialize("python", [letter])
    [text, extra] = [dump[0]["fields"][name] for name in ("text", "extra")]

    assert "138" not in text
    assert (letters._meta.get_field("text").to_python(text), letters._meta.get_field("extra").to_python(extra)) == ("13800000000", {"a": 1})


def test_a_dump_sealed_with_another_key_is_refused_with_a_sentence(letters: Any) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="another key"):
        letters._meta.get_field("text").to_python("\0sealed:AAAA")


def test_a_migration_names_the_field_and_nothing_secret() -> None:
    written = [
        MigrationWriter.serialize(field)[0] for field in (EncryptedTextField(max_length=20), EncryptedJSONField(context="core.Old.extra"))
    ]

    assert written == [
        "wucai.core.fields.EncryptedTextField(max_length=20)",
        "wucai.core.fields.EncryptedJSONField(context='core.Old.extra')",
    ]


@isolate_apps("wucai.core")
def test_a_unique_sealed_field_is_a_mistake_that_the_checks_find() -> None:
    class Letter(models.Model):
        text = EncryptedTextField(unique=True)

        class Meta:
            app_label = "core"

    assert [found.id for found in Letter._meta.get_field("text").check()] == ["wucai.E101"]


def test_forms_ask_for_text_and_for_json() -> None:
    text, extra = EncryptedTextField(max_length=20).formfield(), EncryptedJSONField().formfield()

    assert (type(text), type(extra)) == (forms.CharField, forms.JSONField)
    assert isinstance(text, forms.CharField)
    assert text.max_length == 20
