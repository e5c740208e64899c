"""What one can visit of people."""

from django.urls import path

from wucai.people.views import exports, invitations, messages, units

app_name = "people"
urlpatterns = [
    path("desk/people/people.xlsx", exports.people_workbook, name="people_workbook"),
    path("desk/people/people.csv", exports.people_csv, name="people_csv"),
    path("me/messages/", messages.inbox, name="inbox"),
    path("me/messages/<int:notice_id>/", messages.notice, name="notice"),
    path("desk/messages/", messages.sent, name="messages"),
    path("desk/messages/new", messages.compose, name="compose"),
    path("desk/messages/<int:message_id>/", messages.message, name="message"),
    path("desk/messages/<int:message_id>/remind", messages.remind, name="remind"),
    path("desk/messages/groups/", messages.hooks, name="hooks"),
    path("desk/messages/groups/<int:hook_id>/end", messages.end_hook, name="end_hook"),
    path("desk/outbox", messages.outbox, name="outbox"),
    path("desk/units/", units.units, name="units"),
    path("desk/units/sheets.pdf", units.sheets, name="sheets"),
    path("desk/units/applications/<int:partnership_id>/accept", units.accept, name="accept_partner"),
    path("desk/units/applications/<int:partnership_id>/decline", units.decline, name="decline_partner"),
    path("desk/units/invitations/<int:invitation_id>/revoke", invitations.revoke, name="revoke_invitation"),
    path("desk/units/<slug:slug>/", units.unit, name="unit"),
    path("desk/units/<slug:slug>/sheet.pdf", units.sheet, name="sheet"),
    path("desk/units/<slug:slug>/people/<str:number>/leave", units.remove, name="remove_member"),
    path("units/apply", units.apply, name="apply"),
    path("units/applied", units.applied, name="applied"),
    path("enter/", invitations.type_code, name="enter_code"),
    path("enter/<str:code>", invitations.enter, name="enter"),
    path("unit/<slug:slug>/people", units.colleagues, name="colleagues"),
    path("unit/<slug:slug>/people/<str:number>/leave", units.part, name="part"),
]
