"""What one can visit of the exchange."""

from django.urls import path

from wucai.exchange.views import council, letters, lists, matching, visits

app_name = "exchange"
urlpatterns = [
    path("unit/<slug:slug>/letter.pdf", letters.letter, name="letter"),
    path("desk/lists/", lists.lists, name="lists"),
    path("desk/lists/print", lists.print_lists, name="print_lists"),
    path("desk/visits/new/", visits.record, name="record_visit"),
    path("desk/visits/<int:visit_id>/", visits.visit, name="visit"),
    path("desk/needs/<str:code>/", lists.need, name="need"),
    path("desk/needs/<str:code>/list", lists.put_on_list, {"noun": "need"}, name="list_need"),
    path("desk/needs/<str:code>/decline", lists.decline, {"noun": "need"}, name="decline_need"),
    path("desk/needs/<str:code>/propose", matching.propose_pair, name="propose_pair"),
    path("desk/resources/<str:code>/", lists.resource, name="resource"),
    path("desk/resources/<str:code>/list", lists.put_on_list, {"noun": "resource"}, name="list_resource"),
    path("desk/resources/<str:code>/decline", lists.decline, {"noun": "resource"}, name="decline_resource"),
    path("desk/projects/new/", matching.open_project, name="open_project"),
    path("desk/projects/<str:code>/", lists.project, name="project"),
    path("desk/projects/<str:code>/close", lists.close_project, name="close_project"),
    path("desk/matching/", matching.matching, name="matching"),
    path("desk/matching/propose", matching.propose, name="propose"),
    path("desk/matching/<int:match_id>/accept", matching.accept, name="accept"),
    path("desk/matching/<int:match_id>/decline", matching.decline, name="decline"),
    path("desk/matching/<int:match_id>/withdraw", matching.withdraw, name="withdraw"),
    path("desk/council/", council.council, name="council"),
    path("desk/council/raise", council.raise_matter, name="raise_matter"),
    path("desk/council/<int:matter_id>/", council.matter, name="matter"),
    path("desk/council/<int:matter_id>/decide", council.decide, name="decide"),
    path("desk/council/<int:matter_id>/act", council.act, name="act"),
    path("desk/council/<int:matter_id>/close", council.close, name="close_matter"),
]
