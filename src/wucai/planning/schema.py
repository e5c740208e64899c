"""JSON Schemas (draft 2020-12) of the files, made from the same dataclasses that read and write them."""

from __future__ import annotations

from typing import Any

from wucai.planning.records import Record
from wucai.planning.shapes import Schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def document(record: Record[Any], title: str) -> Schema:
    """The schema of a file that holds such a record; what it needs stands under `$defs`."""
    defined: dict[str, Schema] = {}
    reference = record.schema(defined)
    return {"$schema": DRAFT, "title": title, **reference, "$defs": defined}
