"""What one can visit in volunteering."""

from django.urls import path

from wucai.volunteering import views

app_name = "volunteering"
urlpatterns = [
    path("shifts/<int:shift_id>/join", views.join_shift, name="join"),
    path("me/signups/<int:signup_id>/withdraw", views.withdraw, name="withdraw"),
]
