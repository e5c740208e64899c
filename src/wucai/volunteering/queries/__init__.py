"""Reads with a name, by noun: seats here, the rest by their modules."""

from wucai.volunteering.queries.seats import (
    ShiftLine,
    forget_full,
    full_row,
    is_answered,
    is_known_full,
    keep_full_row,
    line_afresh,
    lines,
    next_shifts,
    remember_full,
    replayed,
    seats_of,
    seats_taken,
    shifts_at,
    why_refused,
)

__all__ = [
    "ShiftLine",
    "forget_full",
    "full_row",
    "is_answered",
    "is_known_full",
    "keep_full_row",
    "line_afresh",
    "lines",
    "next_shifts",
    "remember_full",
    "replayed",
    "seats_of",
    "seats_taken",
    "shifts_at",
    "why_refused",
]
