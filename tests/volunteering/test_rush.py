"""Many people at once for few seats, with real processes: nobody too many, no seat left, nobody told two things.

Beside each stands the control, a view that counts, compares and inserts: where it does not oversell, the others show nothing.
"""

from collections import Counter
from uuid import UUID

from bench import crowd, sides
from bench.sides import Verdict, judged
from tests.houses import raced

PEOPLE, SEATS = 200, 20
# Each of four processes takes its share of the people, waits for the file that opens the doors, and runs.
RACER = """
import json, sys, time
from pathlib import Path
from uuid import UUID
from wucai.core import clock
from wucai.people.models import Person
from wucai.volunteering.actions import signups
from wucai.volunteering.models import Shift

doors, shift_id, share, of = sys.argv[1], *map(int, sys.argv[2:])
shift = Shift.objects.get(pk=shift_id)
mine = list(Person.objects.order_by("pk"))[share::of]
print("ready", flush=True)
while not Path(doors).exists():
    time.sleep(0.005)
told = []
for person in mine:
    try:
        told.append([person.pk, signups.sign_up(person, shift, key=UUID(int=person.pk), now=clock.now()).person_id])
    except signups.SignupRefused as refused:
        told.append([person.pk, str(refused.reason)])
print(json.dumps(told))
"""


def test_two_hundred_people_over_http_take_twenty_seats_and_each_key_is_told_one_thing(house):
    side = sides.seeded(house(), people=PEOPLE, seats=[SEATS])
    side.serve()
    wishes = side.wishes(side.shifts[0], PEOPLE, seed=1)
    # One key in ten is sent twice at the same moment, one in five once more after its answer.
    keys = [key for number, key in enumerate(wishes) for _ in range(2 if number % 10 == 0 else 1)]

    rush = crowd.send(side.house.address, [wishes[key] for key in keys], in_flight=100, again=range(0, len(keys), 5))

    assert judged(side, side.shifts[0], keys, rush) == Verdict(
        accepted=SEATS, oversold=0, unsold=0, lost=0, unasked=0, drift=0, other_answers=0, told_otherwise=0
    )
    assert told_two_things(keys, rush) == []
    assert len(rush.answers) == len(keys) + len(keys) // 5


def test_the_control_oversells_in_the_same_harness(tmp_path):
    tries = 5
    with sides.reference(tmp_path, seats=[SEATS] * tries) as yardstick:
        yardstick.serve()
        control = sides.naive(yardstick)

        oversold = [rush_for(control, shift).oversold for shift in control.shifts]
        claimed = rush_for(yardstick, yardstick.shifts[0])

    assert max(oversold) > 0
    assert (claimed.accepted, claimed.oversold, claimed.unsold) == (SEATS, 0, 0)


def test_four_processes_that_call_the_action_itself_take_every_seat_once(house, tmp_path):
    side = sides.seeded(house(), people=PEOPLE, seats=[SEATS])
    doors = tmp_path / "open"
    shares = ((side.shifts[0], share, 4) for share in range(4))
    told = dict(pair for pairs in raced(side.house, RACER, doors, *shares) for pair in pairs)

    winners = {person for person, answer in told.items() if person == answer}
    assert (len(told), len(winners), Counter(answer for person, answer in told.items() if person != answer)) == (
        PEOPLE,
        SEATS,
        Counter(full=PEOPLE - SEATS),
    )
    assert sorted(side.stored(side.shifts[0])) == sorted(UUID(int=person) for person in winners)
    assert side.seats(side.shifts[0]) == (SEATS, SEATS)


def rush_for(side: sides.Side, shift: int) -> Verdict:
    wishes = side.wishes(shift, PEOPLE, seed=shift)
    return judged(side, shift, list(wishes), crowd.send(side.house.address, list(wishes.values()), in_flight=100))


def told_two_things(keys: list[UUID], rush: crowd.Rush) -> list[UUID]:
    answers: dict[UUID, set[int]] = {}
    for answer in rush.answers:
        answers.setdefault(keys[answer.wish], set()).add(answer.status)
    return [key for key, statuses in answers.items() if len(statuses) > 1]
