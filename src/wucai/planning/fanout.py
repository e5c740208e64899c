"""Shards of a search on other processes, in the shape of `concurrent.futures`: submit, as_completed, cancel.

A shard is computed by `work(shared, shard)`, a pure function at the top level of a module: it changes neither argument,
so that it gives the same answer everywhere and may be run again when its worker dies. What all shards need (the
instance) is broadcast, once per worker; what one alone needs (prices, a seed, a neighbourhood) travels with the shard.

`InProcess` is the default and what tests use; `ProcessPool` is for one machine, `cluster.DaskCluster` for many. An
executor belongs to one thread, and moves only while that thread waits for it.
"""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import pickle
import signal
import traceback
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import connection
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from wucai.planning.search import Stop, Stopped, StopReason

A = TypeVar("A")  # a shard
R = TypeVar("R")  # what comes of it
S = TypeVar("S")  # what all shards share

LOOK_SECONDS = 0.1
"""How long an executor waits for its workers before it looks at the stop again."""


class WorkerLost(Exception):
    """A shard has cost as many workers as it may: they died (of memory, native code, a kill) while they computed it."""


class ShardFailed(Exception):
    """The work raised or returned something that cannot travel between processes; the message says what."""


@dataclass(frozen=True)
class Shared(Generic[S]):
    """A handle to what was broadcast; it lives as long as its executor."""

    key: int


class Future(concurrent.futures.Future[R]):
    """What will come of one shard: the Future of `concurrent.futures`, which moves its executor while one waits."""

    def __init__(self, advance: Callable[[float], None]) -> None:
        """Made by an executor, whose `advance(seconds)` brings it nearer."""
        super().__init__()
        self._advance = advance

    def result(self, timeout: float | None = None) -> R:
        """Wait, then give the answer or raise: what the work raised, WorkerLost, ShardFailed, or as the parent does."""
        self._wait(timeout)
        return super().result(timeout=0)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Wait, then give what `result` would raise, or None."""
        self._wait(timeout)
        return super().exception(timeout=0)

    def _wait(self, timeout: float | None) -> None:
        stop = Stop(seconds=timeout)
        while not self.done() and not stop.is_set():
            self._advance(min(LOOK_SECONDS, stop.seconds_left()))


@dataclass(kw_only=True)
class Task:
    """A shard on its way: the handle of what it shares, its work packed for the journey, and how many workers it has cost."""

    future: Future[Any]
    shared: int
    payload: bytes
    losses: int = 0

    @classmethod
    def packed(cls, advance: Callable[[float], None], work: Callable[[S, A], R], shared: Shared[S], shard: A) -> Self:
        """A new one; raises what pickling raises."""
        return cls(future=Future(advance), shared=shared.key, payload=pickle.dumps((work, shard), protocol=5))

    def may_begin(self) -> bool:
        """Whether it is to be computed: not when it was cancelled while it waited. One that a worker lost has begun already."""
        return self.losses > 0 or self.future.set_running_or_notify_cancel()

    def lose(self, worker: str, *, retries: int) -> bool:
        """Count a worker that died over it; whether it is tried again. Where not, its future raises WorkerLost."""
        self.losses += 1
        if self.losses <= retries:
            return True
        story = f"A worker died ({worker}). Its shard has now cost {self.losses} and is not tried again."
        self.future.set_exception(WorkerLost(story))
        return False

    def abandon(self) -> None:
        """Nobody computes it any more: whoever waits hears that it was cancelled."""
        if not self.future.cancel():
            self.future.set_exception(concurrent.futures.CancelledError())


class Executor(ABC):
    """Where shards are computed. A subclass can broadcast, submit, advance and close; the rest follows from these."""

    @abstractmethod
    def broadcast(self, data: S) -> Shared[S]:
        """Make data known to every worker that will need it, once, and return the handle to submit with."""

    @abstractmethod
    def submit(self, work: Callable[[S, A], R], shared: Shared[S], shard: A) -> Future[R]:
        """Queue `work(shared, shard)`. Shards begin in the order in which they were submitted."""

    @abstractmethod
    def advance(self, seconds: float) -> None:
        """Wait until a shard is done, but not much longer than so many seconds; RuntimeError if none is queued."""

    @abstractmethod
    def close(self) -> None:
        """Cancel what has not begun, end what has, and free the workers."""

    def cancel(self, futures: Iterable[Future[R]]) -> None:
        """Cancel those that have not begun; what has begun runs on until it is done or the executor is closed."""
        for future in futures:
            future.cancel()

    def as_completed(self, futures: Iterable[Future[R]], *, stop: Stop | None = None) -> Iterator[Future[R]]:
        """The futures as they are done. When the stop is set: cancel what has not begun, and end without the rest."""
        awaited = list(futures)
        ready: deque[concurrent.futures.Future[R]] = deque()
        for future in awaited:
            future.add_done_callback(ready.append)
        for _ in awaited:
            while not ready:
                if stop is not None and stop.is_set():
                    self.cancel(awaited)
                    return
                self.advance(LOOK_SECONDS)
            yield ready.popleft()  # type: ignore[misc]  # the callbacks get the futures that they were added to

    def __enter__(self) -> Self:
        """Use as a context: closed on the way out."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close."""
        self.close()


def map_ordered(executor: Executor, work: Callable[[S, A], R], shared: S, shards: Iterable[A], *, stop: Stop | None = None) -> list[R]:
    """`[work(shared, shard) for shard in shards]`: the same list in the same order on every executor.

    If shards fail, all are ended and the error of the first in this order is raised. Raises Stopped if the stop is set
    before the last is done.
    """
    handle = executor.broadcast(shared)
    futures = [executor.submit(work, handle, shard) for shard in shards]
    completed = sum(1 for _ in executor.as_completed(futures, stop=stop))
    if stop is not None and completed < len(futures):
        raise Stopped(stop.reason or StopReason.ASKED)
    return [future.result() for future in futures]


class InProcess(Executor):
    """Computes each shard here, when somebody waits for it, in the order of submission: wholly repeatable."""

    def __init__(self) -> None:
        """Start with an empty queue."""
        self._shared: list[Any] = []
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()

    def broadcast(self, data: S) -> Shared[S]:
        """Keep the data itself, not a copy."""
        self._shared.append(data)
        return Shared(len(self._shared) - 1)

    def submit(self, work: Callable[[S, A], R], shared: Shared[S], shard: A) -> Future[R]:
        """Queue it; nothing runs yet."""
        future: Future[R] = Future(self.advance)
        data: S = self._shared[shared.key]
        self._waiting.append((future, lambda: work(data, shard)))
        return future

    def advance(self, seconds: float) -> None:
        """Compute the next shard whole, however long it takes."""
        require_work(self._waiting)
        future, compute = self._waiting.popleft()
        if not future.set_running_or_notify_cancel():
            return
        try:
            value = compute()
        except Exception as error:  # noqa: BLE001  whoever waits for the answer gets it
            future.set_exception(error)
        else:
            future.set_result(value)

    def close(self) -> None:
        """Cancel what is queued."""
        self.cancel(future for future, _ in self._waiting)
        self._waiting.clear()


class ProcessPool(Executor):
    """Computes shards on processes of this machine, started when first needed ("spawn": nothing is inherited).

    A worker that dies takes only its own shard with it: it is replaced, and the shard is tried again up to `retries`
    times, then its future raises WorkerLost. Work, shared data, shards and answers must pickle. `close` kills the rest.
    """

    def __init__(self, workers: int, *, retries: int = 1) -> None:
        """At most so many processes at once, each with its own solver libraries (numpy, flow and CP-SAT: 80 MB)."""
        if workers < 1 or retries < 0:
            raise ValueError(f"A pool of {workers} workers and {retries} retries cannot work.")
        self._size = workers
        self._retries = retries
        self._shared: list[bytes] = []
        self._waiting: deque[Task] = deque()
        self._workers: list[_Worker] = []

    def broadcast(self, data: S) -> Shared[S]:
        """Pickle the data once; every worker gets it before its first shard that needs it."""
        self._shared.append(pickle.dumps(data, protocol=5))
        return Shared(len(self._shared) - 1)

    def submit(self, work: Callable[[S, A], R], shared: Shared[S], shard: A) -> Future[R]:
        """Pickle it, and start it if a worker is free."""
        task = Task.packed(self.advance, work, shared, shard)
        self._waiting.append(task)
        self._fill()
        return task.future

    def advance(self, seconds: float) -> None:
        """Take the answers that come within so many seconds, and give the free workers the next shards."""
        require_work(self._waiting or any(worker.task for worker in self._workers))
        self._fill()
        busy = {worker.pipe: worker for worker in self._workers if worker.task}
        for pipe in connection.wait(list(busy), timeout=seconds) if busy else ():
            self._collect(busy[pipe])  # type: ignore[index]  # wait gives back some of the pipes it was given
        self._fill()

    def close(self) -> None:
        """Cancel what is queued, kill the workers and what they run: pure work leaves nothing behind."""
        unfinished = [*self._waiting, *(worker.task for worker in self._workers if worker.task)]
        self._waiting.clear()
        while self._workers:
            self._bury(self._workers[-1])
        for task in unfinished:
            task.abandon()

    def _fill(self) -> None:
        while self._waiting and (worker := self._free_worker()):
            task = self._waiting.popleft()
            if task.may_begin():
                worker.task = task
                self._hand_over(worker, task)

    def _free_worker(self) -> _Worker | None:
        for worker in [worker for worker in self._workers if not worker.task]:
            if worker.process.is_alive():
                return worker
            self._bury(worker)
        if len(self._workers) == self._size:
            return None
        self._workers.append(_Worker.start())
        return self._workers[-1]

    def _hand_over(self, worker: _Worker, task: Task) -> None:
        is_new = task.shared not in worker.knows
        try:
            worker.pipe.send((task.shared, is_new))
            if is_new:
                worker.pipe.send_bytes(self._shared[task.shared])
            worker.pipe.send_bytes(task.payload)
        except OSError:  # it died while we spoke
            self._lose(worker, task)
        else:
            worker.knows.add(task.shared)

    def _collect(self, worker: _Worker) -> None:
        assert worker.task is not None, "only busy workers are waited for"
        task = worker.task
        try:
            answer = worker.pipe.recv_bytes()
        except (EOFError, OSError):  # it died before, or while, it answered
            self._lose(worker, task)
            return
        worker.task = None
        settle(task.future, answer)

    def _lose(self, worker: _Worker, task: Task) -> None:
        exit_code = self._bury(worker)
        if task.lose(f"exit code {exit_code}", retries=self._retries):
            self._waiting.appendleft(task)

    def _bury(self, worker: _Worker) -> int | None:
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()
        return worker.process.exitcode


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: connection.Connection
    task: Task | None = None
    knows: set[int] = field(default_factory=set)

    @classmethod
    def start(cls) -> _Worker:
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()  # so that its death closes the pipe
        return cls(process, ours)


def require_work(queued: object) -> None:
    """Raise RuntimeError unless something is queued: whoever waits here would wait for ever."""
    if not queued:
        raise RuntimeError("Nothing is queued here: this future belongs to another executor.")


def settle(future: Future[Any], answer: bytes) -> None:
    """Give the future what a worker packed: the value, or what the work raised."""
    try:
        is_value, content = pickle.loads(answer)
    except Exception as error:  # noqa: BLE001  whatever the answer's own unpickling raises
        future.set_exception(ShardFailed(f"The answer cannot be read: {error!r}"))
        return
    if is_value:
        future.set_result(content)
    else:
        future.set_exception(content)


def _serve(pipe: connection.Connection) -> None:
    """The life of a worker: take a shard, answer, until the coordinator is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the coordinator, which then closes the pool
    packed: dict[int, bytes] = {}
    opened: dict[int, Any] = {}
    while True:
        try:
            key, is_new = pipe.recv()
            if is_new:
                packed[key] = pipe.recv_bytes()
            pipe.send_bytes(_answer(key, pipe.recv_bytes(), packed, opened))
        except (EOFError, OSError):
            return


def _answer(key: int, payload: bytes, packed: dict[int, bytes], opened: dict[int, Any]) -> bytes:
    def shared() -> Any:
        if key not in opened:
            opened[key] = pickle.loads(packed[key])
            del packed[key]
        return opened[key]

    return packed_answer(shared, payload)


def packed_answer(shared: Callable[[], S], payload: bytes) -> bytes:
    """What comes of a pickled pair of work and shard with the shared data, packed for `settle`; or what any of it raised."""
    try:
        data = shared()
        work, shard = pickle.loads(payload)
        return pickle.dumps((True, work(data, shard)), protocol=5)
    except Exception as error:  # noqa: BLE001  whatever the work raises is its answer
        return packed_error(error)


def packed_error(error: Exception) -> bytes:
    """What the work raised, packed for `settle` with where it happened; ShardFailed where it cannot travel."""
    told = "".join(traceback.format_exception(error))
    error.add_note(f"In a worker:\n{told}")
    try:
        answer = pickle.dumps((False, error), protocol=5)
        pickle.loads(answer)
    except Exception:  # noqa: BLE001  an exception with a constructor of its own may pickle and not unpickle, in any way it likes
        return pickle.dumps((False, ShardFailed(told)), protocol=5)
    return answer
