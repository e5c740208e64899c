"""A search in a process of its own: the same answer, little lost when it is ended, and its death told."""

import os
import signal
import threading

import pytest

from wucai.planning.apart import solve_apart
from wucai.planning.fanout import WorkerLost
from wucai.planning.progress import Event
from wucai.planning.rostering import solver
from wucai.planning.rostering.problem import Problem, Shift, Volunteer, Window
from wucai.planning.rostering.solution import Roster
from wucai.planning.search import Result, Status, Stop

CITY = Problem(
    volunteers=tuple(Volunteer(id=f"v{n}", windows=(Window(0, 3000),), colours=(("red", "blue")[n % 2],)) for n in range(8)),
    shifts=tuple(
        Shift(id=f"s{n}", station="a", colour=("red", "blue")[n % 2], starts=n * 300, ends=n * 300 + 240, seats=2) for n in range(6)
    ),
)


def found(text: str) -> Result[str]:
    return Result(status=Status.FEASIBLE, seed=0, seconds=0, solution=text, terms={"cost": 0})


def deaf(problem, *, stop, start, listen=None, keep=None):
    """Hands over one solution, then works in native code that holds the interpreter and looks at no stop."""
    if not stop.is_set():
        keep(problem, Event(at_seconds=0, phase="search"))
        sum(range(10**13))
    return found(f"{start} at the end")


def silent(problem, *, stop, start, listen=None, keep=None):
    """Says where it stands, then nothing more."""
    if not stop.is_set():
        listen(Event(at_seconds=1, phase="flow", objective=7))
        sum(range(10**13))
    return found("ended")


def patient(problem, *, stop, start, listen, keep):
    """Waits for its stop, and says how it came."""
    listen(Event(at_seconds=0, phase="waiting"))
    while not stop.is_set():
        threading.Event().wait(0.01)
    return found(stop.reason)


def wrong(problem, *, stop, start, listen, keep):
    raise ValueError(problem)


def dying(problem, *, stop, start, listen, keep):
    os.kill(os.getpid(), signal.SIGKILL)


def test_it_finds_what_is_found_here() -> None:
    here, events = solver.solve(CITY, seed=3), []

    there = solve_apart(solver.solve, CITY, stop=Stop(seconds=60), listen=events.append, seed=3)

    assert (there.solution, there.terms, there.bound) == (here.solution, here.terms, here.bound)
    assert events[-1].objective == here.objective


def test_what_native_code_cannot_hear_is_killed_and_the_last_that_it_kept_is_the_answer() -> None:
    stop = Stop()

    result = solve_apart(deaf, "a plan", stop=stop, keep=lambda _plan, _event: stop.ask_to_stop(), grace_seconds=0.1)

    assert result.solution == "a plan at the end"


def test_without_anything_kept_the_answer_is_made_of_the_start() -> None:
    stop = Stop()
    stop.ask_to_stop()

    assert solve_apart(deaf, "a plan", stop=stop, start="the start", grace_seconds=0).solution == "the start at the end"


def test_a_stop_is_heard_while_it_works() -> None:
    stop = Stop()

    assert solve_apart(patient, None, stop=stop, listen=lambda _event: stop.ask_to_stop(), grace_seconds=60).solution == "asked"


def test_while_it_is_silent_its_last_word_is_heard_again_so_that_it_can_be_stopped() -> None:
    stop, heard = Stop(), []

    def hear(event: Event) -> None:
        heard.append((event.phase, event.objective, event.at_seconds > 1))
        if len(heard) == 3:
            stop.ask_to_stop()

    assert solve_apart(silent, None, stop=stop, listen=hear, grace_seconds=0).solution == "ended"
    assert heard == [("flow", 7, False), ("flow", 7, True), ("flow", 7, True)]


def test_its_seconds_are_those_of_the_stop() -> None:
    assert solve_apart(patient, None, stop=Stop(seconds=0.5)).solution == "time"


def test_what_it_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="no such plan"):
        solve_apart(wrong, "no such plan", stop=Stop())


def test_its_death_is_told() -> None:
    with pytest.raises(WorkerLost, match=r"died \(exit code -9\)"):
        solve_apart(dying, None, stop=Stop())


def test_whoever_listens_may_end_it() -> None:
    def lost(_event: Event) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        solve_apart(patient, None, stop=Stop(), listen=lost)


def test_a_roster_that_was_kept_is_judged_when_the_search_is_killed() -> None:
    whole = solver.solve(CITY, seed=3)
    stop = Stop()
    stop.ask_to_stop()

    again = solve_apart(solver.solve, CITY, stop=stop, start=whole.solution, grace_seconds=0, seed=3)

    assert (again.solution, again.objective, again.violations) == (whole.solution, whole.objective, ())
    assert isinstance(again.solution, Roster)
