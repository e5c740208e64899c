"""Whatever is done with the codes of a unit, in whatever order: one open sheet, one person a code, and nobody by a code that is void."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import organisations as some
from tests.factories import people as some_people
from wucai.core import clock
from wucai.people import queries
from wucai.people.actions import invitations, organisations
from wucai.people.actions.organisations import UnitRefused
from wucai.people.models import Invitation, Membership

pytestmark = pytest.mark.django_db
STEPS = st.one_of(
    st.tuples(st.sampled_from(["sheet", "colleague"])),
    st.tuples(st.just("use"), st.integers(0, 5), st.integers(0, 2)),
    st.tuples(st.just("revoke"), st.integers(0, 5)),
    st.tuples(st.just("leave"), st.integers(0, 2)),
    st.tuples(st.just("wait")),
)


@settings(max_examples=40)
@given(steps=st.lists(STEPS, max_size=25))
def test_every_order_keeps_the_promises(steps) -> None:
    with transaction.atomic():
        _walk(steps)
        transaction.set_rollback(True)


def _walk(steps) -> None:
    unit, people, now = some.partner(), [some_people.person() for _ in range(3)], clock.now()
    edition, codes, let_in = some.edition(), [], {}
    for verb, *which in steps:
        if verb == "wait":
            now += timedelta(days=5)
        elif verb == "sheet":
            codes.append(invitations.invite(unit, edition, by=None, now=now)[1])
        elif verb == "colleague":
            codes.append(invitations.invite_colleague(unit, edition, by=people[0], now=now)[1])
        elif verb == "leave":
            try:
                organisations.leave_unit(people[which[0]], unit, by=None, now=now)
            except UnitRefused:
                assert queries.liaisons_of(unit) == [people[which[0]]]
        elif which[0] < len(codes):
            invitation = queries.invitation_called(codes[which[0]])
            if verb == "revoke":
                invitations.revoke(invitation, by=None, now=now)
            else:
                _use(codes[which[0]], people[which[1]], invitation, let_in, now)
        open_sheets = Invitation.objects.filter(organisation=unit, kind="sheet", used_at=None, revoked_at=None)
        assert open_sheets.count() <= 1
        standing = Membership.objects.filter(organisation=unit, until=None)
        assert standing.count() == standing.values("person").distinct().count()


def _use(code, person, invitation, let_in, now) -> None:
    may = queries.why_not_let_in(invitation, person, now=now) is None
    try:
        membership = invitations.use(code, person, now=now)
    except invitations.InvitationRefused:
        # Whoever used it already and has left since may look at the page, but does not come in again.
        assert not may or let_in.get(code) == person
        return
    assert may
    assert let_in.setdefault(code, person) == person == membership.person
