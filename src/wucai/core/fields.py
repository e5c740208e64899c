"""Fields whose values are sealed in the database: a copy of the database alone tells nothing personal.

The column is binary on both databases. The context of the seal is "app.Model.field", so a value copied into another column does not
open; a model or field that is renamed keeps its old name as `context="app.Old.field"`. A sealed value cannot be compared, sorted or made
unique: beside it stands a blind index (`core.keys.blind`) where it must be found. Values of one column are not bound to their row: who can
write to the database can swap two of them, and the trace is what shows it.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wucai.core import keys

# In a dump (`dumpdata`) a sealed value stays sealed. No form lets a zero character pass, so nobody can type this mark.
_DUMPED = "\0sealed:"


class SealedField(models.Field):  # type: ignore[type-arg]  # Django's own class takes no parameters when it runs
    """What the sealed fields share: storage, refusal of lookups, dumps."""

    def __init__(self, *args: Any, context: str = "", **kwargs: Any) -> None:
        self.context = context
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """For migrations: the context only where it was given."""
        name, path, args, kwargs = super().deconstruct()
        if self.context:
            kwargs["context"] = self.context
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        """Stored as bytes."""
        return "BinaryField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """A sealed value is different each time it is sealed: an index or a unique constraint over it is a mistake."""
        found = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):
            found.append(
                checks.Error("A sealed field cannot be unique or indexed; put a blind index beside it.", obj=self, id="wucai.E101")
            )
        return found

    def get_lookup(self, lookup_name: str) -> "type[models.Lookup[Any]] | None":
        """`isnull` and nothing else. Raises FieldError."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed and can only be asked for isnull, not {lookup_name}; look up its blind index instead.")
        return super().get_lookup(lookup_name)

    def get_prep_value(self, value: Any) -> Any:
        """The sealed bytes of a value; expressions pass."""
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return keys.seal(self.packed(value).encode(), context=self.seal_context)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The bytes in the shape of the database's driver."""
        value = super().get_db_prep_value(value, connection, prepared)
        return connection.Database.Binary(value) if isinstance(value, bytes) else value

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """As for any binary column."""
        return str(connection.ops.binary_placeholder_sql(value))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The plain value. Raises KeyRefused."""
        return None if value is None else self._opened(bytes(value))

    def value_to_string(self, obj: models.Model) -> str:
        """For dumps: still sealed."""
        value = self.value_from_object(obj)
        return "" if value is None else _DUMPED + base64.b64encode(self.get_prep_value(value)).decode()

    def to_python(self, value: Any) -> Any:
        """From a dump: opened. Anything else is as it was typed."""
        if not isinstance(value, str) or not value.startswith(_DUMPED):
            return value
        try:
            return self._opened(base64.b64decode(value.removeprefix(_DUMPED), validate=True))
        except (binascii.Error, keys.KeyRefused) as error:
            raise ValidationError(_("This value was sealed with another key.")) from error

    @property
    def seal_context(self) -> str:
        """What the seal is bound to: where the value belongs."""
        return self.context or f"{self.model._meta.label}.{self.name}"

    def packed(self, value: Any) -> str:
        """The text that is sealed."""
        raise NotImplementedError

    def unpacked(self, text: str) -> Any:
        """The value of the text that was sealed."""
        raise NotImplementedError

    def _opened(self, sealed: bytes) -> Any:
        return self.unpacked(keys.unseal(sealed, context=self.seal_context).decode())


class EncryptedTextField(SealedField):
    """Text that only the key file opens. `max_length` counts characters and is checked by forms, as the column cannot."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def packed(self, value: Any) -> str:
        """The text itself."""
        return str(value)

    def unpacked(self, text: str) -> str:
        """The text itself."""
        return text

    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field | None:
        """A plain text box."""
        return super().formfield(*args, **{"form_class": forms.CharField, "max_length": self.max_length, **kwargs})


class EncryptedJSONField(SealedField):
    """Lists, dictionaries, numbers and texts that only the key file opens. Raises TypeError for what JSON cannot hold."""

    def packed(self, value: Any) -> str:
        """Compact JSON."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def unpacked(self, text: str) -> Any:
        """What the JSON says."""
        return json.loads(text)

    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field | None:
        """A box for JSON."""
        return super().formfield(*args, **{"form_class": forms.JSONField, **kwargs})
