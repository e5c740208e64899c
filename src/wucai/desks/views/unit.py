"""The home of a unit's liaison: what the unit needs and shares, what waits for its answer, who took what it offered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.core.refusals import Refused
from wucai.desks import access, exports
from wucai.desks.forms.unit import ItemForm, NeedForm, ResourceForm
from wucai.desks.queries.unit import unit_home
from wucai.desks.views.lists import download
from wucai.exchange import queries as exchange
from wucai.exchange.actions import matches, needs, resources
from wucai.people import access as people_access
from wucai.people import queries as people


@dataclass(frozen=True)
class Noun:
    """A list on which a unit writes by hand: its form, its verbs and the way to its own lines."""

    form: type[ItemForm]
    add: Callable[..., Any]
    change: Callable[..., Any]
    withdraw: Callable[..., Any]
    own: Callable[..., Any]


_NOUNS = {
    "needs": Noun(NeedForm, needs.raise_need, needs.change_need, needs.withdraw_need, access.own_need),
    "resources": Noun(ResourceForm, resources.offer, resources.change_resource, resources.withdraw_resource, access.own_resource),
}


@logged_in
@never_cache
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The unit for which I speak, or a choice of several."""
    mine = people.liaison_units(people_access.person(request.user))
    return redirect("desks:unit", slug=mine[0].slug) if len(mine) == 1 else render(request, "desks/units.html", {"units": mine})


@logged_in
@never_cache
@require_safe
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """The unit's home."""
    person, edition, organisation = access.liaison(request.user, slug)
    told = {"home": unit_home(organisation, edition), "edition": edition, "organisation": organisation}
    return render(request, "desks/unit.html", {**told, "unseen": people.unseen_count(person)})


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Write down one need or one resource by hand; it is submitted."""
    person, edition, organisation = access.liaison(request.user, slug)
    noun = noun_called(kind)
    form = noun.form(edition, request.POST if request.method == "POST" else None)
    if form.is_valid() and is_done(form, lambda: noun.add(edition, organisation, by=person, now=clock.now(), **form.told())):
        messages.success(request, _("Submitted. The coordinator verifies it and puts it on the list."))
        return redirect("desks:unit", slug=slug)
    told = {"form": form, "organisation": organisation, "kind": kind, "item": None}
    return render(request, "desks/unit_item.html", told, status=422 if form.is_bound else 200)


@logged_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, slug: str, kind: str, code: str) -> HttpResponse:
    """One of the unit's lines: change it, or take it back."""
    person, edition, organisation = access.liaison(request.user, slug)
    noun = noun_called(kind)
    line = noun.own(request.user, slug, code)
    form = noun.form(edition, request.POST if request.method == "POST" else None, item=line)
    if form.is_valid() and is_done(form, lambda: noun.change(line, by=person, **form.told())):
        messages.success(request, _("Changed."))
        return redirect("desks:unit", slug=slug)
    told = {"form": form, "organisation": organisation, "kind": kind, "item": line}
    return render(request, "desks/unit_item.html", told, status=422 if form.is_bound else 200)


@logged_in
@require_POST
def withdraw(request: HttpRequest, slug: str, kind: str, code: str) -> HttpResponse:
    """Take one of the unit's lines back."""
    noun = noun_called(kind)
    noun.withdraw(noun.own(request.user, slug, code), by=people_access.person(request.user), now=clock.now())
    messages.success(request, _("Taken back."))
    return redirect("desks:unit", slug=slug)


@logged_in
@require_POST
def accept(request: HttpRequest, slug: str, match_id: int) -> HttpResponse:
    """Say yes to a proposed match, for the side on which the unit stands."""
    match = access.own_match(request.user, slug, match_id)
    side = exchange.answers_for(match, people_access.unit_of(request.user, slug))
    answered = matches.accept(match, side or "", by=people_access.person(request.user), now=clock.now())
    both = answered.need_accepted_at and answered.resource_accepted_at
    messages.success(
        request, _("Both sides have said yes: the match stands.") if both else _("Your yes is noted; the other side is asked too.")
    )
    return redirect("desks:unit", slug=slug)


@logged_in
@require_POST
def decline(request: HttpRequest, slug: str, match_id: int) -> HttpResponse:
    """Say no to a proposed match; the pair is not proposed again."""
    match = access.own_match(request.user, slug, match_id)
    side = exchange.answers_for(match, people_access.unit_of(request.user, slug))
    matches.decline(match, by=people_access.person(request.user), now=clock.now(), side=side)
    messages.success(request, _("Declined. It is not proposed again."))
    return redirect("desks:unit", slug=slug)


@logged_in
@never_cache
@require_safe
def example(request: HttpRequest, slug: str) -> HttpResponseBase:
    """In the demo: a list of resources with two mistakes in it, to try what happens."""
    _person, edition, organisation = access.liaison(request.user, slug)
    return download(exports.example_workbook(organisation, edition), "example.xlsx")


def noun_called(kind: str) -> Noun:
    """The list of this name; Http404 where there is none."""
    if kind not in _NOUNS:
        raise Http404
    return _NOUNS[kind]


def is_done(form: ItemForm, verb: Callable[[], Any]) -> bool:
    """Whether the verb was done; what it refuses is told above the form."""
    try:
        verb()
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    return True
