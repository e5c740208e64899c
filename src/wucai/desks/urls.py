"""What one can visit on the roof."""

from django.urls import path

from wucai.desks.views import desk, me, public, station

app_name = "desks"
urlpatterns = [
    path("", public.home, name="home"),
    path("accessibility", public.accessibility, name="accessibility"),
    path("privacy", public.privacy, name="privacy"),
    path("desk/styleguide", public.styleguide, name="styleguide"),
    path("me/", me.me, name="me"),
    path("station/offline", station.station_offline, name="station_offline"),
    path("station/<slug:slug>/", station.station_now, name="station_now"),
    path("desk/", desk.desk, name="desk"),
]
