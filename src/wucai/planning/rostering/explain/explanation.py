"""Problem and roster read once, to be asked often.

Importing this loads neither numpy nor the tables of the rostering: a process that only shows reasons goes without them.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from wucai.planning.rostering.explain.facts import Barriers, Candidate, Reason, Shortfall, WhyNot
from wucai.planning.rostering.explain.reasons import reasons
from wucai.planning.rostering.problem import Problem
from wucai.planning.rostering.solution import Placement, Roster

if TYPE_CHECKING:
    from wucai.planning.rostering.explain.answers import Answers


def why(problem: Problem, roster: Roster, placement: Placement) -> tuple[Reason, ...]:
    """What speaks for a placement of the roster. For many placements make one `Explanation` and ask that."""
    return Explanation(problem, roster).why(placement)


def remainder(problem: Problem, roster: Roster) -> tuple[Shortfall, ...]:
    """Why seats are open, shift by shift."""
    return Explanation(problem, roster).remainder()


def candidates(problem: Problem, roster: Roster, shift_id: str, count: int) -> tuple[Candidate, ...]:
    """Whom to ask for a seat on the shift: the best so many, none when it has no open seat. KeyError for a shift that is not there."""
    return Explanation(problem, roster).candidates(shift_id, count)


def why_not(problem: Problem, roster: Roster, volunteer_id: str, shift_id: str | None = None) -> WhyNot:
    """Why somebody does not serve on this shift, or on any or more. KeyError for a volunteer or shift that is not there."""
    return Explanation(problem, roster).why_not(volunteer_id, shift_id)


class Explanation:
    """Problem and roster read once, to be asked often."""

    def __init__(self, problem: Problem, roster: Roster) -> None:
        """Placements of strangers are left out."""
        self._problem, self._roster = problem, roster
        self._volunteers = {each.id: each for each in problem.volunteers}
        self._shifts = {each.id: each for each in problem.shifts}
        self._pins = {(pin.volunteer, pin.shift) for pin in problem.pins}
        known = (each for each in dict.fromkeys(roster.placements) if each.shift in self._shifts)
        self._loads = Counter(each.volunteer for each in known)

    def why(self, placement: Placement) -> tuple[Reason, ...]:
        """As the function of this name."""
        volunteer, shift = self._volunteers[placement.volunteer], self._shifts[placement.shift]
        pinned = [Reason("pinned", {})] if (volunteer.id, shift.id) in self._pins else []
        return (*pinned, *reasons(volunteer, shift, self._loads[volunteer.id]))

    def remainder(self) -> tuple[Shortfall, ...]:
        """As the function of this name."""
        return self._answers.remainder()

    def shortfall(self, shift_id: str) -> Shortfall | None:
        """Why this shift has open seats; None when it has none. KeyError for a shift that is not there."""
        return self._answers.shortfall(shift_id)

    def candidates(self, shift_id: str, count: int) -> tuple[Candidate, ...]:
        """As the function of this name."""
        found = self._answers.candidates(shift_id, count)
        shift = self._shifts[shift_id]
        return tuple(Candidate(who, points, load, tuple(reasons(self._volunteers[who], shift, load + 1))) for points, load, who in found)

    def barriers(self, volunteer_id: str, shift_id: str) -> Barriers:
        """What keeps the volunteer from the shift beside what they hold; empty when they could take it. Seats are not asked for.

        available, hours: minutes by which one window, or the hours of the day, are too short (0 where no window touches the shift) ·
        qualified · language · overlap · rest, way: minutes that lack · days (in a row) · day_shifts · shifts · minutes · day_minutes ·
        week_minutes: how many too many · group: how many others would have to come with them.
        """
        return self._answers.barriers(volunteer_id, shift_id)

    def why_not(self, volunteer_id: str, shift_id: str | None = None) -> WhyNot:
        """As the function of this name."""
        return self._answers.why_not(volunteer_id, shift_id)

    @cached_property
    def _answers(self) -> Answers:
        from wucai.planning.rostering.explain.answers import Answers  # numpy costs 16 MB: who asks only why somebody serves goes without

        return Answers(self._problem, self._roster)
