"""The interface for machines: the same access and the same actions as the pages; answers and errors in JSON."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from wucai import __version__
from wucai.core.problems import problem
from wucai.core.refusals import Refused
from wucai.exchange.api import router as exchange
from wucai.people.api import router as people
from wucai.volunteering.api import router as volunteering

api = NinjaAPI(title="Wucai", version=__version__, urls_namespace="api")
api.add_router("", people)
api.add_router("", exchange)
api.add_router("", volunteering)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal with its reason."""
    return problem(refusal.status, title="Refused", detail=refusal.sentence, reason=refusal.reason.value)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent cannot be read: each field with what is wrong."""
    fields = {".".join(str(part) for part in each["loc"][1:]): each["msg"] for each in error.errors}
    return problem(422, title="Not valid", detail="Some fields cannot be used; see fields.", fields=fields)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """What is not there and what is not yours look the same."""
    return problem(404, title="Not found", detail="There is nothing here that you may see.")


@api.exception_handler(AuthenticationError)
def not_logged_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Log in first."""
    return problem(401, title="Not logged in", detail="Log in first; the session cookie and the CSRF token are asked for.")


@api.exception_handler(HttpError)
def failed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Anything that the interface refuses by itself, such as a missing CSRF token."""
    return problem(error.status_code, title="Refused", detail=str(error))
