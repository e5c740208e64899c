"""A new row by one plain INSERT is the row that `save` would have put down."""

import pytest
from django.db import IntegrityError, transaction

from wucai.core import clock, rows
from wucai.core.models import TraceLine

pytestmark = pytest.mark.django_db


def line(**more):
    now = clock.now()
    return TraceLine(**{"verb": "tried", "subject_kind": "core.Row", "subject_id": "1", "at": now, "recorded_at": now, **more})


def test_both_ways_of_putting_a_row_down_put_down_the_same():
    fields = {"actor_id": 7, "before": None, "after": {"名": ["a", None, 1.5]}}
    saved, inserted = line(**fields), rows.insert(line(**fields))
    saved.save()

    one, other = TraceLine.objects.filter(pk__in=[saved.pk, inserted.pk]).order_by("pk").values()

    assert {one.pop("id"), other.pop("id")} == {saved.pk, inserted.pk}
    assert {**one, "at": None, "recorded_at": None} == {**other, "at": None, "recorded_at": None}
    assert TraceLine.objects.get(pk=inserted.pk).at == inserted.at


def test_an_inserted_row_can_be_changed_and_saved_like_any_other():
    inserted = rows.insert(line())
    inserted.verb = "changed"
    inserted.save()

    assert (inserted._state.adding, [each.verb for each in TraceLine.objects.all()]) == (False, ["changed"])


def test_a_row_is_made_once_brought_up_to_date_and_left_alone():
    def said(**told):
        row, is_new, changed = rows.put(TraceLine.objects, told, verb="tried", subject_id="1")
        row.refresh_from_db()
        return row.pk, row.subject_kind, row.actor_id, is_new, changed

    now = clock.now()
    first = said(subject_kind="a.A", at=now, recorded_at=now)
    pk = first[0]

    assert first == (pk, "a.A", None, True, [])
    assert said(subject_kind="a.A", at=now) == (pk, "a.A", None, False, [])
    assert said(subject_kind="a.B", actor_id=7, at=now) == (pk, "a.B", 7, False, ["subject_kind", "actor_id"])


def test_what_the_table_forbids_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(line(verb=""))

    assert TraceLine.objects.count() == 0
