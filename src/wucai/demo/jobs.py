"""What the people of the demo do by themselves, done by the worker."""

from typing import Any

from wucai.core import clock
from wucai.core.jobs import JobRun, job
from wucai.core.refusals import Refused
from wucai.demo.personas import is_played
from wucai.volunteering.actions import signups
from wucai.volunteering.queries.rosters import signup_numbered


@job("demo.answer")
def answer(run: JobRun, signup_id: int) -> dict[str, Any]:
    """Somebody who was asked to fill a gap answers: two of three say yes. Whom a visitor of the demo plays, answers by hand."""
    signup = signup_numbered(signup_id)
    if signup is None or not signup.is_asked or is_played(signup.person):
        return {"answer": None}
    says_yes = signup.person_id % 3 != 0
    try:
        (signups.accept_seat if says_yes else signups.decline_seat)(signup, by=signup.person, now=clock.now())
    except Refused as refused:
        # The question was taken back, or the shift began, between the look and the answer: there is nothing left to say.
        return {"answer": None, "refusal": refused.reason.value}
    return {"answer": "yes" if says_yes else "no"}
