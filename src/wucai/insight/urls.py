"""What one can visit of reports."""

from django.urls import path

from wucai.insight import views

app_name = "insight"
urlpatterns = [path("board/brief.docx", views.brief, name="brief")]
