"""The worker: does the long work, empties the outbox, seals the trace. Run as many as you like; they share by conditional updates."""

import logging
import os
import signal
import socket
import threading
from time import monotonic
from types import FrameType
from uuid import uuid4

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection

from wucai.core import housekeeping, jobs, outbox, trace

log = logging.getLogger(__name__)
_TIDY_EVERY = 3600.0


class Worker:
    """One worker process: `run()` goes on until SIGTERM or SIGINT, and ends between two jobs or at a job's next look."""

    def __init__(self, *, once: bool = False, pause_seconds: float = 0.5) -> None:
        self.name = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid4().hex[:6]}"
        self.once = once
        self.pause_seconds = pause_seconds
        self._over = threading.Event()
        self._tidied_at: float | None = None

    def run(self) -> None:
        """Work until told to end; with `once`, until nothing is left to do."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while not self._over.is_set():
            close_old_connections()
            busy = self._turn()
            self._tidy_now_and_then()
            if self.once and not busy:
                return
            if not busy:
                self._over.wait(self.pause_seconds)

    def _turn(self) -> bool:
        """One round of everything there is to do; whether there was something."""
        handed_on = jobs.tick()
        sent = outbox.deliver()
        run = jobs.claim(self.name)
        if run:
            self._perform(run)
        sealed = trace.seal()
        return bool(handed_on or sent or run or sealed)

    def _tidy_now_and_then(self) -> None:
        if self._tidied_at is None or monotonic() - self._tidied_at > _TIDY_EVERY:
            self._tidied_at = monotonic()
            housekeeping.tidy()

    def _perform(self, run: jobs.JobRun) -> None:
        finished = threading.Event()
        heart = threading.Thread(target=self._keep_beating, args=(run, finished), daemon=True)
        heart.start()
        try:
            jobs.perform(run)
        except Exception:
            # The job's row tells the person; the log tells the technician. The worker goes on with the next job.
            log.exception("Job %s failed", run.job_id)
        finally:
            finished.set()
            heart.join()

    def _keep_beating(self, run: jobs.JobRun, finished: threading.Event) -> None:
        try:
            while not finished.wait(settings.WUCAI_JOB_STALE_SECONDS / 5):
                if not self._beat(run):
                    return
        finally:
            connection.close()

    def _beat(self, run: jobs.JobRun) -> bool:
        try:
            return jobs.beat(run)
        except OperationalError as error:
            # The row is held just now, or the database is away: the next beat tells.
            log.warning("The heartbeat of job %s was missed: %s", run.job_id, error)
            return True

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._over.set()
