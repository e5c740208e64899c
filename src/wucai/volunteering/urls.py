"""What one can visit in volunteering."""

from django.urls import path

from wucai.volunteering.views import seats

app_name = "volunteering"
urlpatterns = [
    path("shifts/<int:shift_id>/join", seats.join_shift, name="join"),
    path("me/signups/<int:signup_id>/withdraw", seats.withdraw, name="withdraw"),
]
