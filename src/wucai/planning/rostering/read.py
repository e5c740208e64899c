"""Problems and rosters from JSON. The keys are the fields of `problem` and `solution`; what has a default there may be left out.

{"volunteers": [{"id": "v1", "windows": [{"starts": 480, "ends": 1020}], "colours": ["green"], "qualifications": {"first aid": null},
                 "languages": ["zh", "en"], "home": [31112000, 121381000], "max_shifts": 3, "hours": {"starts": 480, "ends": 1200}}],
 "shifts": [{"id": "s1", "station": "a", "colour": "green", "starts": 540, "ends": 780, "seats": 2, "place": [31113000, 121380000]}],
 "pins": [{"volunteer": "v1", "shift": "s1"}], "groups": [{"id": "g1", "members": ["v1"]}], "weights": {"per_km": 2},
 "ways": [{"first": "a", "second": "b", "minutes": 12}], "day_minutes": 1440, "day_zero": 0}

{"placements": [{"volunteer": "v1", "shift": "s1"}], "splits": [{"group": "g1", "reason": "too_large"}]}
"""

from __future__ import annotations

from wucai.planning import reading
from wucai.planning.records import Shapes
from wucai.planning.rostering.problem import Problem
from wucai.planning.rostering.solution import Roster

WORDS = {
    "id": "By this name others refer to it; nothing else in its list has the same.",
    "starts": "The first minute.",
    "ends": "The first minute that no longer belongs to it.",
    "Volunteer.windows": "When they can serve: a shift must lie wholly within one of them.",
    "Volunteer.languages": "The languages that they speak.",
    "Volunteer.max_shifts": "On how many shifts they serve at most.",
    "Volunteer.max_minutes": "For how many minutes they serve at most in all; null for no limit.",
    "Volunteer.min_rest_minutes": "How many minutes lie at least between two shifts that belong to different days.",
    "Volunteer.max_consecutive_days": "On how many days in a row they serve at most.",
    "Volunteer.max_day_shifts": "On how many shifts they serve at most on one day.",
    "Volunteer.max_day_minutes": "For how many minutes they serve at most on one day; null for no limit.",
    "Volunteer.max_week_minutes": "For how many minutes they serve at most in one week; null for no limit.",
    "Volunteer.experience": "How far they can stand on their own.",
    "Shift.station": "Where it is; ways lead from station to station.",
    "Shift.colour": "The kind of work, as volunteers wish for it.",
    "Shift.seats": "How many serve at most.",
    "Shift.minimum": "How many of the seats matter most.",
    "Shift.qualification": "What one must hold, still at its last minute; null for nothing.",
    "Shift.language": "What one must speak; null for nothing.",
    "Shift.place": "Latitude and longitude in millionths of a degree (WGS 84), or null.",
    "volunteer": "The id of a volunteer.",
    "shift": "The id of a shift.",
    "Group.members": "The ids of its volunteers; each is in one group at most.",
    "Way.first": "A station.",
    "Way.second": "Another.",
    "Way.minutes": "How long the way takes, either way.",
    "Problem.volunteers": "Who can serve.",
    "Problem.shifts": "What is to be staffed.",
    "Problem.pins": "Placements that stand: past, accepted or published.",
    "Problem.weights": "What each imperfection costs.",
    "Problem.day_minutes": "How long a day is, in minutes.",
    "Problem.day_zero": "The minute at which day 0 begins; a week is seven days from there.",
    "Problem.groups": "Who serves together.",
    "Problem.minutes_per_km": "How many minutes a kilometre between stations takes where no way is given.",
    "Roster.placements": "Who serves where, the pins among them.",
    "Roster.splits": "Groups whose members are placed one by one, and why.",
    "Split.group": "The id of a group.",
    "Split.reason": "Why it cannot serve together, whatever the others do.",
}

SHAPES = Shapes(words=WORDS)
PROBLEM = SHAPES.record(Problem)
SOLUTION = SHAPES.record(Roster)


def problem_from(text: str) -> Problem:
    """The problem in the JSON. Raises BadProblem with a sentence that names the path and field."""
    return reading.read(PROBLEM, text)


def roster_from(text: str) -> Roster:
    """The roster in the JSON. Raises BadProblem with a sentence that names the path and field."""
    return reading.read(SOLUTION, text)
