"""A telephone line between browser and site that a test can cut, or on which answers get lost."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from urllib.parse import urlsplit


class State(Enum):
    """What the line does."""

    WHOLE = "whole"
    CUT = "cut"  # nobody is reached
    ONE_WAY = "one way"  # what is sent arrives, and no answer comes back


class Line:
    """Forwards TCP from a port of its own to the site."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.target = (str(parts.hostname), int(parts.port or 80))
        self.state = State.WHOLE
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def set(self, state: State) -> None:
        """Let the line do this from now on; connections that stand are cut."""
        self.state = state
        for each in list(self.open):
            _close(each)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if self.state is State.CUT:
                _close(near)
                continue
            far = socket.create_connection(self.target)
            self.open |= {near, far}
            threading.Thread(target=self._carry, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, True), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        try:
            while data := source.recv(65_536):
                if is_answer and self.state is State.ONE_WAY:
                    break
                sink.sendall(data)
        except OSError:
            pass  # the other end, or `set`, closed it
        finally:
            for each in (source, sink):
                self.open.discard(each)
                _close(each)


@contextmanager
def line(address: str) -> Iterator[Line]:
    """A line to the address for the length of a test."""
    made = Line(address)
    try:
        yield made
    finally:
        _close(made.listener)
        made.set(State.CUT)


def _close(each: socket.socket) -> None:
    with suppress(OSError):  # closed before
        each.shutdown(socket.SHUT_RDWR)
    each.close()
