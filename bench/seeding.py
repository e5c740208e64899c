"""Run inside a house before a rush: people with real log-in sessions and form tokens, and shifts to rush for. Not timed.

    python -m bench.seeding [--prepare] PEOPLE SEATS [SEATS …]

With --prepare the house is made ready first, in the same process. Prints JSON: for each person what the browser holds, and the ids of the
shifts, one a day so that nobody's shifts clash.
"""

import json
import sys
from datetime import date, timedelta
from importlib import import_module

import django
from django.conf import settings
from django.contrib import auth
from django.core.management import call_command
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import get_random_string

django.setup()

from django.contrib.sessions.models import Session  # noqa: E402  models need a Django that is set up

from wucai.core import clock  # noqa: E402  as above
from wucai.people.models import Person  # noqa: E402  as above
from wucai.places.actions import sites  # noqa: E402  as above
from wucai.programme.actions import editions  # noqa: E402  as above
from wucai.volunteering.actions import shifts  # noqa: E402  as above


def main(arguments: list[str]) -> int:
    """Seed the house and tell what was made."""
    if arguments[0] == "--prepare":
        call_command("prepare")
    count, *seats = [int(argument) for argument in arguments if argument != "--prepare"]
    json.dump({"people": _people(count), "shifts": _shifts(seats)}, sys.stdout)
    return 0


def _people(count: int) -> list[dict[str, str]]:
    made = [Person.objects.make(name=f"人{number}", phone=f"139{number:08d}", is_phone_verified=True) for number in range(count)]
    folk = Person.objects.bulk_create(made, batch_size=500)
    told, sessions = [], []
    for person in folk:
        session, browser = _browser(person)
        sessions.append(session)
        told.append(browser)
    Session.objects.bulk_create(sessions, batch_size=500)
    return told


def _browser(person: Person) -> tuple[Session, dict[str, str]]:
    """A session as log-in makes it, and what the person's browser holds: two cookies and the token in the form."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789"))
    row = store.create_model_instance(
        {
            auth.SESSION_KEY: str(person.pk),
            auth.BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            auth.HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
    )
    request = HttpRequest()
    token = get_token(request)
    cookies = f"{settings.CSRF_COOKIE_NAME}={request.META['CSRF_COOKIE']}; {settings.SESSION_COOKIE_NAME}={row.session_key}"
    return row, {"cookies": cookies, "token": token}


def _shifts(seats: list[int]) -> list[int]:
    now = clock.now()
    edition = editions.put_edition(
        by=None, slug="rush", name="抢位", name_en="Rush", starts_on=date(2020, 1, 1), ends_on=now.date() + timedelta(days=9999)
    )
    colour = shifts.mean(edition, by=None, key="red", name="宣传岗", name_en="Outreach", position=1)
    for number in range(1, 7):
        where = {"number": number, "latitude_e6": 31_190_000 + 5000 * number, "longitude_e6": 121_310_000 + 5000 * number}
        names = {"name": f"第{number}站", "name_en": f"Station {number}", "feature": "问询、充电", "feature_en": "Advice, charging"}
        site = sites.put_site(by=None, slug=f"station-{number}", edition=edition, kind="station", **names, **where)
    post = shifts.open_post(site, colour, by=None, name="讲解", name_en="Docent", risks="久站", risks_en="Long standing")
    begins = now + timedelta(days=1)
    days = [begins + timedelta(days=day) for day in range(len(seats))]
    return [
        shifts.lay_out(post, by=None, starts_at=day, ends_at=day + timedelta(hours=4), seats=count).pk
        for day, count in zip(days, seats, strict=True)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
