"""The pages of volunteering again, in JSON."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest
from ninja import Header, Router, Schema, Status
from ninja.security import django_auth

from wucai.core import clock
from wucai.volunteering import access, queries
from wucai.volunteering.actions import attendance, signups
from wucai.volunteering.models import Attendance, Certificate, HoursEntry, Signup

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


class CodeIn(Schema):
    """What the station's screen shows."""

    code: str


class AttendanceOut(Schema):
    """That you came to a shift, and when you went."""

    id: int
    signup_id: int
    checked_in_at: datetime
    checked_out_at: datetime | None


class HoursOut(Schema):
    """Minutes that you served on a shift: to_confirm, confirmed or void."""

    id: int
    shift_id: int
    kind: str
    state: str
    minutes: int


class CertificateOut(Schema):
    """Whether a certificate stands, and of what; nothing about the person."""

    number: str
    edition: str
    minutes: int
    first_on: date
    last_on: date
    issued_at: datetime
    stands: bool

    @staticmethod
    def resolve_edition(certificate: Certificate) -> str:
        """The edition's slug."""
        return certificate.edition.slug


@router.post("/attendances", response={201: AttendanceOut}, auth=django_auth, operation_id="check_in")
def check_in(request: HttpRequest, told: CodeIn) -> Status[Attendance]:
    """Check in on today's shift by the code on the station's screen. The server's clock decides."""
    return Status(201, attendance.check_in(access.volunteer(request.user), told.code, now=clock.now()))


@router.post("/attendances/{attendance_id}/end", response=HoursOut, auth=django_auth, operation_id="check_out")
def check_out(request: HttpRequest, attendance_id: int) -> HoursEntry:
    """Check out. Saying it again changes nothing."""
    here = access.attendance_of(request.user, attendance_id)
    return attendance.check_out(here, by=access.volunteer(request.user), now=clock.now())


@router.get("/hours", response=list[HoursOut], auth=django_auth, operation_id="list_hours")
def list_hours(request: HttpRequest) -> list[HoursEntry]:
    """What you served, the last first."""
    return queries.hours_of(access.volunteer(request.user), now=clock.now()).entries


@router.get("/certificates/{number}", response=CertificateOut, operation_id="verify_certificate")
def verify_certificate(request: HttpRequest, number: str) -> Certificate:
    """Whether a certificate is genuine, for anybody; 404 for a number that was never given."""
    certificate = queries.numbered(number, asker=get_adapter(request).get_client_ip(request))
    if certificate is None:
        raise Http404
    return certificate
