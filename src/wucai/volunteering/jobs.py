"""Long work of this room, done by the worker."""

from typing import Any

from wucai.core import clock
from wucai.core.jobs import JobRun, Lost, job
from wucai.volunteering import planner
from wucai.volunteering.actions import rosters
from wucai.volunteering.choices import RosterState
from wucai.volunteering.models import Roster
from wucai.volunteering.planner import Pairs, Proposal, Standing
from wucai.volunteering.queries.rosters import roster_numbered


@job("volunteering.solve_roster")
def solve_roster(run: JobRun, roster_id: int) -> dict[str, Any]:
    """Work a roster out and keep the best that is found, also when it is asked to stop.

    The best so far is written down on the way: a killed worker's successor begins with it, in what is left of the time.
    """
    roster = roster_numbered(roster_id)
    if roster.state != RosterState.SOLVING:
        return {}
    try:
        proposal = _worked_out(run, roster)
        rosters.keep_proposal(roster, proposal, hold=run.hold)
    except Lost:
        raise
    except Exception:
        rosters.fail(roster)
        raise
    return {"placements": len(proposal.placements), "unfilled": proposal.unfilled, "seconds": round(proposal.seconds, 2)}


def _worked_out(run: JobRun, roster: Roster) -> Proposal:
    def heard(at: Standing) -> bool:
        told = rosters.tell_standing(roster, at, hold=lambda: run.progress(at.done, len(planner.PHASES), at.phase))
        return run.stopping or not told

    def kept(pairs: Pairs, at: Standing) -> bool:
        return not rosters.keep_best(roster, pairs, at, hold=run.hold) or run.stopping

    spent = roster.seconds or 0.0
    return planner.propose_roster(
        roster.edition,
        first_on=roster.first_on,
        last_on=roster.last_on,
        now=clock.now(),
        seed=roster.seed,
        seconds=max(planner.SECONDS, roster.seconds_allowed - spent),
        may_move=roster.may_move,
        start=[(person, shift) for person, shift in (roster.best or {}).get("pairs", [])],
        spent=spent,
        listen=heard,
        keep=kept,
    )
