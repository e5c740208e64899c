"""What one can visit of places."""

from django.urls import path

from wucai.places import views

app_name = "places"
urlpatterns = [
    path("stations/", views.station_list, name="stations"),
    path("stations/<slug:slug>", views.station, name="station"),
    path("stations/<slug:slug>/poster.pdf", views.poster, name="poster"),
]
