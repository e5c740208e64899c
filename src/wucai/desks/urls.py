"""What one can visit on the roof."""

from django.urls import path

from wucai.desks.views import board, desk, lists, me, public, station, unit, visits

app_name = "desks"
urlpatterns = [
    path("", public.home, name="home"),
    path("accessibility", public.accessibility, name="accessibility"),
    path("privacy", public.privacy, name="privacy"),
    path("desk/styleguide", public.styleguide, name="styleguide"),
    path("me/", me.me, name="me"),
    path("station/offline", station.station_offline, name="station_offline"),
    path("station/<slug:slug>/", station.station_now, name="station_now"),
    path("station/<slug:slug>/supplies/<int:supply_id>/move", station.move_supply, name="move_supply"),
    path("station/<slug:slug>/supplies/<int:supply_id>/lend", station.lend, name="lend"),
    path("station/<slug:slug>/loans/<int:loan_id>/back", station.take_back, name="take_back"),
    path("station/<slug:slug>/incidents/", station.open_incident, name="open_incident"),
    path("station/<slug:slug>/incidents/<int:incident_id>/close", station.close_incident, name="close_incident"),
    path("desk/", desk.desk, name="desk"),
    path("board/", board.board, name="board"),
    path("board/<slug:key>/", board.rows, name="board_rows"),
    path("desk/import/", lists.index, name="lists"),
    path("desk/import/<slug:kind>/", lists.upload, name="list_upload"),
    path("desk/import/<slug:kind>/template.xlsx", lists.empty, name="list_template"),
    path("desk/import/<slug:kind>/list.xlsx", lists.whole, name="list_whole"),
    path("desk/import/<slug:kind>/<int:import_id>/", lists.sent, name="list"),
    path("desk/import/<slug:kind>/<int:import_id>/confirm", lists.confirm, name="list_confirm"),
    path("desk/import/<slug:kind>/<int:import_id>/stop", lists.stop, name="list_stop"),
    path("desk/import/<slug:kind>/<int:import_id>/problems.xlsx", lists.problems, name="list_problems"),
    path("unit/<slug:slug>/import/", lists.index, name="unit_lists"),
    path("unit/<slug:slug>/import/<slug:kind>/", lists.upload, name="unit_list_upload"),
    path("unit/<slug:slug>/import/<slug:kind>/template.xlsx", lists.empty, name="unit_list_template"),
    path("unit/<slug:slug>/import/<slug:kind>/list.xlsx", lists.whole, name="unit_list_whole"),
    path("unit/<slug:slug>/import/<slug:kind>/<int:import_id>/", lists.sent, name="unit_list"),
    path("unit/<slug:slug>/import/<slug:kind>/<int:import_id>/confirm", lists.confirm, name="unit_list_confirm"),
    path("unit/<slug:slug>/import/<slug:kind>/<int:import_id>/stop", lists.stop, name="unit_list_stop"),
    path("unit/<slug:slug>/import/<slug:kind>/<int:import_id>/problems.xlsx", lists.problems, name="unit_list_problems"),
    path("desk/visits/<int:visit_id>/<slug:kind>/add", visits.add, name="visit_add"),
    path("unit/", unit.units, name="units"),
    path("unit/<slug:slug>/", unit.unit, name="unit"),
    path("unit/<slug:slug>/example.xlsx", unit.example, name="unit_example"),
    path("unit/<slug:slug>/matches/<int:match_id>/accept", unit.accept, name="unit_accept"),
    path("unit/<slug:slug>/matches/<int:match_id>/decline", unit.decline, name="unit_decline"),
    path("unit/<slug:slug>/<slug:kind>/add", unit.add, name="unit_add"),
    path("unit/<slug:slug>/<slug:kind>/<str:code>/", unit.item, name="unit_item"),
    path("unit/<slug:slug>/<slug:kind>/<str:code>/withdraw", unit.withdraw, name="unit_withdraw"),
]
