"""A crowd: many people who send their wishes at once over HTTP, from a process of its own, and what each of them was told.

Raw asyncio over keep-alive connections: the crowd shares the machine with the server, so it must cost little. It decides nothing and knows
no room; it repeats a wish with the same key where it is told to, as a phone does that lost the answer.
"""

import asyncio
import json
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
# The status noted when the server closed the connection instead of answering.
NO_ANSWER = 0


@dataclass(frozen=True)
class Wish:
    """One request as the page would send it."""

    path: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def text(self, address: str) -> str:
        """The request on the wire. A wish with a body is a POST of a form."""
        lines = [f"{'POST' if self.body else 'GET'} {self.path} HTTP/1.1", f"Host: {urlsplit(address).netloc}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", self.body])


@dataclass(frozen=True)
class Answer:
    """What the sender of the wish with this number was told, and after how many seconds."""

    wish: int
    status: int
    seconds: float


@dataclass(frozen=True)
class Rush:
    """All answers in the order in which they came, and the seconds from the first question to the last answer."""

    answers: list[Answer]
    seconds: float

    def p99(self) -> float:
        """The wait in seconds that one person in a hundred exceeds."""
        waits = sorted(answer.seconds for answer in self.answers)
        return waits[ceil(0.99 * len(waits)) - 1]

    def first(self) -> dict[int, int]:
        """The first status that each wish got."""
        told: dict[int, int] = {}
        for answer in self.answers:
            told.setdefault(answer.wish, answer.status)
        return told

    def told_otherwise(self) -> list[int]:
        """The wishes whose repeat got another status than the first time."""
        first = self.first()
        return sorted({answer.wish for answer in self.answers if answer.status != first[answer.wish]})


def send(address: str, wishes: Sequence[Wish], *, in_flight: int, again: Iterable[int] = (), seed: int = 2020) -> Rush:
    """Send all wishes, so many at a time; those in `again` once more with the same key, some time after their first answer."""
    plan = {
        "port": urlsplit(address).port,
        "in_flight": in_flight,
        "again": sorted(again),
        "seed": seed,
        "requests": [wish.text(address) for wish in wishes],
    }
    command = [sys.executable, "-m", "bench.crowd"]
    done = subprocess.run(command, input=json.dumps(plan).encode(), stdout=subprocess.PIPE, check=True, cwd=ROOT)
    told = json.loads(done.stdout)
    return Rush([Answer(*answer) for answer in told["answers"]], told["seconds"])


class _Sender(asyncio.Protocol):
    """One connection: sends the next wish as soon as it has an answer, until none is left."""

    def __init__(self, crowd: "_Crowd") -> None:
        self.crowd = crowd
        self.wish: int | None = None
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self) -> None:
        """Send the next wish, or hang up."""
        self.wish = self.crowd.next_wish()
        if self.wish is None:
            self.transport.close()
            return
        self.asked_at = perf_counter()
        self.transport.write(self.crowd.requests[self.wish])

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if (status := _complete(self.buffer)) is not None:
            self.buffer = b""
            self._note(status)
            self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.wish is not None:
            self._note(NO_ANSWER)
            self.crowd.lost(self)

    def _note(self, status: int) -> None:
        assert self.wish is not None
        self.crowd.note(self.wish, status, perf_counter() - self.asked_at)
        self.wish = None


class _Crowd:
    """What is still to be asked, and what was answered."""

    def __init__(self, port: int, requests: list[bytes], again: set[int], seed: int) -> None:
        self.port = port
        self.requests = requests
        self.to_ask = deque(range(len(requests)))
        self.again = again
        self.chance = Random(seed)
        self.answers: list[tuple[int, int, float]] = []
        self.open_questions = len(requests) + len(again)
        self.done = asyncio.Event()
        self.reopened: set[asyncio.Task[None]] = set()

    async def send(self, in_flight: int) -> float:
        """Connect everybody first, then let all ask at once; returns the seconds until the last answer."""
        count = min(in_flight, len(self.requests))
        senders = [await self._connected() for _ in range(count)]
        started = perf_counter()
        for sender in senders:
            sender.ask()
        await self.done.wait()
        return perf_counter() - started

    def next_wish(self) -> int | None:
        """The number of the next wish to send, or None."""
        return self.to_ask.popleft() if self.to_ask else None

    def note(self, wish: int, status: int, seconds: float) -> None:
        """Keep the answer; ask again where that is wanted."""
        self.answers.append((wish, status, seconds))
        if wish in self.again:
            self.again.discard(wish)
            self.to_ask.insert(self.chance.randint(0, len(self.to_ask)), wish)
        self.open_questions -= 1
        if not self.open_questions:
            self.done.set()

    def lost(self, sender: _Sender) -> None:
        """The server hung up on somebody: another connection takes its place."""
        task = asyncio.get_running_loop().create_task(self._reopen())
        self.reopened.add(task)
        task.add_done_callback(self.reopened.discard)

    async def _connected(self) -> _Sender:
        loop = asyncio.get_running_loop()
        _, sender = await loop.create_connection(lambda: _Sender(self), "127.0.0.1", self.port)
        return sender

    async def _reopen(self) -> None:
        (await self._connected()).ask()


def _complete(buffer: bytes) -> int | None:
    """The status of a whole answer, or None while more is to come."""
    head, blank, body = buffer.partition(b"\r\n\r\n")
    if not blank:
        return None
    lower = head.lower()
    status = int(head[9:12])
    if (at := lower.find(b"\r\ncontent-length:")) >= 0:
        length = int(lower[at + 17 :].split(b"\r\n", 1)[0])
        return status if len(body) >= length else None
    if b"\r\ntransfer-encoding: chunked" in lower:
        return status if body.endswith(b"0\r\n\r\n") else None
    return status


async def _rush(plan: dict[str, Any]) -> dict[str, Any]:
    requests = [text.encode() for text in plan["requests"]]
    crowd = _Crowd(plan["port"], requests, set(plan["again"]), plan["seed"])
    seconds = await crowd.send(plan["in_flight"])
    return {"answers": crowd.answers, "seconds": seconds}


if __name__ == "__main__":
    json.dump(asyncio.run(_rush(json.load(sys.stdin))), sys.stdout)
