"""The demo's own doors; each is a 404 outside demo mode."""

from django.urls import path

from wucai.demo import views

app_name = "demo"
urlpatterns = [
    path("demo/", views.doors, name="doors"),
    path("demo/enter/<slug:key>", views.enter, name="enter"),
    path("demo/clock/<slug:hour>", views.set_clock, name="clock"),
    path("tour/", views.show_tour, name="tour"),
    path("tour/<int:number>/", views.show_step, name="step"),
    path("tour/<int:number>/go", views.go, name="go"),
]
