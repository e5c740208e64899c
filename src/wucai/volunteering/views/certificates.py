"""Certificates: one's own, and the public check of a number."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wucai.core import clock
from wucai.core.access import logged_in
from wucai.volunteering import access, exports, queries
from wucai.volunteering.actions import certificates
from wucai.volunteering.forms.attendance import IssueForm, NumberForm


@never_cache
@logged_in
@require_http_methods(["GET", "HEAD", "POST"])
def my_certificates(request: HttpRequest) -> HttpResponse:
    """What was certified to me, and asking for it."""
    person = access.volunteer(request.user)
    form = IssueForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        edition = access.edition_served_by(request.user, form.cleaned_data["edition"])
        certificates.issue(person, edition, by=person, now=clock.now())
        return redirect("volunteering:my_certificates")
    told = {"form": form, "editions": queries.certifiable(person), "certificates": queries.certificates_of(person)}
    return render(request, "volunteering/my_certificates.html", told, status=422 if form.is_bound else 200)


@never_cache
@logged_in
@require_safe
def certificate_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate as PDF, in the language of the page."""
    certificate = access.certificate_of(request.user, number)
    headers = {"Content-Disposition": f'inline; filename="{certificate.number}.pdf"'}
    return HttpResponse(exports.certificate_pdf(certificate), content_type="application/pdf", headers=headers)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Type a number; the answer has an address of its own."""
    form = NumberForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        return redirect("volunteering:verify_number", number=form.cleaned_data["number"])
    return render(request, "volunteering/verify.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_safe
def verify_number(request: HttpRequest, number: str) -> HttpResponse:
    """Whether the number is genuine, and of what; nothing about the person."""
    certificate = queries.numbered(number, asker=get_adapter(request).get_client_ip(request))
    told = {"form": NumberForm(), "certificate": certificate, "number": queries.normal_number(number), "is_answer": True}
    told |= {"ending": queries.ending(certificate) if certificate else ""}
    return render(request, "volunteering/verify.html", told, status=200 if certificate else 404)
