"""Shards on many machines: an `Executor` on Dask distributed, which is an optional extra (`pip install wucai[cluster]`).

The coordinator places each shard itself, one for each thread of a worker, and looks which workers are there. So a worker
that dies takes only what it computed with it, however many shards wait, and whatever the scheduler thinks of failures.
"""

from __future__ import annotations

import concurrent.futures
import logging
import os
import pickle
import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4
from weakref import WeakValueDictionary

from wucai.planning.fanout import (
    LOOK_SECONDS,
    Executor,
    Future,
    ShardFailed,
    Shared,
    Task,
    WorkerLost,
    packed_answer,
    require_work,
    settle,
)

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as Remote

A = TypeVar("A")
R = TypeVar("R")
S = TypeVar("S")

FETCH_SECONDS = 5
"""How long an answer may travel before the coordinator looks whether its worker is still there."""

WORKER_SECONDS = 60.0
"""How long the coordinator waits for any worker at all: at the start, and when the last one has gone."""

SCATTER_TRIES = 5
"""How often shared data are sent while workers come and go."""


class ClusterMissing(ImportError):
    """Dask distributed is not installed here."""


class DaskCluster(Executor):
    """Computes shards on the workers of a Dask scheduler.

    `address` is that of a scheduler ("tcp://10.0.0.5:8786"), `client` one that is connected already and stays open. With
    neither, a cluster of `workers` processes (as many as there are processors) is started here and ended by `close`.

    A shard whose worker dies is tried again up to `retries` times, then its future raises WorkerLost; so it does when no
    worker is there for `patience` seconds. Work, shards and answers must pickle, and the workers must be able to import
    what they name. On other people's workers `close` cannot end what runs: it runs on unheard until it is done.
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        client: Client | None = None,
        workers: int | None = None,
        retries: int = 1,
        patience: float = WORKER_SECONDS,
    ) -> None:
        """Connect. Raises ClusterMissing without Dask, OSError when there is no scheduler, WorkerLost when it has no worker."""
        if sum(each is not None for each in (address, client, workers)) > 1:
            raise ValueError("Say one of address, client and workers: each names a cluster of its own.")
        if retries < 0 or (workers is not None and workers < 1):
            raise ValueError(f"A cluster of {workers} workers and {retries} retries cannot work.")
        self._ends = ExitStack()
        self._client = client if client is not None else self._connected(address, workers or os.cpu_count() or 1)
        self._retries = retries
        self._patience = patience
        self._shared: list[tuple[_Parcel, Remote]] = []
        self._waiting: deque[_Task] = deque()
        self._running: dict[str, _Task] = {}
        self._done: queue.SimpleQueue[Remote] = queue.SimpleQueue()
        self._threads: Mapping[str, int] = {}
        self._looked_at = self._seen_at = time.monotonic()
        self._require_worker()

    def broadcast(self, data: S) -> Shared[S]:
        """Pickle the data once and scatter them to every worker; one that comes later fetches them from another."""
        parcel = _Parcel(uuid4().hex, pickle.dumps(data, protocol=5))
        self._shared.append((parcel, self._scattered(parcel)))
        return Shared(len(self._shared) - 1)

    def submit(self, work: Callable[[S, A], R], shared: Shared[S], shard: A) -> Future[R]:
        """Pickle it, and start it if a worker is free."""
        task = _Task.packed(self.advance, work, shared, shard)
        self._waiting.append(task)
        if len(self._running) < sum(self._threads.values()):
            self._fill()
        return task.future

    def advance(self, seconds: float) -> None:
        """Take the answers that come within so many seconds, and give the free workers the next shards."""
        require_work(self._waiting or self._running)
        self._fill()
        try:
            done = [self._done.get(timeout=max(0.0, seconds))]
        except queue.Empty:
            done = []
        while not self._done.empty():
            done.append(self._done.get())
        for remote in done:
            self._collect(remote)
        self._fill()

    def close(self) -> None:
        """Cancel what is queued, forget what runs, end the cluster if it is ours."""
        unfinished = [*self._waiting, *self._running.values()]
        self._waiting.clear()
        self._running.clear()
        for task in unfinished:
            if task.remote is not None:
                task.remote.release()
            task.abandon()
        self._shared.clear()
        self._ends.close()

    def _connected(self, address: str | None, workers: int) -> Client:
        try:
            from distributed import Client, LocalCluster  # an optional extra, and it takes a second to load
        except ImportError as error:
            raise ClusterMissing("A cluster needs Dask: install wucai[cluster], here and where the workers run.") from error
        if address is not None:
            return self._ends.enter_context(Client(address, set_as_default=False))
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # None would take port 8787 all the same, and warn the second who does
            memory_limit=0,  # as for a pool: the machine's own limit
            silence_logs=logging.CRITICAL,
        )
        self._ends.enter_context(cluster)
        own = self._ends.enter_context(Client(cluster, set_as_default=False))
        own.amm.stop()  # the memory manager would drop the copies of shared data, for workers to fetch them again
        return own

    def _require_worker(self) -> None:
        while not self._look():
            if time.monotonic() - self._seen_at > self._patience:
                self._ends.close()
                raise WorkerLost(f"The scheduler has had no worker for {self._patience:.0f} seconds.")
            time.sleep(LOOK_SECONDS)

    def _scattered(self, parcel: _Parcel) -> Remote:
        """Put the parcel on every worker; a worker may die meanwhile, so more than once."""
        for left in reversed(range(SCATTER_TRIES)):
            try:
                return self._client.scatter([parcel], broadcast=True, hash=False)[0]
            except Exception as error:  # Dask raises as it likes while workers come and go; whatever it is, the last one is told
                if not left:
                    raise WorkerLost(f"The shared data cannot be brought to the workers: {error!r}") from error
                time.sleep(LOOK_SECONDS)
                self._require_worker()
        raise AssertionError("the last try returns or raises")

    def _look(self) -> Mapping[str, int]:
        """The threads of each worker that is there now."""
        try:
            self._threads = self._client.nthreads()
        except OSError as error:
            raise WorkerLost(f"The scheduler is gone: {error}") from error
        self._looked_at = time.monotonic()
        if self._threads:
            self._seen_at = self._looked_at
        return self._threads

    def _fill(self) -> None:
        """Look who is there, take back what was lost with those who are not, and give each free thread a shard."""
        is_idle = len(self._running) < sum(self._threads.values())
        if (self._waiting and is_idle) or time.monotonic() - self._looked_at > LOOK_SECONDS:
            self._look()
        for task in [task for task in self._running.values() if task.worker not in self._threads]:
            self._lose(task)
        self._give_up_without_workers()
        for worker in self._free_threads():
            while self._waiting:
                task = self._waiting.popleft()
                if task.may_begin():
                    self._hand_over(worker, task)
                    break

    def _free_threads(self) -> list[str]:
        """The worker of each free thread, those with the fewest shards first, so that machines share the load."""
        busy = Counter(task.worker for task in self._running.values())
        free = [(taken, worker) for worker, threads in self._threads.items() for taken in range(busy[worker], threads)]
        return [worker for _, worker in sorted(free)]

    def _hand_over(self, worker: str, task: _Task) -> None:
        parcel, scattered = self._shared[task.shared]
        if scattered.status != "finished":  # all who held the data are gone
            scattered = self._scattered(parcel)
            self._shared[task.shared] = (parcel, scattered)
        remote = self._client.submit(_computed, scattered, task.payload, workers=[worker], allow_other_workers=False, pure=False)
        task.worker, task.remote = worker, remote
        self._running[remote.key] = task
        remote.add_done_callback(self._done.put)

    def _collect(self, remote: Remote) -> None:
        task = self._running.get(remote.key)
        if task is None:  # lost before, and placed elsewhere by now
            return
        if remote.status == "error" and type(remote.exception()).__name__ != "KilledWorker":
            del self._running[remote.key]
            task.future.set_exception(ShardFailed(f"The cluster cannot compute it: {remote.exception()!r}"))
            return
        answer = self._fetched(remote, task.worker) if remote.status == "finished" else None
        if answer is None:
            self._lose(task)
            return
        del self._running[remote.key]
        task.remote = None
        remote.release()
        settle(task.future, answer)

    def _fetched(self, remote: Remote, worker: str) -> bytes | None:
        """The answer, or None when its worker died while it was on its way."""
        while worker in self._threads:
            try:
                answer: bytes = remote.result(timeout=FETCH_SECONDS)
            except TimeoutError:
                self._look()
            except (OSError, concurrent.futures.CancelledError):
                return None
            else:
                return answer
        return None

    def _lose(self, task: _Task) -> None:
        if task.remote is not None:
            del self._running[task.remote.key]
            task.remote.release()
            task.remote = None
        if task.lose(task.worker, retries=self._retries):
            self._waiting.appendleft(task)

    def _give_up_without_workers(self) -> None:
        if self._threads or time.monotonic() - self._seen_at <= self._patience:
            return
        while self._waiting:
            task = self._waiting.popleft()
            if task.may_begin():
                task.future.set_exception(WorkerLost(f"No worker has been there for {self._patience:.0f} seconds."))


@dataclass(kw_only=True)
class _Task(Task):
    worker: str = ""
    remote: Remote | None = None


class _Parcel:
    """Shared data on their way: opened by the first shard that needs them, once in each process however often Dask delivers them."""

    def __init__(self, name: str, packed: bytes) -> None:
        self._name = name
        self._packed: bytes | None = packed
        self._box: _Box | None = None

    def __reduce__(self) -> tuple[type[_Parcel], tuple[str, bytes]]:
        with _OPENING:
            packed = self._packed if self._box is None else pickle.dumps(self._box.data, protocol=5)
        return _Parcel, (self._name, packed or b"")

    def opened(self) -> Any:
        """The data; raises whatever their unpickling raises."""
        with _OPENING:
            if self._box is None:
                self._box = _OPENED.get(self._name) or _Box(pickle.loads(self._packed or b""))
                _OPENED[self._name] = self._box
                self._packed = None  # a worker holds them once
            return self._box.data


@dataclass(eq=False)
class _Box:
    data: Any


_OPENED: WeakValueDictionary[str, _Box] = WeakValueDictionary()
_OPENING = threading.Lock()


def _computed(parcel: _Parcel, payload: bytes) -> bytes:
    """One shard, on a worker."""
    return packed_answer(parcel.opened, payload)
