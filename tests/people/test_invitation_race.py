"""One code and many people at the same moment, with real processes: it lets in one. Beside it the control, which looks and then writes."""

from tests.houses import raced, said
from wucai.people.choices import InvitationRefusal

PEOPLE = 24
SETTING = """
import sys
from datetime import date
from wucai.core import clock
from wucai.people.actions import invitations, organisations, people
from wucai.programme.actions import editions

edition = editions.put_edition(by=None, slug="a", name="届", starts_on=date(2020, 1, 1), ends_on=date(2039, 12, 31))
unit = organisations.put_organisation(by=None, name="单位", kind="team")
organisations.take_part(unit, edition, by=None, now=clock.now())
for number in range(int(sys.argv[1])):
    people.welcome(by=None, name="人", phone=f"139{number:08d}")
print(invitations.invite(unit, edition, by=None, now=clock.now())[1])
"""
RACER = """
import json, sys, time
from pathlib import Path
from wucai.core import clock
from wucai.people.actions import invitations
from wucai.people.models import Invitation, Person

doors, code, way, share, of = *sys.argv[1:4], *map(int, sys.argv[4:])

def look_then_write(person):
    invitation = Invitation.objects.get()
    if invitation.used_at is not None:
        raise invitations.InvitationRefused(invitations.InvitationRefusal.USED)
    time.sleep(0.01)
    Invitation.objects.update(used_at=clock.now(), used_by=person)

mine = list(Person.objects.order_by("pk"))[share::of]
print("ready", flush=True)
while not Path(doors).exists():
    time.sleep(0.002)
told = []
for person in mine:
    try:
        look_then_write(person) if way == "control" else invitations.use(code, person, now=clock.now())
        told.append("in")
    except invitations.InvitationRefused as refused:
        told.append(str(refused.reason))
print(json.dumps(told))
"""


def answers(house, tmp_path, way):
    """What everybody was told who came at once."""
    side, doors = house(), tmp_path / way
    code = said(side.python(SETTING, str(PEOPLE))).decode().strip()
    return [answer for told in raced(side, RACER, doors, *((code, way, share, 4) for share in range(4))) for answer in told]


def test_one_code_lets_in_one_of_many_who_come_at_once(house, tmp_path):
    told = answers(house, tmp_path, "action")

    assert (told.count("in"), told.count(InvitationRefusal.USED)) == (1, PEOPLE - 1)


def test_the_control_lets_in_more_in_the_same_harness(house, tmp_path):
    assert answers(house, tmp_path, "control").count("in") > 1
