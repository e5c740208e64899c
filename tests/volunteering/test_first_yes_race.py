"""Many are asked for few seats, and all say yes at once, with real processes: each seat has one, and the others are thanked.

Beside it stands the control, which looks and then writes: where it does not promise too much, the race shows nothing.
"""

import json
from collections import Counter
from typing import Any

from tests.houses import raced, said

PEOPLE, SEATS, ROUNDS = 8, 2, 6
SETTING = """
from datetime import timedelta
from tests.factories import people, volunteering
from wucai.core import clock
from wucai.volunteering.actions import calls

post, folk = volunteering.post(), [people.person() for _ in range(%d)]
for day in range(%d):
    shift = volunteering.shift(post=post, seats=%d, starts_at=volunteering.tomorrow() + timedelta(days=day))
    calls.ask_several(shift, folk, by=None, now=clock.now())
"""
RACER = """
import json, sys, time
from pathlib import Path
from wucai.core import clock
from wucai.volunteering.actions import signups
from wucai.volunteering.models import Shift, Signup

doors, share, of, way = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
mine = [each for each in Signup.objects.select_related("person").order_by("shift", "pk") if each.person_id % of == share]
print("ready", flush=True)
while not doors.exists():
    time.sleep(0.002)
if way == "look, then write":
    looked = [each for each in mine if Shift.objects.with_seats_left().filter(pk=each.shift_id).exists()]
    time.sleep(0.2)
    print(json.dumps(["yes" for each in looked]))
    raise SystemExit
told = []
for signup in mine:
    try:
        signups.accept_seat(signup, by=signup.person, now=clock.now())
        told.append("yes")
    except signups.SignupRefused as refused:
        told.append(str(refused.reason))
print(json.dumps(told))
"""
STANDS = """
import json
from collections import Counter
from wucai.volunteering.models import Shift, Signup
told = [list(Shift.objects.order_by("pk").values_list("taken", flat=True)), Counter(Signup.objects.values_list("hold", flat=True))]
print(json.dumps([*told, Signup.objects.asked().count(), Signup.objects.accepted().count()]))
"""


def test_as_many_say_yes_as_there_are_seats_and_every_other_question_ends(house: Any, tmp_path: Any) -> None:
    ours = house()
    said(ours.python(SETTING % (PEOPLE, ROUNDS, SEATS)))
    kept, outrun = SEATS * ROUNDS, (PEOPLE - SEATS) * ROUNDS

    control = Counter(race(ours, tmp_path / "control", "look, then write"))
    told = Counter(race(ours, tmp_path / "open", "accept"))

    assert control["yes"] > kept
    assert told == {"yes": kept, "outrun": outrun}
    assert json.loads(said(ours.python(STANDS))) == [[SEATS] * ROUNDS, {"kept": kept, "outrun": outrun}, 0, kept]


def race(ours: Any, doors: Any, way: str) -> list[str]:
    return [answer for told in raced(ours, RACER, doors, *((share, 4, way) for share in range(4))) for answer in told]
