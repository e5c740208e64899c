"""The table of contents of the house."""

from django.urls import include, path

from wucai.api import api
from wucai.core import pages

urlpatterns = [
    path("healthz", pages.healthz, name="healthz"),
    path("sw.js", pages.service_worker, name="service_worker"),
    path("language/<slug:code>", pages.choose_language, name="language"),
    path("elder/<slug:wish>", pages.choose_elder, name="elder"),
    path("account/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("", include("wucai.people.urls")),
    path("", include("wucai.places.urls")),
    path("", include("wucai.exchange.urls")),
    path("", include("wucai.volunteering.urls")),
    path("", include("wucai.guide.urls")),
    path("", include("wucai.insight.urls")),
    path("", include("wucai.desks.urls")),
    path("", include("wucai.demo.urls")),
]
