"""Documents of places."""

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from wucai.core import documents, qr
from wucai.places.models import Site


def poster(site: Site) -> bytes:
    """The station's poster as PDF: one A4 page in Chinese with English below, and a code that leads to the station's page.

    The code's address has no language in it, so each reader's phone gets the language it asks for. Raises documents.DocumentRefused.
    """
    page = reverse("places:station", kwargs={"slug": site.slug}).removeprefix(get_script_prefix().rstrip("/"))
    address = settings.WUCAI_ORIGIN + page
    with translation.override("zh-hans"):
        chinese = {"name": site.name, "feature": site.feature, "address": site.address, **_words(site.edition.name, site.number)}
        alt = _("QR code that opens %(address)s") % {"address": address}
        title = _("Poster of the station %(name)s") % {"name": site.name}
    with translation.override("en"):
        english = {"name": site.name_en, "feature": site.feature_en, "address": site.address_en}
        english |= _words(site.edition.name_en, site.number)
    code = qr.svg(address, title=alt, error="q")
    told = {"title": title, "zh": chinese, "en": english, "code": code, "alt": alt, "url": address.split("://", 1)[-1]}
    return documents.pdf("places/poster.typ", told)


def _words(edition: str, number: int | None) -> dict[str, str]:
    """What is written on every poster, in the language in force."""
    return {
        "edition": edition,
        "number": _("Station %(number)s") % {"number": number} if number is not None else "",
        "scan": _("Scan: what this station offers, how to get here, when you can help"),
        "hotline": _("Service line %(number)s") % {"number": settings.WUCAI_HOTLINE},
    }
