"""Several processes say yes at once for the last piece of a resource: one need gets it, and the others are told why not.

Beside it stands the control, which looks and then writes: where it does not promise too much, the race shows nothing.
"""

import json
from collections import Counter
from typing import Any

from tests.houses import raced, said

NEEDS = 24
PAIRED = 20
TWICE_EACH = 8
SETTING = """
from datetime import date
from wucai.core import clock
from wucai.exchange.actions import categories, matches, needs, resources
from wucai.exchange.choices import ListKind, NeedState, ResourceState, Side
from wucai.people.actions import organisations
from wucai.programme.actions import editions

now = clock.now()
edition = editions.put_edition(by=None, slug="race", name="竞", starts_on=date(2020, 1, 1), ends_on=date(2039, 1, 1))
asker, giver = (organisations.put_organisation(by=None, name=name, kind="area_unit") for name in ("甲", "乙"))
asked = categories.put_category(edition, by=None, kind=ListKind.NEED, name="需")
given = categories.put_category(edition, by=None, kind=ListKind.RESOURCE, name="供")
line = {"by": None, "now": now, "unit": "件", "quantity": 1, "starts_on": date(2030, 11, 5), "ends_on": date(2030, 11, 6)}
resource = resources.offer(edition, giver, category=given, title="供", state=ResourceState.LISTED, **line)
for number in range(%d):
    need = needs.raise_need(edition, asker, category=asked, title="需", state=NeedState.LISTED, **line)
    match = matches.propose_pair(need, resource, quantity=1, by=None, now=now)
    matches.accept(match, Side.RESOURCE, by=None, now=now)
"""
RACER = """
import json, sys, time
from pathlib import Path
from django.db import transaction
from django.db.models import F
from wucai.core import clock
from wucai.exchange.actions import matches
from wucai.exchange.choices import Side
from wucai.exchange.models import Match, Resource

doors, share, of, way = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
mine = list(Match.objects.select_related("need", "resource").order_by("pk"))[share::of]
resource = mine[0].resource
print("ready", flush=True)
while not doors.exists():
    time.sleep(0.005)
if way == "look, then write":
    resource.refresh_from_db()
    time.sleep(0.2)
    print(json.dumps(["accepted"] if resource.free_quantity else []))
    raise SystemExit
told = []
for match in mine:
    try:
        told.append(str(matches.accept(match, Side.NEED, by=None, now=clock.now()).state))
    except matches.MatchRefused as refused:
        told.append(str(refused.reason))
print(json.dumps(told))
"""
PAIRS = """
import json
from collections import Counter
from datetime import date
from threading import Barrier, Thread
from django.db import connection
from wucai.core import clock
from wucai.core.refusals import Refused
from wucai.exchange.actions import categories, matches, needs, projects, resources
from wucai.exchange.choices import ListKind, NeedState, ResourceState, Side
from wucai.people.actions import organisations
from wucai.programme.actions import editions

now, days = clock.now(), {"starts_on": date(2030, 11, 5), "ends_on": date(2030, 11, 6)}
edition = editions.put_edition(by=None, slug="race", name="竞", starts_on=date(2020, 1, 1), ends_on=date(2039, 1, 1))
asker, giver = (organisations.put_organisation(by=None, name=name, kind="area_unit") for name in ("甲", "乙"))
asked = categories.put_category(edition, by=None, kind=ListKind.NEED, name="需")
given = categories.put_category(edition, by=None, kind=ListKind.RESOURCE, name="供")
line = {"by": None, "now": now, "unit": "件", "quantity": 1, **days}
told = {"yes": Counter(), "project": Counter()}

def at_once(heard, *verbs):
    doors = Barrier(len(verbs))
    def say(verb, things, words):
        doors.wait()
        try:
            verb(*things, by=None, now=now, **words)
            heard["done"] += 1
        except Refused as refused:
            heard[str(refused.reason)] += 1
        except Exception as error:
            heard[repr(error)] += 1
        finally:
            connection.close()
    threads = [Thread(target=say, args=verb) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

for _ in range(%d):
    need = needs.raise_need(edition, asker, category=asked, title="需", state=NeedState.LISTED, **line)
    resource = resources.offer(edition, giver, category=given, title="供", state=ResourceState.LISTED, **line)
    match = matches.propose_pair(need, resource, quantity=1, by=None, now=now)
    matches.accept(match, Side.NEED, by=None, now=now)
    at_once(told["yes"], (matches.accept, (match, Side.RESOURCE), {}), (resources.withdraw_resource, (resource,), {}))
    match.refresh_from_db()
    if match.state == "accepted":
        project = {"title": "共建", "lead": asker, "size": 1, "matches": [match], **days}
        at_once(told["project"], (matches.withdraw, (match,), {}), (projects.open_project, (edition,), project))
print(json.dumps(told))
"""
TWICE = """
import json
from collections import Counter
from datetime import date
from threading import Barrier, Thread
from uuid import uuid4
from django.db import connection
from wucai.core import clock
from wucai.exchange.actions import categories, council, needs, projects, resources
from wucai.exchange.choices import ListKind
from wucai.exchange.models import Matter, Need, Project, Resource
from wucai.people.actions import organisations
from wucai.programme.actions import editions

now, days = clock.now(), {"starts_on": date(2030, 11, 5), "ends_on": date(2030, 11, 6)}
edition = editions.put_edition(by=None, slug="race", name="竞", starts_on=date(2020, 1, 1), ends_on=date(2039, 1, 1))
unit = organisations.put_organisation(by=None, name="甲", kind="area_unit")
classes = {kind: categories.put_category(edition, by=None, kind=kind, name="类") for kind in ListKind}
line = {"unit": "件", "quantity": 1, "title": "需", **days}
verbs = {
    Need: (needs.raise_need, (edition, unit), {"category": classes["need"], **line}),
    Resource: (resources.offer, (edition, unit), {"category": classes["resource"], **line}),
    Project: (projects.open_project, (edition,), {"title": "共建", "lead": unit, "size": 1000, **days}),
    Matter: (council.raise_matter, (edition,), {"kind": "major", "title": "大事"}),
}
told = {}
for model, (verb, things, words) in verbs.items():
    for _ in range(%d):
        key, doors, heard = uuid4(), Barrier(2), []
        def say():
            doors.wait()
            try:
                heard.append(verb(*things, by=None, now=now, key=key, **words).pk)
            except Exception as error:
                heard.append(repr(error))
            finally:
                connection.close()
        threads = [Thread(target=say) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        told.setdefault(model.__name__, []).append(heard)
rows = {model.__name__: model.objects.exclude(key=None).count() for model in verbs}
print(json.dumps([told, rows]))
"""
STANDS = """
import json
from wucai.exchange.models import Match, Need, Resource
resource = Resource.objects.get()
print(json.dumps([resource.committed, Need.objects.filter(covered=1).count(), Match.objects.filter(state="accepted").count()]))
"""


def test_the_last_piece_goes_to_one_need_however_many_say_yes_at_once(house: Any, tmp_path: Any) -> None:
    ours = house()
    said(ours.python(SETTING % NEEDS))

    told = race(ours, tmp_path / "open", "accept")

    assert Counter(told) == {"accepted": 1, "taken": NEEDS - 1}
    assert json.loads(said(ours.python(STANDS))) == [1, 1, 1]


def test_the_control_promises_more_than_there_is(house: Any, tmp_path: Any) -> None:
    ours = house()
    said(ours.python(SETTING % NEEDS))

    assert len(race(ours, tmp_path / "open", "look, then write")) > 1


def test_of_a_yes_and_a_resource_taken_back_or_a_match_taken_back_and_a_project_on_it_one_happens(house: Any) -> None:
    told = json.loads(said(house().python(PAIRS % PAIRED)))

    accepted = PAIRED - told["yes"].get("not_proposed", 0)
    assert (told["yes"]["done"], told["yes"].get("has_matches", 0)) == (PAIRED, accepted)
    assert told["project"].get("done", 0) == told["project"].get("in_project", 0) + told["project"].get("not_accepted", 0) == accepted


def test_a_form_sent_twice_at_once_brings_one_row_and_both_hear_of_it(house: Any) -> None:
    told, rows = json.loads(said(house().python(TWICE % TWICE_EACH)))

    assert rows == dict.fromkeys(("Need", "Resource", "Project", "Matter"), TWICE_EACH)
    assert [heard for pairs in told.values() for heard in pairs if len(set(heard)) != 1 or not isinstance(heard[0], int)] == []


def race(ours: Any, doors: Any, way: str) -> list[str]:
    return [answer for told in raced(ours, RACER, doors, *((share, 4, way) for share in range(4))) for answer in told]
