"""Ctrl-C as a request: the search hears it at its next look, and hands back the best that it has."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from wucai.planning.search import Stop

ASKING = (signal.SIGINT, signal.SIGTERM)


@dataclass
class Heard:
    """Which signal came, if one did."""

    number: int | None = None

    @property
    def exit_code(self) -> int:
        """0, or 128 + the signal, as shells have it."""
        return 0 if self.number is None else 128 + self.number


@contextmanager
def asking(stop: Stop) -> Iterator[Heard]:
    """While this lasts, the first Ctrl-C (or SIGTERM) asks the stop; the second ends the process at once, with nothing written.

    A thread waits for the signals, which are blocked meanwhile: a handler would be lost where a solver's library sets its own, as CP-SAT
    does, which would then end one step of many and forget that anybody asked. There is a handler, too, for what a thread takes up that
    was there before (numpy's), and where no thread can wait (Windows).
    """
    heard = Heard()
    with _handled(stop, heard), _awaited(stop, heard):
        yield heard


@contextmanager
def _handled(stop: Stop, heard: Heard) -> Iterator[None]:
    before = {each: signal.signal(each, lambda number, frame: _take(stop, heard, number)) for each in ASKING}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _awaited(stop: Stop, heard: Heard) -> Iterator[None]:
    if not hasattr(signal, "sigwait"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ASKING)
    is_over = threading.Event()
    waiting = threading.Thread(target=_wait, args=(stop, heard, is_over), daemon=True)
    waiting.start()
    try:
        yield
    finally:
        is_over.set()
        if waiting.ident is not None:
            with suppress(ProcessLookupError):  # it has just ended
                signal.pthread_kill(waiting.ident, signal.SIGINT)
        waiting.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _wait(stop: Stop, heard: Heard, is_over: threading.Event) -> None:
    while True:
        number = signal.sigwait(ASKING)
        if is_over.is_set():
            return
        _take(stop, heard, number)


def _take(stop: Stop, heard: Heard, number: int) -> None:
    if heard.number is not None:
        os._exit(128 + number)
    heard.number = number
    stop.ask_to_stop()
