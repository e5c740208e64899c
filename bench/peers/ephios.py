"""ephios' matching, where it applies: `ephios.core.services.matching` fills the positions of one shift with those who would take part.

It knows one shift at a time, whether a participant prefers a position, and which positions are required. So it is asked time after time and
station after station: participants are those whom no rule keeps from it beside what they got before, positions are the seats of all
colours there, preferred by those who wish for their colour first, required up to the minimum. Distance, second wishes and fairness
it does not know. The caller's loop below is ours and keeps the rules; scoring and matching are ephios' own, called as its console does.
"""

import os
import sys
import time
from collections import defaultdict
from contextlib import redirect_stdout
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from uuid import UUID

from bench.peers.first_come import fits
from bench.peers.reading import Duty, Setting, run

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "ephios.settings",
    "DEBUG": "False",
    "SECRET_KEY": "for the bench",
    "ALLOWED_HOSTS": "localhost",
    "DATABASE_URL": "sqlite://:memory:",
    "SITE_URL": "http://localhost",
    "EMAIL_URL": "dummymail://",
    "DEFAULT_FROM_EMAIL": "bench@localhost",
    "SERVER_EMAIL": "bench@localhost",
    "ADMINS": "bench@localhost",
}


def solve(setting: Setting, seconds: float, seed: int) -> tuple[list[tuple[int, int]], str]:
    """Station after station until the seconds are over (CPU ÷ 2, as ours are counted); setting up Django is not counted."""
    service = _service({name for duty in setting.duties for name in _asked(duty)})
    cells: dict[tuple[int, tuple[int, int] | None], list[Duty]] = defaultdict(list)
    for duty in setting.duties:
        cells[duty.starts, duty.place].append(duty)
    held: dict[int, list[Duty]] = defaultdict(list)
    until, done = time.process_time() + 2 * seconds, 0
    for _, cell in sorted(cells.items(), key=lambda each: each[0]):
        if time.process_time() > until:
            break
        for who, duty in _matched(service, setting, cell, held):
            held[who].append(duty)
        done += 1
    return [(who, duty.number) for who, duties in held.items() for duty in duties], f"{done} of {len(cells)} stations and times"


def _matched(service: SimpleNamespace, setting: Setting, cell: list[Duty], held: dict[int, list[Duty]]) -> list[tuple[int, Duty]]:
    participants = {}
    for one in setting.folk:
        if any(duty.number in one.points for duty in cell) and fits(one, cell[0], held[one.number]):
            skills = {service.skills[name] for duty in cell if duty.number in one.points for name in _asked(duty)}
            participants[one.number] = service.Participant(one.id, frozenset(skills), None, None)
    positions = {}
    for duty in cell:
        wished = [participants[who] for who in participants if setting.folk[who].wish == duty.colour]
        asked = [service.skills[name] for name in _asked(duty)]
        for seat in range(duty.seats):
            name = f"{duty.number} {seat}"
            positions[name] = (service.Position(name, seat < duty.minimum, asked, [], wished), duty)
    if not participants or not positions:
        return []
    names = {participant: who for who, participant in participants.items()}
    found = service.match(list(participants.values()), [position for position, _ in positions.values()])
    return [(names[participant], positions[position.id][1]) for participant, position in found.pairings]


def _asked(duty: Duty) -> list[str]:
    """What is asked for; a language is one more qualification."""
    return [name for name in (duty.qualification, duty.language) if name]


def _service(names: set[str]) -> SimpleNamespace:
    """ephios as far as it is needed: no database is, since what includes what is put where it keeps it, into its cache."""
    with TemporaryDirectory() as home, redirect_stdout(sys.stderr):
        os.environ |= {**SETTINGS, "DATA_DIR": home}
        import django  # it reads the variables above

        django.setup()
    from django.core.cache import cache  # needs a Django that is set up
    from ephios.core.models import Qualification  # needs a Django that is set up
    from ephios.core.services import matching  # needs a Django that is set up
    from ephios.core.services.qualification import QualificationUniverse  # needs a Django that is set up
    from ephios.core.signup.participants import AbstractParticipant  # needs a Django that is set up
    from ephios.extra.graphs import DirectedGraph  # needs a Django that is set up

    skills = {name: Qualification(pk=number, uuid=UUID(int=number), title=name) for number, name in enumerate(sorted(names), 1)}
    cache.set(QualificationUniverse.graph_cache_key, DirectedGraph({each.uuid: [] for each in skills.values()}), None)
    return SimpleNamespace(
        skills=skills, Participant=AbstractParticipant, Position=matching.Position, match=matching.match_participants_to_positions
    )


if __name__ == "__main__":
    run(solve)
