"""Long work: asked for once, done by one, handed on when its worker dies."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from wucai.core import clock, jobs
from wucai.core.choices import JobState
from wucai.core.models import Job

pytestmark = pytest.mark.django_db
told = []


@jobs.job("test.tell")
def tell(run, word):
    told.append(word)
    run.progress(1, 2, note="half")
    return {"word": word}


@jobs.job("test.fall")
def fall(run):
    raise ValueError("no such sheet")


@jobs.job("test.linger")
def linger(run):
    if run.stopping:
        raise jobs.Stopped
    return {}


@pytest.fixture(autouse=True)
def quiet():
    told.clear()


def state_of(job):
    job.refresh_from_db()
    return job.state


def test_work_is_done_in_the_order_in_which_it_was_asked_for():
    first, second = jobs.later("test.tell", "one"), jobs.later("test.tell", "two")

    while run := jobs.claim("w1"):
        jobs.perform(run)

    assert (told, state_of(first), state_of(second)) == (["one", "two"], JobState.DONE, JobState.DONE)
    assert (first.result, first.done, first.total, first.note, first.percent) == ({"word": "one"}, 1, 2, "half", 50)


def test_work_asked_for_in_a_transaction_that_fails_was_never_asked_for():
    def ask_and_fall():
        with transaction.atomic():
            jobs.later("test.tell", "lost")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask_and_fall()

    assert jobs.claim("w1") is None


def test_under_one_key_work_is_asked_for_once():
    assert jobs.later("test.tell", "one", key="k") == jobs.later("test.tell", "two", key="k")


def test_work_that_nobody_knows_is_refused_when_it_is_asked_for():
    with pytest.raises(LookupError):
        jobs.later("test.unheard_of")


def test_a_job_is_claimed_by_one_worker():
    job = jobs.later("test.tell", "one")

    assert [jobs.claim("w1"), jobs.claim("w2")] == [jobs.JobRun(job_id=job.pk, worker="w1"), None]


def test_work_for_later_waits():
    jobs.later("test.tell", "one", after_seconds=60)

    assert jobs.claim("w1") is None


def test_a_job_that_fails_says_why_and_is_not_tried_again():
    job = jobs.later("test.fall")

    with pytest.raises(ValueError, match="no such sheet"):
        jobs.perform(jobs.claim("w1"))

    assert (state_of(job), job.error, jobs.claim("w1")) == (JobState.FAILED, "ValueError: no such sheet", None)


def test_a_job_whose_worker_fell_silent_goes_to_the_next_and_the_first_can_write_no_more(settings):
    job = jobs.later("test.tell", "one")
    first = jobs.claim("w1")
    silence = timedelta(seconds=settings.WUCAI_JOB_STALE_SECONDS + 1)
    assert jobs.tick() == 0

    Job.objects.update(heartbeat_at=clock.real_now() - silence)
    assert jobs.tick() == 1
    second = jobs.claim("w2")

    for write in (lambda: first.progress(1, 1), first.hold):
        with pytest.raises(jobs.Lost):
            write()
    jobs.perform(first)
    assert (state_of(job), jobs.beat(first), jobs.beat(second)) == (JobState.RUNNING, False, True)
    jobs.perform(second)
    assert (state_of(job), job.attempts) == (JobState.DONE, 2)


def test_a_job_that_kills_its_workers_is_given_up():
    job = jobs.later("test.tell", "one")
    jobs.claim("w1")
    Job.objects.update(heartbeat_at=clock.real_now() - timedelta(hours=1), attempts=jobs.MOST_ATTEMPTS)

    assert (jobs.tick(), state_of(job), job.error) == (0, JobState.FAILED, "Its worker died 5 times.")


def test_a_waiting_job_is_stopped_at_once_and_a_running_one_at_its_next_look():
    waiting, running = jobs.later("test.tell", "one", after_seconds=60), jobs.later("test.linger")
    run = jobs.claim("w1")

    assert [jobs.stop(waiting.pk), jobs.stop(running.pk)] == [True, True]
    jobs.perform(run)

    assert [state_of(waiting), state_of(running)] == [JobState.STOPPED, JobState.STOPPED]
    assert jobs.stop(running.pk) is False


def test_the_database_itself_wants_a_running_job_to_have_a_worker():
    job = jobs.later("test.tell", "one")

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
