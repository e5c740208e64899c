"""Rows of the ground."""

from wucai.core.models.clock import ClockOffset
from wucai.core.models.files import StoredFile
from wucai.core.models.imports import SheetImport, StagedRow
from wucai.core.models.jobs import Job, Parcel
from wucai.core.models.search import SearchEntry
from wucai.core.models.trace import TraceHead, TraceLine

__all__ = ["ClockOffset", "Job", "Parcel", "SearchEntry", "SheetImport", "StagedRow", "StoredFile", "TraceHead", "TraceLine"]
