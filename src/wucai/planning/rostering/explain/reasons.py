"""What speaks for a volunteer on a shift."""

from __future__ import annotations

from collections.abc import Iterable

from wucai.planning.distances import kilometres
from wucai.planning.rostering.explain.facts import Reason
from wucai.planning.rostering.problem import Shift, Volunteer


def reasons(volunteer: Volunteer, shift: Shift, shifts: int) -> Iterable[Reason]:
    """What speaks for the volunteer on the shift, when they hold so many in all."""
    if shift.qualification is not None and _is_qualified(volunteer, shift.qualification, shift.ends):
        yield Reason("qualification", {"qualification": shift.qualification})
    if shift.language is not None and shift.language in volunteer.languages:
        yield Reason("language", {"language": shift.language})
    if not volunteer.colours:
        yield Reason("any_colour", {"colour": shift.colour})
    elif shift.colour in volunteer.colours:
        yield Reason("wished_colour", {"colour": shift.colour, "rank": volunteer.colours.index(shift.colour) + 1})
    else:
        yield Reason("other_colour", {"colour": shift.colour})
    if volunteer.home is not None and shift.place is not None:
        yield Reason("distance", {"metres": round(1000 * kilometres(volunteer.home, shift.place))})
    yield Reason("only_shift", {}) if shifts == 1 else Reason("load", {"shifts": shifts, "of": volunteer.max_shifts})


def _is_qualified(volunteer: Volunteer, qualification: str, at: int) -> bool:
    if qualification not in volunteer.qualifications:
        return False
    until = volunteer.qualifications[qualification]
    return until is None or until >= at
