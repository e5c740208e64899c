"""Events and the reporter: seldom enough to store, and nothing lost."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wucai.planning.progress import Event, Reporter, gap


class Hands:
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_an_event_knows_its_gap_only_with_both_values() -> None:
    both = Event(at_seconds=1, phase="flow", objective=110, bound=100)
    one = Event(at_seconds=1, phase="flow", objective=110)

    assert (both.gap, one.gap, gap(None, 100)) == (0.1, None, None)


@pytest.mark.parametrize("values", [{"bound": 12.0}, {"objective": math.inf}, {"bound": math.nan}, {"at_seconds": -1}])
def test_an_event_that_cannot_be_true_is_refused(values: dict[str, float]) -> None:
    sound: dict[str, Any] = {"at_seconds": 1, "phase": "flow", "objective": 11, "bound": 10}

    with pytest.raises(ValueError, match="must be|is above|cannot happen"):
        Event(**(sound | values))


def test_the_listener_hears_at_most_one_event_an_interval() -> None:
    hands, heard = Hands(), list[Event]()
    reporter = Reporter(heard.append, interval_seconds=1, clock=hands)

    for objective in range(50, 0, -1):
        reporter.report("repair", objective=objective)
        hands.seconds += 0.25

    assert [event.at_seconds for event in heard] == [float(second) for second in range(13)]


def test_the_end_of_a_phase_is_always_heard_with_the_best_values() -> None:
    hands, heard = Hands(), list[Event]()
    reporter = Reporter(heard.append, interval_seconds=60, clock=hands)

    reporter.report("flow", objective=9, bound=2)
    reporter.report("flow", objective=7)
    reporter.end_phase("flow", note="no arc left")
    reporter.end_phase("repair", bound=3)

    assert heard == [
        Event(at_seconds=0, phase="flow", objective=9, bound=2),
        Event(at_seconds=0, phase="flow", objective=7, bound=2, note="no arc left"),
        Event(at_seconds=0, phase="repair", objective=7, bound=3),
    ]


def test_the_trajectory_keeps_every_improvement_and_nothing_else() -> None:
    hands = Hands()
    reporter = Reporter(interval_seconds=60, clock=hands)

    for objective, bound in [(9, None), (9, 1), (12, 0), (8, None), (8, 1)]:
        hands.seconds += 1
        reporter.report("search", objective=objective, bound=bound)
    reporter.end_phase("search")

    kept = [(event.at_seconds, event.objective, event.bound) for event in reporter.trajectory]
    assert kept == [(1, 9, None), (2, 9, 1), (4, 8, 1), (5, 8, 1)]


def test_a_sign_of_life_needs_no_values() -> None:
    heard = list[Event]()
    reporter = Reporter(heard.append, clock=Hands())

    reporter.report("building the network", note="3 of 9 days")

    assert heard == [Event(at_seconds=0, phase="building the network", note="3 of 9 days")]
    assert reporter.trajectory == ()


def test_a_bound_that_passes_the_best_objective_is_refused_at_once() -> None:
    reporter = Reporter(clock=Hands())
    reporter.report("flow", objective=100, bound=90)

    with pytest.raises(ValueError, match="above the objective"):
        reporter.report("pricing", bound=101)

    assert reporter.trajectory[-1].bound == 90


@given(st.lists(st.tuples(st.integers(50, 99), st.integers(0, 50), st.floats(0, 2)), max_size=30))
def test_what_is_heard_ends_where_the_trajectory_ends(reports: list[tuple[int, int, float]]) -> None:
    hands, heard = Hands(), list[Event]()
    reporter = Reporter(heard.append, interval_seconds=1, clock=hands)

    for objective, bound, pause in reports:
        reporter.report("search", objective=objective, bound=bound)
        hands.seconds += pause
    reporter.end_phase("search")

    objectives = [event.objective for event in reporter.trajectory if event.objective is not None]
    bounds = [event.bound for event in reporter.trajectory if event.bound is not None]
    assert heard[-1] == reporter.trajectory[-1]
    assert (objectives, bounds) == (sorted(objectives, reverse=True), sorted(bounds))
    assert objectives[-1:] == [min(objective for objective, _, _ in reports)] if reports else objectives == []
