"""What one can visit on the roof."""

from django.urls import path

from wucai.desks import views

app_name = "desks"
urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("privacy", views.privacy, name="privacy"),
    path("station/offline", views.station_offline, name="station_offline"),
    path("station/<slug:slug>/", views.station_now, name="station_now"),
    path("desk/styleguide", views.styleguide, name="styleguide"),
    path("desk/", views.desk, name="desk"),
]
