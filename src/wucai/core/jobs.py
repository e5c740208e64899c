"""Long work: asked for by name in the transaction of what it follows, done by a worker, finished by the next one if that worker dies.

A job may be done more than once (a worker can be killed after the last write and before the last word), so its work must be
resumable: keep the cursor in each batch's transaction and call `run.hold()` last in it. Held from the beginning, the job's row would
keep the heartbeat and a wish to stop waiting; held at the end, a worker that lost the job still takes its whole batch back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import translation

from wucai.core import clock
from wucai.core.choices import JobState
from wucai.core.models import Job

MOST_ATTEMPTS = 5


class Lost(Exception):
    """This worker no longer owns the job; whatever it was about to write must not be written."""


class Stopped(Exception):
    """The job was asked to stop and has left everything in order."""


@dataclass(frozen=True)
class JobRun:
    """A worker's hold on one job, handed to the function that does the work."""

    job_id: int
    worker: str

    def _mine(self) -> "models.QuerySet[Job]":
        return Job.objects.filter(pk=self.job_id, worker=self.worker, state=JobState.RUNNING)

    def hold(self) -> None:
        """Say, as the last deed of a batch's transaction, that the job is still this worker's. Raises Lost, which takes the batch back."""
        if not self._mine().update(heartbeat_at=clock.real_now()):
            raise Lost(self.job_id)

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far the work is. Raises Lost."""
        if not self._mine().update(done=done, total=total, note=note[:200], heartbeat_at=clock.real_now()):
            raise Lost(self.job_id)

    @property
    def stopping(self) -> bool:
        """Whether somebody asked the work to stop; look between batches and raise Stopped when everything is in order."""
        return self._mine().filter(asked_to_stop=True).exists()


Work = Callable[..., dict[str, Any] | None]
_works: dict[str, Work] = {}


def job(name: str) -> Callable[[Work], Work]:
    """Register the function `f(run: JobRun, *args) -> result` under `room.verb`. Raises ValueError for a name taken twice."""

    def register(work: Work) -> Work:
        known = _works.get(name)
        if known and (known.__module__, known.__qualname__) != (work.__module__, work.__qualname__):
            raise ValueError(f"Two jobs are called {name!r}.")
        _works[name] = work
        return work

    return register


def named(name: str) -> Work:
    """The function behind the name. Raises LookupError."""
    if name not in _works:
        raise LookupError(f"No room has a job called {name!r}.")
    return _works[name]


def later(name: str, *args: Any, key: str | None = None, by: models.Model | None = None, after_seconds: int = 0) -> Job:
    """Ask for work by name; the row is written in the caller's transaction, so that both happen or neither.

    With a key, work that was asked for before under the same key is not asked for again: the earlier job is returned.
    """
    named(name)
    moment = clock.real_now()
    fields = {
        "name": name,
        "args": list(args),
        "actor_id": by.pk if by else None,
        "created_at": moment,
        "not_before": moment + timedelta(seconds=after_seconds),
    }
    if key is None:
        return Job.objects.create(**fields)
    return Job.objects.get_or_create(key=key, defaults=fields)[0]


def stop(job_id: int) -> bool:
    """Ask a job to stop: one that waits is stopped at once, one that runs at its next look. False when it is over already."""
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job_id, state=JobState.WAITING)
        if waiting.update(state=JobState.STOPPED, asked_to_stop=True, finished_at=clock.real_now()):
            return True
        return bool(Job.objects.filter(pk=job_id, state=JobState.RUNNING).update(asked_to_stop=True))


def claim(worker: str) -> JobRun | None:
    """Take the oldest waiting job for this worker, by a conditional update: of two workers one gets it."""
    waiting = Job.objects.filter(state=JobState.WAITING, not_before__lte=clock.real_now())
    for job_id in waiting.order_by("not_before", "pk").values_list("pk", flat=True)[:10]:
        moment = clock.real_now()
        taken = Job.objects.filter(pk=job_id, state=JobState.WAITING).update(
            state=JobState.RUNNING, worker=worker, heartbeat_at=moment, started_at=moment, attempts=F("attempts") + 1
        )
        if taken:
            return JobRun(job_id=job_id, worker=worker)
    return None


def perform(run: JobRun) -> None:
    """Do the claimed work and write down how it ended. A job that fails is told with its error; it is not tried again by itself."""
    row = Job.objects.get(pk=run.job_id)
    try:
        with translation.override(settings.LANGUAGE_CODE):
            result = named(row.name)(run, *row.args)
    except Lost:
        return
    except Stopped:
        _finish(run, state=JobState.STOPPED)
    except Exception as error:
        _finish(run, state=JobState.FAILED, error=f"{type(error).__name__}: {error}"[:2000])
        raise
    else:
        _finish(run, state=JobState.DONE, result=result)


def beat(run: JobRun) -> bool:
    """Tell that the worker lives. False when the job is no longer its own."""
    mine = Job.objects.filter(pk=run.job_id, worker=run.worker, state=JobState.RUNNING)
    return bool(mine.update(heartbeat_at=clock.real_now()))


def tick() -> int:
    """Hand jobs of workers that fell silent to the next; give up those that were tried too often. Returns how many were handed on."""
    silent = Job.objects.filter(
        state=JobState.RUNNING, heartbeat_at__lt=clock.real_now() - timedelta(seconds=settings.WUCAI_JOB_STALE_SECONDS)
    )
    silent.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=JobState.FAILED, finished_at=clock.real_now(), error=f"Its worker died {MOST_ATTEMPTS} times."
    )
    return silent.update(state=JobState.WAITING, worker="")


def _finish(run: JobRun, *, state: JobState, result: dict[str, Any] | None = None, error: str = "") -> None:
    Job.objects.filter(pk=run.job_id, worker=run.worker, state=JobState.RUNNING).update(
        state=state, result=result, error=error, finished_at=clock.real_now()
    )
