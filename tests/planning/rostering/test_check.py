"""The judge: a breach of every rule is planted and named, and every term can be computed by hand."""

from typing import Any

import pytest

from tests.planning.rostering.tiny import DAY, HOUR, roster, shift, volunteer
from wucai.planning.rostering.check import judge
from wucai.planning.rostering.problem import Pin, Problem, Shift, Volunteer, Weights, Window

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
    "a minute too many": (volunteer(max_minutes=479), PAIR, BOTH, "Volunteer 'v' has 480 of 479 minutes."),
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


@pytest.mark.parametrize(
    ("who", "duties"),
    [
        (volunteer(windows=(Window(9 * HOUR, 13 * HOUR),)), [shift()]),
        (volunteer(qualifications={"first aid": 13 * HOUR}), [shift(qualification="first aid")]),
        (volunteer(max_shifts=2, max_minutes=480), [shift("s0"), shift("s1", hour=13)]),
        (volunteer(), [shift("s0", hour=18), shift("s1", day=1)]),
        (volunteer(max_consecutive_days=1), [shift("s0"), shift("s1", day=2)]),
        (volunteer(), [shift("s0", hour=22, hours=6), shift("s1", day=1, hour=15)]),
    ],
    ids=["to the minute", "valid to the minute", "two on one day without rest", "eleven hours", "a day between", "across midnight"],
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

    nothing = {"unfilled": 0, "below_minimum": 0, "colour": 0, "distance": 0, "fairness": 0}
    assert verdict.terms == nothing | expected
    assert verdict.objective == sum(expected.values())


def test_shifts_of_one_volunteer_grow_dearer() -> None:
    duties = tuple(shift(f"s{day}", day=day, seats=1) for day in range(4))
    taken = roster(*[("v", f"s{day}") for day in range(4)])

    verdict = judge(Problem((volunteer(),), duties, weights=Weights(extra_shift=5)), taken)

    assert verdict.terms["fairness"] == 5 * (0 + 1 + 2 + 3)


def test_open_seats_are_counted_apart() -> None:
    verdict = judge(Problem((volunteer(),), (shift("s0", seats=5, minimum=3), shift("s1", seats=2))), roster(("v", "s0")))

    assert (verdict.unfilled, verdict.below_minimum) == (6, 2)
