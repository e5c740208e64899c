"""What speaks for a volunteer on a shift."""

from __future__ import annotations

import math
from collections.abc import Iterable

from wucai.planning.rostering.explain.facts import Reason
from wucai.planning.rostering.problem import Shift, Volunteer

EARTH_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""


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
    kilometres = _kilometres(volunteer, shift)
    if kilometres is not None:
        yield Reason("distance", {"metres": round(1000 * kilometres)})
    yield Reason("only_shift", {}) if shifts == 1 else Reason("load", {"shifts": shifts, "of": volunteer.max_shifts})


def _is_qualified(volunteer: Volunteer, qualification: str, at: int) -> bool:
    if qualification not in volunteer.qualifications:
        return False
    until = volunteer.qualifications[qualification]
    return until is None or until >= at


def _kilometres(volunteer: Volunteer, shift: Shift) -> float | None:
    """The great circle by the haversine formula (R. W. Sinnott, 1984); None when an end is not known."""
    if volunteer.home is None or shift.place is None:
        return None
    north, east, to_north, to_east = (math.radians(part / 1e6) for part in (*volunteer.home, *shift.place))
    half = math.sin((to_north - north) / 2) ** 2 + math.cos(north) * math.cos(to_north) * math.sin((to_east - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
