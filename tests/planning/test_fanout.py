"""Shards: the same answers here, on processes and on a cluster, whatever dies on the way. More of the cluster in test_cluster."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wucai.planning import fanout
from wucai.planning.cluster import DaskCluster
from wucai.planning.fanout import Executor, InProcess, ProcessPool, ShardFailed, WorkerLost, map_ordered
from wucai.planning.search import Stop, Stopped, StopReason, rng

SRC = Path(fanout.__file__).parents[2]
WITH_SRC = os.environ | {"PYTHONPATH": str(SRC)}
"""For programs of their own, which pytest has told nothing."""

NAP_SECONDS = 600
"""Longer than any test may last: who waited for one would be seen."""

needs_proc = pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="looks at processes as Linux shows them")


class Picky(Exception):
    """An exception that pickles but cannot be made again."""

    def __init__(self, shard: int, reason: str) -> None:
        super().__init__(f"{shard}: {reason}")


class LoadedOnce:
    """Shared data that counts, in each process, how often it was unpickled there."""

    loads = 0

    def __reduce__(self) -> tuple[Callable[[], "LoadedOnce"], tuple[()]]:
        return load_once, ()


def load_once() -> LoadedOnce:
    LoadedOnce.loads += 1
    return LoadedOnce()


def times(factor: int, shard: int) -> int:
    return factor * shard


def draw(sizes: np.ndarray, shard: int) -> list[int]:
    return [int(number) for number in rng(7, "draw", shard).integers(0, sizes[shard % len(sizes)], 3)]


def divide(dividend: int, shard: int) -> float:
    return dividend / shard


def be_picky(shared: None, shard: int) -> None:
    raise Picky(shard, "no")


def answer_with_code(shared: None, shard: int) -> Callable[[], int]:
    return lambda: shard


def count_loads(shared: LoadedOnce, shard: int) -> tuple[int, int]:
    time.sleep(0.05)
    return os.getpid(), LoadedOnce.loads


def count_bytes_read(shared: bytes, shard: int) -> tuple[int, int]:
    time.sleep(0.02)
    return os.getpid(), int(Path("/proc/self/io").read_text().split()[1])


def die_once(folder: Path, shard: int) -> int:
    """Die in the middle of shard 3, the first time only."""
    mark = folder / "died"
    if shard == 3 and not mark.exists():
        mark.write_text("")
        os._exit(9)
    return shard * shard


def die_always(shared: None, shard: int) -> int:
    if shard == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return shard * shard


def doze(folder: Path, shard: int) -> int:
    (folder / str(shard)).write_text("begun")
    time.sleep(NAP_SECONDS)
    return shard


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    with ProcessPool(2) as pool:
        yield pool


@pytest.fixture(scope="module")
def cluster() -> Iterator[DaskCluster]:
    with DaskCluster(workers=2) as cluster:
        yield cluster


@pytest.fixture(params=["pool", "cluster"])
def elsewhere(request: pytest.FixtureRequest) -> Executor:
    """Computes on other processes."""
    found: Executor = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["in process", "pool", "cluster"])
def executor(request: pytest.FixtureRequest) -> Executor:
    return InProcess() if request.param == "in process" else request.getfixturevalue(request.param)


def test_answers_come_in_the_order_of_the_shards(executor: Executor) -> None:
    assert map_ordered(executor, times, 3, range(40)) == [3 * shard for shard in range(40)]


def test_no_shards_give_no_answers(executor: Executor) -> None:
    assert map_ordered(executor, times, 3, []) == []


def test_chance_and_arrays_are_the_same_here_and_there(elsewhere: Executor) -> None:
    sizes = np.array([10, 1_000_000, 2**40])

    assert map_ordered(elsewhere, draw, sizes, range(9)) == map_ordered(InProcess(), draw, sizes, range(9))


@settings(max_examples=30, deadline=None)
@given(st.integers(), st.lists(st.integers(), max_size=8))
def test_any_shards_give_the_same_answers_everywhere(pool: ProcessPool, cluster: DaskCluster, factor: int, shards: list[int]) -> None:
    here = map_ordered(InProcess(), times, factor, shards)

    assert map_ordered(pool, times, factor, shards) == here
    assert map_ordered(cluster, times, factor, shards) == here


def test_each_future_is_given_once_when_it_is_done(executor: Executor) -> None:
    ten = executor.broadcast(10)
    futures = [executor.submit(times, ten, shard) for shard in range(6)]

    given_back = list(executor.as_completed(futures))

    assert sorted(future.result() for future in given_back) == [0, 10, 20, 30, 40, 50]
    assert set(given_back) == set(futures)


def test_a_result_can_be_waited_for_alone(executor: Executor) -> None:
    two = executor.broadcast(2)
    futures = [executor.submit(times, two, shard) for shard in range(4)]

    assert [futures[3].result(), futures[0].result(), futures[1].exception()] == [6, 0, None]


def test_two_broadcasts_do_not_mix(executor: Executor) -> None:
    two, five = executor.broadcast(2), executor.broadcast(5)

    futures = [executor.submit(times, shared, 10) for shared in (two, five, two)]

    assert [future.result() for future in futures] == [20, 50, 20]


def test_what_the_work_raises_is_raised_here_for_the_first_shard_that_failed(executor: Executor) -> None:
    with pytest.raises(ZeroDivisionError, match="division by zero"):
        map_ordered(executor, divide, 6, [3, 2, 0, 1])

    assert map_ordered(executor, divide, 6, [3, 2, 1]) == [2, 3, 6]


def test_an_error_from_a_worker_tells_where_it_happened(elsewhere: Executor) -> None:
    with pytest.raises(ZeroDivisionError) as failed:
        map_ordered(elsewhere, divide, 6, [0])

    assert "return dividend / shard" in failed.value.__notes__[0]


def test_an_error_that_cannot_travel_is_told_in_words(elsewhere: Executor) -> None:
    with pytest.raises(ShardFailed, match="Picky: 4: no"):
        map_ordered(elsewhere, be_picky, None, [4])


def test_an_answer_that_cannot_travel_is_an_error_and_not_a_lost_worker(elsewhere: Executor) -> None:
    with pytest.raises(Exception, match="pickle"):
        map_ordered(elsewhere, answer_with_code, None, [4])


def test_a_shard_that_cannot_travel_is_refused_at_once(elsewhere: Executor) -> None:
    nothing = elsewhere.broadcast(None)

    with pytest.raises(Exception, match="pickle"):
        elsewhere.submit(lambda shared, shard: shard, nothing, 1)


def test_shared_data_reach_each_worker_once() -> None:
    with ProcessPool(2) as pool:
        answers = map_ordered(pool, count_loads, LoadedOnce(), range(12))

    assert len({worker for worker, _ in answers}) == 2
    assert {loads for _, loads in answers} == {1}


@needs_proc
def test_shared_data_do_not_travel_with_every_shard() -> None:
    with ProcessPool(1) as pool:
        answers = map_ordered(pool, count_bytes_read, bytes(1_000_000), range(5))

    assert 0 < answers[-1][1] - answers[0][1] < 1_000_000


def test_a_shard_whose_worker_dies_is_computed_by_the_next(tmp_path: Path) -> None:
    with ProcessPool(2) as pool:
        answers = map_ordered(pool, die_once, tmp_path, range(8))

    assert (tmp_path / "died").exists()
    assert answers == [0, 1, 4, 9, 16, 25, 36, 49]


def test_a_shard_that_always_kills_is_given_up_and_costs_no_other() -> None:
    with ProcessPool(2, retries=2) as pool:
        nothing = pool.broadcast(None)
        futures = [pool.submit(die_always, nothing, shard) for shard in range(8)]

        told = [future.exception() for future in futures]

    assert [shard for shard in range(8) if told[shard]] == [3]
    assert isinstance(told[3], WorkerLost)
    assert str(told[3]) == "A worker died (exit code -9). Its shard has now cost 3 and is not tried again."
    assert [future.result() for future in futures if future is not futures[3]] == [0, 1, 4, 16, 25, 36, 49]


@needs_proc
def test_a_worker_that_died_idle_is_replaced_without_blame() -> None:
    with ProcessPool(1, retries=0) as pool:
        first = map_ordered(pool, count_loads, LoadedOnce(), [0])[0][0]
        os.kill(first, signal.SIGKILL)
        assert ended(first)

        second = map_ordered(pool, count_loads, LoadedOnce(), [0])[0]

    assert second[0] != first
    assert second[1] == 1


def test_what_has_not_begun_can_be_cancelled(executor: Executor) -> None:
    two = executor.broadcast(2)
    futures = [executor.submit(times, two, shard) for shard in range(30)]

    executor.cancel(futures[20:])

    assert [future.result() for future in futures[:20]] == [2 * shard for shard in range(20)]
    assert [future.cancelled() for future in futures[20:]] == [True] * 10
    with pytest.raises(CancelledError):
        futures[25].result()


def test_a_stop_ends_the_waiting_and_cancels_the_rest(executor: Executor) -> None:
    two = executor.broadcast(2)
    futures = [executor.submit(times, two, shard) for shard in range(50)]
    stop = Stop(iterations=5)

    for _ in executor.as_completed(futures, stop=stop):
        stop.step()

    assert futures[0].result() == 0
    assert futures[49].cancelled()


def test_a_map_that_is_stopped_says_so(executor: Executor) -> None:
    with pytest.raises(Stopped) as stopped:
        map_ordered(executor, times, 2, range(5), stop=Stop(iterations=0))

    assert stopped.value.reason == StopReason.ITERATIONS


def test_a_stop_need_not_wait_for_a_long_shard(tmp_path: Path) -> None:
    started_at = time.monotonic()
    with ProcessPool(1) as pool:
        sleeping = pool.submit(doze, pool.broadcast(tmp_path), 1)
        waiting = pool.submit(doze, pool.broadcast(tmp_path), 2)
        given_back = list(pool.as_completed([sleeping, waiting], stop=Stop(seconds=1)))

    assert given_back == []
    assert (waiting.cancelled(), sleeping.done()) == (True, True)
    assert time.monotonic() - started_at < NAP_SECONDS
    with pytest.raises(CancelledError):
        sleeping.result()


def test_a_result_that_takes_too_long_can_be_left(tmp_path: Path) -> None:
    with ProcessPool(1) as pool:
        sleeping = pool.submit(doze, pool.broadcast(tmp_path), 1)

        with pytest.raises(TimeoutError):
            sleeping.result(timeout=0.3)


def test_a_future_of_another_executor_is_refused(executor: Executor) -> None:
    stranger = InProcess()
    future = stranger.submit(times, stranger.broadcast(2), 1)

    with pytest.raises(RuntimeError, match="another executor"):
        list(executor.as_completed([future]))


@pytest.mark.parametrize("numbers", [{"workers": 0}, {"workers": 1, "retries": -1}])
def test_a_pool_that_cannot_work_is_refused(numbers: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="cannot work"):
        ProcessPool(**numbers)


@needs_proc
def test_workers_end_when_their_coordinator_is_killed(tmp_path: Path) -> None:
    program = """
import sys, time
from wucai.planning.fanout import ProcessPool
pool = ProcessPool(1)
pool.submit(divmod, pool.broadcast(7), 2).result()
print(pool._workers[0].process.pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=WITH_SRC) as coordinator:
        assert coordinator.stdout is not None
        worker = int(coordinator.stdout.readline())
        coordinator.kill()

    assert ended(worker)


def ended(process: int) -> bool:
    """Whether the process is gone, or only waits to be reaped, within a minute."""
    for _ in range(600):
        try:
            if Path(f"/proc/{process}/stat").read_text().split()[2] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.1)
    return False
