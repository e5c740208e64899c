"""A search in a process of its own: it ends within two seconds of a stop, whatever native code it is in, and holds up nobody meanwhile.

A large flow takes a minute for 100,000 volunteers, looks at no stop and holds Python's lock: a worker that computed it would not even tell
that it is alive. What the search finds on its way comes over a pipe, so that little is lost when it is ended.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import connection
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

from wucai.planning.fanout import LOOK_SECONDS, WorkerLost, packed_error
from wucai.planning.progress import Event
from wucai.planning.search import Result, Stop, StopReason

S = TypeVar("S")

GRACE_SECONDS = 2.0
"""So long a search that was told to stop may take to hand over what it has; then it is killed."""

PULSE_SECONDS = 1.0
"""So often whoever listens hears where the search stands, also while it says nothing."""


def solve_apart(
    solve: Callable[..., Result[S]],
    problem: Any,
    *,
    stop: Stop,
    start: S | None = None,
    listen: Callable[[Event], None] | None = None,
    keep: Callable[[S, Event], None] | None = None,
    grace_seconds: float = GRACE_SECONDS,
    **wishes: Any,
) -> Result[S]:
    """`solve(problem, stop=…, start=start, listen=listen, keep=keep, **wishes)`, on another process, which begins anew ("spawn").

    `solve` stands at the top level of a module; problem, start, wishes and solutions pickle. Its seconds are those that the stop has left,
    counted from when it begins; it ends by itself when they are over. While it works on in silence, `listen` hears its last event again, at
    a later time: it may ask for the stop then, too. Asked to stop and not done in time, it is killed: then the answer is what `solve` makes
    here, with a stop that is set, of the best that was handed over. Raises what the search raised, and WorkerLost if its process died.
    """
    best = start

    def kept(solution: S, event: Event) -> None:
        nonlocal best
        best = solution
        if keep is not None:
            keep(solution, event)

    hear: dict[str, Callable[..., None]] = {"event": listen or _nobody, "kept": kept}
    with _Apart(solve, problem, {"start": start, **wishes}, stop.seconds_left()) as apart:
        result: Result[S] | None = apart.listened_to(hear, stop, grace_seconds)
    if result is not None:
        return result
    over = Stop()
    over.ask_to_stop()
    return solve(problem, stop=over, start=best, **wishes)


class _Apart:
    """The process, from its start to its end."""

    def __init__(self, solve: Callable[..., Any], problem: Any, wishes: dict[str, Any], seconds: float) -> None:
        self._task = pickle.dumps((solve, problem, wishes, seconds), protocol=5)
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process: SpawnProcess = spawn.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()  # so that its death closes the pipe

    def __enter__(self) -> _Apart:
        return self

    def __exit__(self, *_error: object) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join()

    def listened_to(self, hear: dict[str, Callable[..., None]], stop: Stop, grace_seconds: float) -> Any:
        """Pass on what it tells until it is done; None when it was asked to stop and was not done in time."""
        self._say(self._task)
        ends_at, last, last_at = None, None, 0.0
        while ends_at is None or time.monotonic() < ends_at:
            if ends_at is None and stop.reason is StopReason.ASKED:
                self._say(b"stop")
                ends_at = time.monotonic() + grace_seconds
            silence = time.monotonic() - last_at
            if self._pipe.poll(LOOK_SECONDS):
                told, what = self._heard()
            elif last is not None and silence >= PULSE_SECONDS:
                told, what = "event", (replace(last, at_seconds=last.at_seconds + silence),)
            else:
                continue
            if told == "result":
                return what[0]
            if told == "error":
                raise what[0]
            if told == "event":
                last, last_at = what[0], time.monotonic()
            hear[told](*what)
        return None

    def _say(self, packed: bytes) -> None:
        try:
            self._pipe.send_bytes(packed)
        except OSError as error:
            raise self._lost() from error

    def _heard(self) -> tuple[str, tuple[Any, ...]]:
        try:
            told: tuple[str, tuple[Any, ...]] = pickle.loads(self._pipe.recv_bytes())
        except (EOFError, OSError) as error:
            raise self._lost() from error
        return told

    def _lost(self) -> WorkerLost:
        self._process.join()
        return WorkerLost(f"The search's process died (exit code {self._process.exitcode}).")


def _nobody(_event: Event) -> None:
    """Nobody listens."""


def _serve(pipe: connection.Connection) -> None:
    """The life of the process: one search."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever waits
    solve, problem, wishes, seconds = pickle.loads(pipe.recv_bytes())
    stop = Stop(seconds=seconds)
    threading.Thread(target=_await_stop, args=(pipe, stop), daemon=True).start()

    def tell(*told: Any) -> None:
        pipe.send_bytes(pickle.dumps((told[0], told[1:]), protocol=5))

    try:
        result = solve(problem, stop=stop, listen=lambda event: tell("event", event), keep=lambda *kept: tell("kept", *kept), **wishes)
    except Exception as error:  # noqa: BLE001  whoever waits for the answer gets it
        tell("error", pickle.loads(packed_error(error))[1])
    else:
        tell("result", result)


def _await_stop(pipe: connection.Connection, stop: Stop) -> None:
    try:
        pipe.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)  # nobody waits for the answer any more
    stop.ask_to_stop()
