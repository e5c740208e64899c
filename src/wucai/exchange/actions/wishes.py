"""What makes a form that is sent twice one row: the key that was made when it was drawn, unique in the database."""

from typing import Any, TypeVar
from uuid import UUID

from wucai.core.refusals import KeyReused
from wucai.exchange.choices import Refusal
from wucai.exchange.models import Matter, Need, Project, Resource

Row = TypeVar("Row", Need, Resource, Project, Matter)


def answered(model: type[Row], key: UUID | None, **told: Any) -> Row | None:
    """What this wish brought before, or None for a new one. Raises KeyReused where the key brought something else than what is told."""
    there: Row | None = model._default_manager.filter(key=key).first() if key else None
    if there is not None and any(getattr(there, name) != value for name, value in told.items()):
        raise KeyReused(Refusal.KEY_REUSED)
    return there
