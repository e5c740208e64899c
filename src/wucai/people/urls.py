"""What one can visit of people."""

from django.urls import path

from wucai.people import views

app_name = "people"
urlpatterns = [
    path("desk/people/people.xlsx", views.people_workbook, name="people_workbook"),
    path("desk/people/people.csv", views.people_csv, name="people_csv"),
    path("desk/people/import/", views.imports, name="imports"),
    path("desk/people/import/template.xlsx", views.import_template, name="import_template"),
    path("desk/people/import/<int:import_id>/", views.show_import, name="import"),
    path("desk/people/import/<int:import_id>/confirm", views.confirm_import, name="confirm_import"),
    path("desk/people/import/<int:import_id>/stop", views.stop_import, name="stop_import"),
    path("desk/people/import/<int:import_id>/problems.xlsx", views.import_problems, name="import_problems"),
]
