"""The views that the house is compared with, and the control that must oversell."""

from datetime import UTC, datetime
from pathlib import Path

from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.reference.models import Claim, NaiveClaim, Shift
from wucai import environment


class Full(Exception):
    """No seat is left; raised inside the transaction so that the claim's row goes."""


def claim(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Insert, then conditional update, in one transaction by the ORM. A repeated key gets its first answer."""
    key, person_id = request.POST["key"], int(request.POST["person"])
    try:
        with transaction.atomic():
            Claim.objects.create(key=key, person_id=person_id, shift_id=shift_id, created_at=datetime.now(UTC))
            if not Shift.objects.filter(pk=shift_id, taken__lt=F("seats")).update(taken=F("taken") + 1):
                raise Full
    except Full:
        return HttpResponse("full", status=409)
    except IntegrityError:
        if not Claim.objects.filter(key=key, person_id=person_id, shift_id=shift_id).exists():
            return HttpResponse("another wish", status=409)
    return HttpResponse("taken")


def naive(request: HttpRequest, shift_id: int) -> HttpResponse:
    """The control: count, compare, insert. It oversells under any real rush; a run in which it does not shows nothing."""
    shift = Shift.objects.get(pk=shift_id)
    if NaiveClaim.objects.filter(shift=shift).count() >= shift.seats:
        return HttpResponse("full", status=409)
    NaiveClaim.objects.create(key=request.POST["key"], person_id=int(request.POST["person"]), shift=shift)
    return HttpResponse("taken")


def page(request: HttpRequest) -> HttpResponse:
    """A cached page and nothing else: the bytes that the house sends, from this process's memory."""
    kept = cache.get("page")
    if kept is None:
        kept = Path(environment.text("REFERENCE_PAGE", "")).read_bytes()
        cache.set("page", kept, 3600)
    return HttpResponse(kept)


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the database can be reached."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok")


urlpatterns = [
    path("shifts/<int:shift_id>/join", claim),
    path("naive/<int:shift_id>/join", naive),
    path("page", page),
    path("healthz", healthz),
]
