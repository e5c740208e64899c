"""The command's three streams: what is told on stderr, and what keeps the standard output for the answer alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from wucai.planning import answer
from wucai.planning.problems import BadProblem
from wucai.planning.progress import Event


def fill() -> None:
    """Put nothing in the place of each stream that is closed, so that no file which is opened later stands in for it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one


def say(sentence: str) -> None:
    """A sentence on stderr, on one line whatever names are in it; nothing when nobody can hear it."""
    line = "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in sentence)
    if sys.stderr is None:
        return  # it was closed
    try:
        sys.stderr.write(f"wucai.planning: {line}\n")
        sys.stderr.flush()
    except OSError:
        abandon(sys.stderr)


def given() -> bytes:
    """All of the standard input; raises BadProblem."""
    if sys.stdin is None:
        raise BadProblem("the standard input is closed.")
    return sys.stdin.buffer.read()


def require_output() -> None:
    """Raise BadProblem where the standard output is closed, before anybody waits for an answer there."""
    if sys.stdout is None:
        raise BadProblem("the standard output is closed; name a file with --out.")


def put(content: bytes) -> None:
    """Write to the standard output; raises OSError."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    except OSError:
        abandon(sys.stdout)
        raise


def abandon(stream: TextIO) -> None:
    """The stream is full, or whoever read it has gone: leave the rest unsaid, where Python would fail at its last flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def quiet_solvers() -> Iterator[None]:
    """What a solver's library prints by itself goes to stderr."""
    if sys.stdout is not None:
        sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


class Progress:
    """One line on stderr: rewritten where somebody looks on, a new one for each event elsewhere."""

    def __init__(self, stream: TextIO | None, *, is_quiet: bool) -> None:
        """Nothing is written when quiet, or where there is no stream."""
        self._stream = None if is_quiet else stream
        self._is_watched = self._stream is not None and self._stream.isatty()

    def tell(self, event: Event) -> None:
        """Say where the search stands."""
        line = f"{event.at_seconds:7.1f} s  {event.phase}  objective {answer.number(event.objective)}  "
        line += answer.standing(event.bound, event.gap).replace(" · ", "  ")
        self._write(f"\r\x1b[K{line}" if self._is_watched else f"{line}\n")

    def __enter__(self) -> Progress:
        """Use as a context: the line is ended on the way out."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the line."""
        if self._is_watched:
            self._write("\n")

    def _write(self, text: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:  # nobody listens any more, but the answer is still wanted
            abandon(self._stream)
            self._stream = None
