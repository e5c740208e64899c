"""The pages of volunteering again, in JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Header, Router, Schema, Status
from ninja.security import django_auth

from wucai.core import clock
from wucai.volunteering import access, queries
from wucai.volunteering.actions import signups
from wucai.volunteering.models import Signup

router = Router(tags=["volunteering"])


class SignupOut(Schema):
    """A seat on a shift."""

    id: int
    key: UUID
    shift_id: int
    created_at: datetime
    withdrawn_at: datetime | None


@router.get("/signups", response=list[SignupOut], auth=django_auth, operation_id="list_signups")
def list_signups(request: HttpRequest) -> list[Signup]:
    """The seats that you hold, the next first."""
    return queries.seats_of(access.volunteer(request.user))


@router.post("/shifts/{shift_id}/signups", response={201: SignupOut}, auth=django_auth, operation_id="sign_up")
def sign_up(request: HttpRequest, shift_id: int, idempotency_key: Annotated[UUID, Header()]) -> Status[Signup]:
    """Take a seat on a shift. Make a new UUID for each wish and send it again with each repeat: a repeat gets the first answer."""
    shift = access.shift_open_to(request.user, shift_id)
    return Status(201, signups.sign_up(access.volunteer(request.user), shift, key=idempotency_key, now=clock.now()))


@router.get("/signups/{signup_id}", response=SignupOut, auth=django_auth, operation_id="show_signup")
def show_signup(request: HttpRequest, signup_id: int) -> Signup:
    """One of your sign-ups, standing or withdrawn."""
    return access.signup_of(request.user, signup_id)


@router.delete("/signups/{signup_id}", response=SignupOut, auth=django_auth, operation_id="withdraw")
def withdraw(request: HttpRequest, signup_id: int) -> Signup:
    """Give a seat back. Saying it again changes nothing."""
    signup = access.signup_of(request.user, signup_id)
    return signups.withdraw(signup, by=signup.person, now=clock.now())
