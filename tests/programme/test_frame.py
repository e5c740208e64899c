"""The frame: editions, areas and published figures, said once; what is said again in other words is told in the trace."""

from datetime import date

import pytest

from tests.factories import people, places, volunteering
from wucai.core.models import TraceLine
from wucai.places.actions import sites
from wucai.programme.actions import editions
from wucai.programme.choices import AreaKind
from wucai.programme.models import Edition
from wucai.volunteering.actions import shifts

pytestmark = pytest.mark.django_db
DAYS = {"starts_on": date(2039, 11, 1), "ends_on": date(2039, 11, 10)}


def traced(**which: str) -> list[tuple[str, object]]:
    return list(TraceLine.objects.filter(**which).order_by("pk").values_list("verb", "after"))


def test_an_edition_is_opened_once_and_its_new_rules_are_told() -> None:
    for _ in range(2):
        editions.put_edition(by=None, slug="a", name="届", **DAYS)
    edition = editions.put_edition(by=None, slug="a", name="届", rules={"quorum_percent": 60}, **DAYS)

    assert Edition.objects.get() == edition
    assert traced(subject_kind="programme.Edition") == [("opened", None), ("changed", {"fields": ["rules"]})]


def test_an_area_and_a_figure_are_put_down_once_and_changed_in_sight() -> None:
    edition = editions.put_edition(by=None, slug="a", name="届", **DAYS)
    for name_en in ("Minhang", "Minhang", "Minhang District"):
        editions.put_area(by=None, kind=AreaKind.DISTRICT, parent=None, name="闵行区", name_en=name_en)
    for value in (7, 7, 8):
        editions.put_figure(edition, by=None, key="stations", source="a paper", value=value, as_of=date(2039, 11, 1))

    assert traced(subject_kind="programme.Area") == [("opened", None), ("changed", {"fields": ["name_en"]})]
    assert traced(subject_kind="programme.Figure") == [("published", {"value": 7}), ("published", {"value": 8})]


def test_what_a_colour_means_a_post_asks_and_until_when_somebody_keeps_a_site_is_changed_in_sight() -> None:
    keeper = places.keeper(places.station(), people.person())
    post = volunteering.post(site=keeper.site)
    for risks in ("久站", "拥挤", "拥挤"):
        shifts.open_post(post.site, post.colour, by=None, name="引导", risks=risks)
        shifts.mean(post.site.edition, by=None, key="blue", name=risks)
        sites.entrust(keeper.site, keeper.person, by=None, since_on=keeper.since_on, until_on=date(2039, 1, len(risks)))

    assert traced(subject_kind="volunteering.Post", verb="changed") == [("changed", {"fields": ["risks"]})]
    assert traced(subject_kind="volunteering.Colour", verb="changed") == [("changed", {"fields": ["name"]})]
    days = {"person": keeper.person_id, "since_on": "2020-01-01"}
    assert traced(verb="entrusted") == [("entrusted", {**days, "until_on": None}), ("entrusted", {**days, "until_on": "2039-01-02"})]
