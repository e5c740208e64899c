"""Long work of this room, done by the worker."""

from typing import Any

from wucai.core import clock
from wucai.core.jobs import JobRun, Lost, job
from wucai.volunteering import planner
from wucai.volunteering.actions import rosters
from wucai.volunteering.choices import RosterState
from wucai.volunteering.queries.rosters import roster_numbered


@job("volunteering.solve_roster")
def solve_roster(run: JobRun, roster_id: int) -> dict[str, Any]:
    """Work a roster out and keep the best that is found, also when it is asked to stop. A killed worker's successor begins anew: nothing
    is written before the end.
    """
    roster = roster_numbered(roster_id)
    if roster.state != RosterState.SOLVING:
        return {}

    def heard(done: int, phase: str) -> bool:
        run.progress(done, len(planner.PHASES), phase)
        return run.stopping

    try:
        proposal = planner.propose_roster(
            roster.edition, first_on=roster.first_on, last_on=roster.last_on, now=clock.now(), seed=roster.seed, listen=heard
        )
        rosters.keep_proposal(roster, proposal, hold=run.hold)
    except Lost:
        raise
    except Exception:
        rosters.fail(roster)
        raise
    return {"placements": len(proposal.placements), "unfilled": proposal.unfilled, "seconds": round(proposal.seconds, 2)}
