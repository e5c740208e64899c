"""Why seats of a shift stay open, in numbers."""

from dataclasses import dataclass

from wucai.planning.rostering import explain


@dataclass(frozen=True)
class Shortfall:
    """Why a shift has open seats: how many people are left after each stage of the funnel, and what would help, the smallest first.

    `elsewhere`: how many more could, if they gave up one other proposed seat. `changes`: code, for how many people, how much.
    """

    shift_id: int
    open_seats: int
    funnel: tuple[tuple[str, int], ...]
    elsewhere: int
    changes: tuple[tuple[str, int, int], ...]


def shortfall(found: explain.Shortfall) -> Shortfall:
    """As it is kept."""
    return Shortfall(
        shift_id=int(found.shift),
        open_seats=found.open_seats,
        funnel=tuple((stage.code, stage.volunteers) for stage in found.funnel),
        elsewhere=found.elsewhere,
        changes=tuple((change.code, change.volunteers, change.amount) for change in found.changes),
    )
