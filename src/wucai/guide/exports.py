"""Documents of the guide."""

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from wucai.core import documents, qr
from wucai.guide.models import Code


def poster(code: Code) -> bytes:
    """The poster of a story as PDF: one A4 page in Chinese with English below, and a code that leads to the story at this site.

    The code's address has no language in it, so each reader's phone gets the language it asks for. Raises documents.DocumentRefused.
    """
    page = reverse("guide:code", kwargs={"slug": code.slug}).removeprefix(get_script_prefix().rstrip("/"))
    address = settings.WUCAI_ORIGIN + page
    with translation.override("zh-hans"):
        chinese = {"edition": code.story.edition.name, "title": code.story.title, "site": code.site.name, **_words()}
        alt = _("QR code that opens %(address)s") % {"address": address}
        title = _("Poster of the story %(title)s") % {"title": code.story.title}
    with translation.override("en"):
        english = {"edition": code.story.edition.name_en, "title": code.story.title_en, "site": code.site.name_en, **_words()}
    told = {"title": title, "zh": chinese, "en": english, "alt": alt, "url": address.split("://", 1)[-1]}
    demo = _("Demo data") if code.story.is_demo else ""
    return documents.pdf("guide/poster.typ", told | {"code": qr.svg(address, title=alt, error="q"), "demo": demo})


def _words() -> dict[str, str]:
    """What is written on every poster, in the language in force."""
    return {
        "scan": _("Scan: a story for two minutes, and the nearest station that is open"),
        "hotline": _("Service line %(number)s") % {"number": settings.WUCAI_HOTLINE},
    }
