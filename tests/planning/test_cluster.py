"""A real cluster with two worker processes, one of which is killed while it computes. What every executor promises: test_fanout."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from tests.planning.rostering.tiny import DAY, shift, volunteer
from tests.planning.test_fanout import NAP_SECONDS, WITH_SRC, LoadedOnce, count_loads, die_always, die_once, doze, times
from wucai.planning import command
from wucai.planning.cluster import DaskCluster
from wucai.planning.fanout import WorkerLost, map_ordered
from wucai.planning.rostering import check
from wucai.planning.rostering.problem import Problem
from wucai.planning.rostering.solution import Roster
from wucai.planning.rostering.write import problem_text
from wucai.planning.search import Stop

HERE = {"processes": True, "dashboard_address": "127.0.0.1:0", "host": "127.0.0.1"}


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[LocalCluster]:
    """A scheduler elsewhere, as far as the coordinator knows. It starts another worker for each that dies."""
    with LocalCluster(n_workers=2, threads_per_worker=1, **HERE) as cluster:
        yield cluster


@pytest.fixture
def two_workers(elsewhere: LocalCluster) -> str:
    """Its address, once both workers are there, however long the machine takes; two that no test has killed yet."""
    while len(elsewhere.scheduler.workers) < 2:
        time.sleep(0.05)
    address: str = elsewhere.scheduler_address
    return address


@pytest.fixture
def cluster(two_workers: str) -> Iterator[DaskCluster]:
    with DaskCluster(two_workers) as cluster:
        yield cluster


def town(number: int) -> Problem:
    """Eight volunteers for twelve seats on three days."""
    people = tuple(volunteer(f"v{each}", max_shifts=2, colours=("red", "green")[each % 2 :]) for each in range(8))
    return Problem(people, tuple(shift(f"s{each}", day=each // 2, hour=8 + 5 * (each % 2)) for each in range(6)), day_zero=-number * DAY)


def solve_slowly(folder: Path, number: int) -> tuple[int, Roster, float]:
    """Solve town `number`; the first one tells who computes it and waits to be killed, the first time only."""
    from wucai.planning.rostering import solver  # the workers load it, not the coordinator

    told = folder / "pid"
    if number == 0 and not told.exists():
        (folder / "part").write_text(str(os.getpid()))
        (folder / "part").rename(told)
        time.sleep(NAP_SECONDS)
    result = solver.solve(town(number), seed=number, stop=Stop(iterations=5))
    assert result.solution is not None
    assert result.objective is not None
    return os.getpid(), result.solution, result.objective


def test_a_worker_killed_in_mid_solve_costs_no_answer_and_every_answer_is_checked(cluster: DaskCluster, tmp_path: Path) -> None:
    folder = cluster.broadcast(tmp_path)
    futures = [cluster.submit(solve_slowly, folder, number) for number in range(6)]
    while not (tmp_path / "pid").exists():
        cluster.advance(0.1)
    killed = int((tmp_path / "pid").read_text())
    os.kill(killed, signal.SIGKILL)
    answers = [future.result() for future in futures]

    assert killed not in {worker for worker, _, _ in answers[:1]}
    for number, (_, roster, objective) in enumerate(answers):
        verdict = check.judge(town(number), roster)
        assert (verdict.violations, verdict.objective, verdict.unfilled) == ((), objective, 0)


def test_a_shard_whose_worker_dies_is_computed_by_another(cluster: DaskCluster, tmp_path: Path) -> None:
    assert map_ordered(cluster, die_once, tmp_path, range(8)) == [0, 1, 4, 9, 16, 25, 36, 49]
    assert (tmp_path / "died").exists()


def test_a_shard_that_always_kills_is_given_up_and_costs_no_other(two_workers: str) -> None:
    with DaskCluster(two_workers, retries=2) as cluster:
        nothing = cluster.broadcast(None)
        futures = [cluster.submit(die_always, nothing, shard) for shard in range(8)]

        told = [future.exception() for future in futures]

    assert [shard for shard in range(8) if told[shard]] == [3]
    assert isinstance(told[3], WorkerLost)
    assert str(told[3]).endswith("Its shard has now cost 3 and is not tried again.")
    assert [future.result() for future in futures if future is not futures[3]] == [0, 1, 4, 16, 25, 36, 49]


def test_the_only_worker_may_die_and_with_it_what_was_broadcast() -> None:
    with DaskCluster(workers=1, retries=0) as cluster:
        shared = cluster.broadcast(LoadedOnce())
        first, _ = cluster.submit(count_loads, shared, 0).result()
        before = cluster._look()
        os.kill(first, signal.SIGKILL)
        while cluster._look() == before:
            time.sleep(0.05)

        second, loads = cluster.submit(count_loads, shared, 1).result()

    assert (second != first, loads) == (True, 1)


def test_shared_data_reach_each_worker_once(cluster: DaskCluster) -> None:
    before = dict(map_ordered(cluster, count_loads, None, range(12)))

    answers = map_ordered(cluster, count_loads, LoadedOnce(), range(12))

    assert len(before) == 2
    assert set(answers) == {(worker, loads + 1) for worker, loads in before.items()}


def test_a_stop_need_not_wait_for_a_long_shard(tmp_path: Path) -> None:
    started_at = time.monotonic()
    with DaskCluster(workers=1) as cluster:
        sleeping = cluster.submit(doze, cluster.broadcast(tmp_path), 1)
        waiting = cluster.submit(doze, cluster.broadcast(tmp_path), 2)
        given_back = list(cluster.as_completed([sleeping, waiting], stop=Stop(seconds=1)))

    assert given_back == []
    assert (waiting.cancelled(), sleeping.done()) == (True, True)
    assert time.monotonic() - started_at < NAP_SECONDS
    with pytest.raises(CancelledError):
        sleeping.result()


def test_a_client_of_the_caller_is_used_and_stays_open(two_workers: str) -> None:
    with Client(two_workers, set_as_default=False) as client:
        with DaskCluster(client=client) as cluster:
            assert map_ordered(cluster, times, 3, range(5)) == [0, 3, 6, 9, 12]

        assert client.submit(divmod, 7, 2).result() == (3, 1)


def test_the_command_searches_on_a_scheduler(two_workers: str, tmp_path: Path) -> None:
    (tmp_path / "town.json").write_text(problem_text(town(0)), encoding="utf-8")

    for words in ([], ["--tries", "2"]):
        line = ["rostering", f"{tmp_path}/town.json", "--scheduler", two_workers, "--quiet", "--out", f"{tmp_path}/out.json", *words]
        assert command.main(line) == 0

        answer = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
        assert (answer["unfilled"], answer["violations"]) == (0, [])


def test_a_scheduler_without_workers_is_told_and_not_waited_for_forever() -> None:
    empty = LocalCluster(n_workers=0, **HERE)

    with empty, pytest.raises(WorkerLost, match="no worker for 1 seconds"):
        DaskCluster(empty.scheduler_address, patience=1)


def test_when_the_last_worker_goes_for_good_its_shards_are_given_up(tmp_path: Path) -> None:
    with LocalCluster(n_workers=1, threads_per_worker=1, **HERE) as leaving, DaskCluster(leaving.scheduler_address, patience=1) as cluster:
        nothing = cluster.broadcast(tmp_path)
        futures = [cluster.submit(doze, nothing, shard) for shard in range(3)]
        leaving.scale(0)

        with pytest.raises(WorkerLost, match="No worker has been there for 1 seconds"):
            futures[2].result()


@pytest.mark.parametrize("words", [{"workers": 0}, {"workers": 1, "retries": -1}, {"address": "tcp://127.0.0.1:1", "workers": 2}])
def test_a_cluster_that_cannot_work_is_refused(words: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="cannot work|Say one of"):
        DaskCluster(**words)  # type: ignore[arg-type]  # numbers and a text


def test_without_dask_one_is_told_what_to_install() -> None:
    program = """
import sys
sys.modules["distributed"] = None
from wucai.planning.cluster import ClusterMissing, DaskCluster
try:
    DaskCluster("tcp://127.0.0.1:8786")
except ClusterMissing as missing:
    print(missing)
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=WITH_SRC)

    assert told.stdout == "A cluster needs Dask: install wucai[cluster], here and where the workers run.\n"
