"""What one can visit of the guide."""

from django.urls import path

from wucai.guide import views

app_name = "guide"
urlpatterns = [
    path("s/<slug:slug>", views.code, name="code"),
    path("s/<slug:slug>/poster.pdf", views.poster, name="poster"),
    path("stories/", views.story_list, name="stories"),
]
