"""The judge: a breach of every rule is planted and named, and every term can be computed by hand."""

from typing import Any

import pytest

from tests.planning.rostering.tiny import DAY, HOUR, roster, shift, volunteer
from wucai.planning.rostering.check import judge
from wucai.planning.rostering.problem import Experience, Group, Pin, Problem, Shift, Volunteer, Way, Weights, Window
from wucai.planning.rostering.solution import Roster, Split, SplitReason

PAIR = [shift("s0"), shift("s1", day=1)]
BOTH = [("v", "s0"), ("v", "s1")]

BREACHES: dict[str, tuple[Volunteer, list[Shift], list[tuple[str, str]], str]] = {
    "a minute too early": (
        volunteer(windows=(Window(9 * HOUR + 1, DAY),)),
        [shift()],
        [("v", "s")],
        "Volunteer 'v' on shift 's': not available.",
    ),
    "in two windows that touch": (
        volunteer(windows=(Window(0, 10 * HOUR), Window(10 * HOUR, DAY))),
        [shift()],
        [("v", "s")],
        "Volunteer 'v' on shift 's': not available.",
    ),
    "no qualification": (
        volunteer(qualifications={}),
        [shift(qualification="first aid")],
        [("v", "s")],
        "Volunteer 'v' on shift 's': without the qualification 'first aid'.",
    ),
    "a qualification that ends during the shift": (
        volunteer(qualifications={"first aid": 12 * HOUR}),
        [shift(qualification="first aid")],
        [("v", "s")],
        "Volunteer 'v' on shift 's': the qualification 'first aid' ends at 720, before the shift.",
    ),
    "no language": (
        volunteer(),
        [shift(language="ja")],
        [("v", "s")],
        "Volunteer 'v' on shift 's': does not speak 'ja'.",
    ),
    "a shared minute": (
        volunteer(),
        [shift("s0"), shift("s1", starts=13 * HOUR - 1, ends=15 * HOUR)],
        BOTH,
        "Volunteer 'v' on shifts 's0' and 's1': both at once.",
    ),
    "a minute too little rest over night": (
        volunteer(),
        [shift("s0", starts=18 * HOUR, ends=22 * HOUR + 1), shift("s1", day=1)],
        BOTH,
        "Volunteer 'v' on shifts 's0' and 's1': 659 of 660 minutes of rest.",
    ),
    "three shifts on a day": (
        volunteer(),
        [shift("s0", hour=6, hours=2), shift("s1", hour=9, hours=2), shift("s2", hour=12, hours=2)],
        [*BOTH, ("v", "s2")],
        "Volunteer 'v' has 3 of 2 shifts on day 0.",
    ),
    "a day too many in a row": (
        volunteer(max_consecutive_days=1),
        PAIR,
        BOTH,
        "Volunteer 'v' serves 2 of 1 days in a row from day 0.",
    ),
    "a shift too many": (volunteer(max_shifts=1), PAIR, BOTH, "Volunteer 'v' has 2 of 1 shifts."),
    "a minute too many": (volunteer(max_minutes=479), PAIR, BOTH, "Volunteer 'v' has 480 of 479 minutes in all."),
    "a minute too many on a day": (
        volunteer(max_day_minutes=479),
        [shift("s0"), shift("s1", hour=13)],
        BOTH,
        "Volunteer 'v' has 480 of 479 minutes on day 0.",
    ),
    "a minute too many in a week": (volunteer(max_week_minutes=479), PAIR, BOTH, "Volunteer 'v' has 480 of 479 minutes in week 0."),
    "a minute before their hours": (
        volunteer(hours=Window(9 * HOUR + 1, 20 * HOUR)),
        [shift(day=1)],
        [("v", "s")],
        "Volunteer 'v' on shift 's': not within their hours of the day.",
    ),
    "a minute after their hours, past midnight": (
        volunteer(hours=Window(8 * HOUR, 26 * HOUR - 1)),
        [shift(hour=22)],
        [("v", "s")],
        "Volunteer 'v' on shift 's': not within their hours of the day.",
    ),
    "a seat sold twice": (
        volunteer(),
        [shift(seats=0)],
        [("v", "s")],
        "Shift 's' has 1 volunteers on 0 seats.",
    ),
    "the same placement twice": (
        volunteer(),
        [shift()],
        [("v", "s"), ("v", "s")],
        "Volunteer 'v' on shift 's': there 2 times.",
    ),
    "a stranger": (volunteer(), [shift()], [("x", "s")], "Volunteer 'x' on shift 's': the problem does not know them."),
    "a shift that is not there": (volunteer(), [shift()], [("v", "x")], "Volunteer 'v' on shift 'x': the problem does not know them."),
}


@pytest.mark.parametrize("name", BREACHES)
def test_a_planted_breach_is_named_and_no_other(name: str) -> None:
    who, duties, pairs, sentence = BREACHES[name]

    verdict = judge(Problem((who,), tuple(duties)), roster(*pairs))

    assert (verdict.violations, verdict.notes) == ((sentence,), ())


@pytest.mark.parametrize("name", [name for name, breach in BREACHES.items() if "not know" not in breach[3] and "times" not in breach[3]])
def test_the_same_breach_by_pins_alone_is_a_note(name: str) -> None:
    who, duties, pairs, sentence = BREACHES[name]

    verdict = judge(Problem((who,), tuple(duties), tuple(Pin(*pair) for pair in pairs)), roster(*pairs))

    assert (verdict.violations, verdict.notes) == ((), (sentence,))


PLACES = {"a": (31_100_000, 121_300_000), "b": (31_200_000, 121_300_000)}  # 11.12 km apart

WAYS: dict[str, tuple[list[Way], int, dict[str, tuple[int, int] | None], str | None]] = {
    "the given way is a minute too long": ([Way("b", "a", 61)], 0, {}, "60 of 61 minutes for the way"),
    "the given way is just short enough": ([Way("a", "b", 60)], 0, {}, None),
    "the given way counts, not the crow's": ([Way("a", "b", 60)], 100, PLACES, None),
    "the crow's flight is a minute too long": ([], 6, PLACES, "60 of 67 minutes for the way"),
    "the crow's flight is short enough": ([], 5, PLACES, None),
    "a place is not known": ([], 100, PLACES | {"b": None}, None),
}


@pytest.mark.parametrize("name", WAYS)
def test_between_two_stations_lies_the_way(name: str) -> None:
    ways, per_km, places, lacking = WAYS[name]
    duties = tuple(shift(f"s{row}", hour=9 + 5 * row, station=at, place=places.get(at)) for row, at in enumerate("ab"))

    verdict = judge(Problem((volunteer(),), duties, ways=tuple(ways), minutes_per_km=per_km), roster(*BOTH))

    assert verdict.violations == ((f"Volunteer 'v' on shifts 's0' and 's1': {lacking}.",) if lacking else ())


def test_within_a_station_nobody_is_on_the_way() -> None:
    duties = (shift("s0", place=PLACES["a"]), shift("s1", hour=13, place=PLACES["b"]))

    verdict = judge(Problem((volunteer(),), duties, ways=(Way("a", "a", 99),), minutes_per_km=9), roster(*BOTH))

    assert verdict.violations == ()


def test_a_week_is_seven_days_from_day_zero() -> None:
    duties = (shift("s0", day=6), shift("s1", day=7))
    who = volunteer(max_week_minutes=479)

    apart = judge(Problem((who,), duties), roster(*BOTH))
    together = judge(Problem((who,), duties, day_zero=DAY), roster(*BOTH))

    assert apart.violations == ()
    assert together.violations == ("Volunteer 'v' has 480 of 479 minutes in week 0.",)


def band(*duties: Shift, members: tuple[Volunteer, ...] = (volunteer("v"), volunteer("w")), pins: tuple[Pin, ...] = ()) -> Problem:
    """Members of one group, and somebody else."""
    group = Group("g", tuple(each.id for each in members))
    return Problem((*members, volunteer("x")), duties, pins, groups=(group,))


def test_a_group_is_on_a_shift_with_everybody_or_nobody() -> None:
    problem = band(*PAIR)

    together = judge(problem, roster(("v", "s0"), ("w", "s0"), ("x", "s1")))
    scattered = judge(problem, roster(("v", "s0"), ("w", "s0"), ("v", "s1")))

    assert together.violations == ()
    assert scattered.violations == ("Group 'g' on shift 's1': 1 of 2 members.",)


def test_a_group_that_pins_scatter_is_a_note() -> None:
    problem = band(*PAIR, pins=(Pin("v", "s0"),))

    verdict = judge(problem, roster(("v", "s0")))

    assert (verdict.violations, verdict.notes) == ((), ("Group 'g' on shift 's0': 1 of 2 members.",))


SPLITS: dict[str, tuple[Problem, SplitReason, str | None]] = {
    "too large": (band(shift(seats=1)), SplitReason.TOO_LARGE, None),
    "too large beside a stranger's pin": (band(shift(), pins=(Pin("x", "s"),)), SplitReason.TOO_LARGE, None),
    "not too large": (band(shift()), SplitReason.TOO_LARGE, "is split as too large, but shift 's' has room for it"),
    "not too large beside their own pins": (
        band(shift(), pins=(Pin("v", "s"), Pin("w", "s"))),
        SplitReason.TOO_LARGE,
        "is split as too large, but shift 's' has room for it",
    ),
    "never free together": (band(shift(), members=(volunteer("v"), volunteer("w", windows=()))), SplitReason.NEVER_TOGETHER, None),
    "never together beside a pin": (
        band(shift("s0", seats=1), shift("s1", hour=10), pins=(Pin("w", "s0"),)),
        SplitReason.NEVER_TOGETHER,
        None,
    ),
    "together": (band(shift()), SplitReason.NEVER_TOGETHER, "is split as never together, but shift 's' would do"),
    "too large, and said to be never together": (
        band(shift(seats=1)),
        SplitReason.NEVER_TOGETHER,
        "is split as never together, but no shift has room for it",
    ),
}


@pytest.mark.parametrize("name", SPLITS)
def test_a_group_is_split_for_a_reason_that_holds(name: str) -> None:
    problem, reason, complaint = SPLITS[name]
    pinned = roster(*[(pin.volunteer, pin.shift) for pin in problem.pins]).placements

    verdict = judge(problem, Roster(pinned, (Split("g", reason),)))

    assert verdict.violations == ((f"Group 'g' {complaint}.",) if complaint else ())


def test_a_group_that_is_split_may_scatter_and_one_that_is_not_known_may_not_be_split() -> None:
    placements = roster(("v", "s")).placements

    split = judge(band(shift(seats=1)), Roster(placements, (Split("g", SplitReason.TOO_LARGE),)))
    stranger = judge(band(shift()), Roster((), (Split("h", SplitReason.TOO_LARGE),)))

    assert split.violations == ()
    assert stranger.violations == ("Group 'h' is split: the problem does not know it.",)


@pytest.mark.parametrize(
    ("who", "duties"),
    [
        (volunteer(windows=(Window(9 * HOUR, 13 * HOUR),)), [shift()]),
        (volunteer(qualifications={"first aid": 13 * HOUR}), [shift(qualification="first aid")]),
        (volunteer(max_shifts=2, max_minutes=480), [shift("s0"), shift("s1", hour=13)]),
        (volunteer(), [shift("s0", hour=18), shift("s1", day=1)]),
        (volunteer(max_consecutive_days=1), [shift("s0"), shift("s1", day=2)]),
        (volunteer(), [shift("s0", hour=22, hours=6), shift("s1", day=1, hour=15)]),
        (volunteer(hours=Window(9 * HOUR, 13 * HOUR)), [shift(day=3)]),
        (volunteer(hours=Window(22 * HOUR, 26 * HOUR)), [shift(day=3, hour=22)]),
        (volunteer(max_day_minutes=480, max_week_minutes=480), [shift("s0"), shift("s1", hour=13)]),
    ],
    ids=[
        "to the minute",
        "valid to the minute",
        "two on one day without rest",
        "eleven hours",
        "a day between",
        "across midnight",
        "hours to the minute",
        "hours past midnight",
        "minutes of day and week",
    ],
)
def test_what_just_keeps_the_rules_is_no_breach(who: Volunteer, duties: list[Shift]) -> None:
    verdict = judge(Problem((who,), tuple(duties)), roster(*[("v", each.id) for each in duties]))

    assert (verdict.violations, verdict.notes) == ((), ())


def test_a_pin_that_is_not_kept_is_a_violation() -> None:
    verdict = judge(Problem((volunteer(),), (shift(),), (Pin("v", "s"),)), roster())

    assert verdict.violations == ("Volunteer 'v' on shift 's': pinned, and not kept.",)


def test_a_placement_that_joins_a_breach_of_pins_is_to_blame() -> None:
    duties = tuple(shift(f"s{day}", day=day) for day in range(4))
    pins = tuple(Pin("v", f"s{day}") for day in range(3))

    verdict = judge(Problem((volunteer(max_consecutive_days=2),), duties, pins), roster(*[("v", f"s{day}") for day in range(4)]))

    assert (verdict.violations, verdict.notes) == (("Volunteer 'v' serves 4 of 2 days in a row from day 0.",), ())


def test_days_begin_where_the_caller_says() -> None:
    duties = (shift("s0", hour=20, hours=3), shift("s1", day=1, hour=1, hours=3))

    by_calendar = judge(Problem((volunteer(),), duties), roster(*BOTH))
    by_night = judge(Problem((volunteer(),), duties, day_zero=12 * HOUR), roster(*BOTH))

    assert by_calendar.violations == ("Volunteer 'v' on shifts 's0' and 's1': 120 of 660 minutes of rest.",)
    assert by_night.violations == ()


@pytest.mark.parametrize(
    ("changes", "of_shift", "expected"),
    [
        ({}, {}, {}),
        ({"colours": ("red", "blue", "green")}, {}, {"colour": 12}),
        ({"colours": ("red",)}, {}, {"colour": 40}),
        ({"home": (31_100_000, 121_300_000)}, {"place": (31_200_000, 121_300_000)}, {"distance": 11}),  # 11.12 km
        ({"home": (31_100_000, 121_300_000)}, {}, {}),
        ({}, {"place": (31_200_000, 121_300_000)}, {}),
        ({}, {"seats": 3}, {"unfilled": 2000}),
        ({}, {"seats": 3, "minimum": 2}, {"unfilled": 2000, "below_minimum": 1000}),
    ],
)
def test_every_term_can_be_computed_by_hand(changes: dict[str, Any], of_shift: dict[str, Any], expected: dict[str, float]) -> None:
    problem = Problem((volunteer(**changes),), (shift(**({"seats": 1} | of_shift)),))

    verdict = judge(problem, roster(("v", "s")))

    nothing = dict.fromkeys(
        ("unfilled", "below_minimum", "colour", "distance", "fairness", "leaders", "newcomers", "moved"),
        0,
    )
    assert verdict.terms == nothing | expected
    assert verdict.objective == sum(expected.values())


def test_shifts_of_one_volunteer_grow_dearer() -> None:
    duties = tuple(shift(f"s{day}", day=day, seats=1) for day in range(4))
    taken = roster(*[("v", f"s{day}") for day in range(4)])

    verdict = judge(Problem((volunteer(),), duties, weights=Weights(extra_shift=5)), taken)

    assert verdict.terms["fairness"] == 5 * (0 + 1 + 2 + 3)


NEW, ABLE, LEADS = Experience.NEWCOMER, Experience.EXPERIENCED, Experience.LEADER


@pytest.mark.parametrize(
    ("crew", "leaders", "newcomers"),
    [
        ([], 0, 0),
        ([NEW], 7, 5),
        ([NEW, NEW], 7, 5),
        ([NEW, ABLE], 7, 0),
        ([ABLE], 7, 0),
        ([NEW, LEADS], 0, 0),
    ],
)
def test_a_crew_wants_a_leader_and_newcomers_somebody_experienced(crew: list[Experience], leaders: int, newcomers: int) -> None:
    people = tuple(volunteer(f"v{number}", experience=each) for number, each in enumerate(crew))
    asking, plain = shift("s0", asks_leader=True), shift("s1", day=1)
    weights = Weights(no_leader=7, newcomers_alone=5)

    asked = judge(Problem(people, (asking, plain), weights=weights), roster(*[(each.id, "s0") for each in people]))
    not_asked = judge(Problem(people, (asking, plain), weights=weights), roster(*[(each.id, "s1") for each in people]))

    assert (asked.terms["leaders"], asked.terms["newcomers"]) == (leaders, newcomers)
    assert (not_asked.terms["leaders"], not_asked.terms["newcomers"]) == (0, newcomers)


def test_what_is_not_kept_of_the_previous_roster_costs() -> None:
    problem = Problem((volunteer("v"), volunteer("w")), tuple(PAIR), previous=(Pin("v", "s0"), Pin("w", "s0"), Pin("w", "s1")))

    verdict = judge(problem, roster(("v", "s0"), ("v", "s1")))

    assert verdict.terms["moved"] == 2 * Weights().moved


def test_open_seats_are_counted_apart() -> None:
    verdict = judge(Problem((volunteer(),), (shift("s0", seats=5, minimum=3), shift("s1", seats=2))), roster(("v", "s0")))

    assert (verdict.unfilled, verdict.below_minimum) == (6, 2)
