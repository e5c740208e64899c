"""One shift with open seats: why, what would help, whom to ask, what they answered; and why not somebody."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.core.htmx import wants_fragment
from wucai.people.models import Person
from wucai.volunteering import access, planner
from wucai.volunteering.actions import calls
from wucai.volunteering.choices import Hold
from wucai.volunteering.forms.calls import AskForm, WhoForm
from wucai.volunteering.models import Shift
from wucai.volunteering.queries import claims, gap_lines, reasons, serving

# So many people stand on the page unless more seats are open, or more people are wanted.
_A_FEW = 3
# So many people of one name are told.
_NAMESAKES = 9


@logged_in
@never_cache
@require_safe
def show_gap(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Why, whom to ask, who was asked. The fragment is asked for while somebody has yet to answer."""
    shift = access.shift_staffed_by(request.user, shift_id)
    if wants_fragment(request):
        return render(request, "volunteering/_gap_calls.html", _calls(shift))
    return _gap(request, shift)


@logged_in
@require_POST
def ask_several(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Ask those who are ticked, all at once; each who cannot be asked is named with the reason."""
    shift = access.shift_staffed_by(request.user, shift_id)
    numbers = request.POST.getlist("who")[: calls.MOST_AT_ONCE + 1]
    form = AskForm(request.POST, people=access.people_staffed_by(request.user, numbers))
    if not form.is_valid():
        return _gap(request, shift, form, status=422)
    called = calls.ask_several(shift, form.cleaned_data["who"], by=access.volunteer(request.user), now=clock.now())
    if not called.signups:
        form.add_error("who", [reasons.refused(person, reason) for person, reason in called.refused])
        return _gap(request, shift, form, status=409)
    _tell(request, called)
    return redirect("volunteering:gap", shift.pk)


@logged_in
@require_POST
def ask(request: HttpRequest, shift_id: int, number: str) -> HttpResponse:
    """Ask somebody to fill the gap: a seat is kept until they answer."""
    shift = access.shift_staffed_by(request.user, shift_id)
    enrolment = access.enrolment_staffed_by(request.user, number)
    calls.ask(shift, enrolment.person, by=access.volunteer(request.user), now=clock.now())
    messages.success(
        request,
        _("Asked. A seat is kept until the answer comes; you can take the question back until then, and for ten minutes after a yes."),
    )
    return redirect("volunteering:gap", shift.pk)


@logged_in
@require_POST
def take_back(request: HttpRequest, signup_id: int) -> HttpResponse:
    """Take a question back: before it is answered, or soon after a yes."""
    signup = access.seat_staffed_by(request.user, signup_id)
    undone = calls.take_back(signup, by=access.volunteer(request.user), now=clock.now())
    kept = _("The question was taken back, and the seat is free again.") if undone.hold == Hold.KEPT else _("The question was taken back.")
    told = _("Undone: the seat is free again, and a message tells the volunteer that they need not come.")
    messages.success(request, told if undone.accepted_at else kept)
    return redirect("volunteering:gap", signup.shift_id)


@logged_in
@never_cache
@require_safe
def show_why_not(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Why somebody, told by name or number, is not on the list of those to be asked."""
    shift = gap_lines.gap_of(access.shift_staffed_by(request.user, shift_id)).shift
    form = WhoForm(request.GET if "who" in request.GET else None)
    found: list[Person] = []
    if form.is_valid():
        found = [each.person for each in serving.people_serving(shift.post.site.edition, name=form.cleaned_data["who"])[: _NAMESAKES + 1]]
        if not found:
            form.add_error(
                "who", _("Nobody who serves in this edition has this name or number. Write it as it stands on the list of people.")
            )
    told = {"shift": shift, "form": form, "found": found[:_NAMESAKES], "has_more": len(found) > _NAMESAKES}
    told |= _standpoint(found[0], shift) if len(found) == 1 else {}
    return render(request, "volunteering/why_not.html", told, status=422 if form.errors else 200)


def _gap(request: HttpRequest, shift: Shift, form: AskForm | None = None, *, status: int = 200) -> HttpResponse:
    """The page; a form that was refused is told above the candidates."""
    told = _calls(shift)
    line, now = told["line"], told["now"]
    count = calls.MOST_AT_ONCE if "more" in request.GET or form else min(max(_A_FEW, line.open_seats), calls.MOST_AT_ONCE)
    story = planner.explain_gap(line.shift, now=now, count=count) if line.open_seats and shift.starts_at > now else None
    told |= {"crew": gap_lines.crew(shift), "form": form}
    if story and story.shortfall:
        told |= _told(story, max(0, line.open_seats - line.called), told)
        told["has_more"] = len(story.candidates) == count < calls.MOST_AT_ONCE
    return render(request, "volunteering/gap.html", told, status=status)


def _calls(shift: Shift) -> dict[str, Any]:
    """How the shift stands, and what became of the questions."""
    line, called = gap_lines.gap_of(shift), gap_lines.called(shift)
    return {"line": line, "shift": line.shift, "calls": called, "waiting": any(each.is_asked for each in called), "now": clock.now()}


def _told(story: planner.GapStory, ticked: int, page: dict[str, Any]) -> dict[str, Any]:
    """Why, what would help, and whom to ask, in sentences; so many are ticked, or who was ticked before."""
    lacking, form = story.shortfall, page["form"]
    assert lacking is not None  # only where seats are open is there a story
    before = form.data.getlist("who") if form else [each.person.number for each in story.candidates[:ticked]]
    return {
        "funnel": reasons.funnel(lacking.funnel),
        "help": reasons.help_from(lacking.changes, lacking.elsewhere, story.nearest),
        "price": story.price,
        "chain": story.chain,
        "candidates": [
            (each, reasons.asked_before(each.asked, now=page["now"]), reasons.sentences(each.reasons), each.person.number in before)
            for each in story.candidates
        ],
    }


def _standpoint(person: Person, shift: Shift) -> dict[str, Any]:
    """How the person stands to the shift, and whether they may be asked."""
    now = clock.now()
    stands = planner.explain_person(person, shift, now=now)
    if stands is None:
        return {"person": person}
    may_be_asked = shift.seats_left > 0 and not claims.why_not_called([person], shift, now=now)
    return {
        "person": person,
        "stands": stands,
        "sentence": reasons.stands(stands.code),
        "barriers": reasons.barriers(stands.barriers),
        "asked": reasons.asked_before(stands.asked, now=now),
        "reasons": reasons.sentences(stands.reasons),
        "may_be_asked": may_be_asked,
    }


def _tell(request: HttpRequest, called: calls.Called) -> None:
    count = len(called.signups)
    if called.keeps_seats:
        told = ngettext(
            "%(count)d person was asked. A seat is kept for them.", "%(count)d people were asked. A seat is kept for each.", count
        )
    else:
        told = ngettext(
            "%(count)d person was asked. No seat is kept: whoever says yes first has it.",
            "%(count)d people were asked. No seat is kept: whoever says yes first has it.",
            count,
        )
    messages.success(request, told % {"count": count})
    for person, reason in called.refused:
        messages.warning(request, reasons.refused(person, reason))
