"""The commands themselves, in houses of their own."""

import os
import shutil
import signal
import subprocess
import sys
from urllib.request import urlopen

import pytest

from tests import houses
from wucai import cli

COUNT = (
    "from wucai.core.models import TraceLine; from wucai.volunteering.models import Signup\n"
    "print(TraceLine.objects.count(), Signup.objects.count())"
)


def run(house, *words):
    command = [sys.executable, "-m", "wucai.cli", *words]
    return subprocess.run(command, env=house.environment, cwd=houses.ROOT, capture_output=True, text=True, check=False)


def counted(house):
    child = house.python(COUNT)
    return child.communicate()[0].decode().split()


def test_the_demo_tells_what_was_loaded_and_loading_again_adds_nothing(demo_house, tmp_path):
    with houses.copied(demo_house, tmp_path / "again") as here:
        rows = counted(here)
        again = run(here, "demo", "--no-serve")

        assert (again.returncode, again.stderr) == (0, "")
        assert ("2020-11-06 09:00" in again.stdout, "站点 stations 6 + 接力站 relay 15" in again.stdout) == (True, True)
        assert ("/tour/" in again.stdout, "gap 0." in again.stdout) == (True, True)
        assert counted(here) == rows


@pytest.mark.parametrize(
    ("folders", "words", "more", "reads_the_demo"),
    [
        (["demo"], ["figures", "minhang-2020"], {}, True),
        (["demo"], ["prepare"], {}, False),
        (["demo"], ["figures", "minhang-2020"], {"WUCAI_MODE": "site"}, False),
        (["demo", "site"], ["figures", "minhang-2020"], {}, False),
        ([], ["figures", "minhang-2020"], {}, False),
    ],
)
def test_figures_are_the_demos_where_it_is_the_only_house(tmp_path, monkeypatch, folders, words, more, reads_the_demo):
    for name in ("WUCAI_MODE", "WUCAI_HOME", "WUCAI_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in more.items():
        monkeypatch.setenv(name, value)
    for folder in folders:
        (tmp_path / "var" / folder).mkdir(parents=True)
        (tmp_path / "var" / folder / "wucai.sqlite3").touch()

    assert cli._reads_the_demo("manage", words, tmp_path) is reads_the_demo


def test_demo_data_goes_into_no_other_house(house):
    here = house(WUCAI_MODE="site")

    done = run(here, "manage", "load_demo")

    assert (done.returncode, done.stderr) == (1, "CommandError: Demo data goes into a demo house only: run ./wucai demo.\n")


def test_a_mistyped_setting_stops_the_start_with_a_sentence(house):
    done = run(house(WUCAI_JOB_STALE_SECONDS="soon"), "serve")

    assert (done.returncode, done.stderr) == (1, "wucai: WUCAI_JOB_STALE_SECONDS='soon': write a whole number.\n")


def test_serving_starts_web_and_worker_and_ends_both_when_told(house):
    here = house()
    here.port = houses.free_port()
    served = here.start("-m", "wucai.cli", "serve", "--port", str(here.port), "--processes", "1")
    here.await_answer()

    with urlopen(f"{here.address}/healthz", timeout=5) as answer:
        assert answer.status == 200
    served.terminate()

    assert served.wait(timeout=30) == 0


def test_ctrl_c_ends_the_site_with_all_its_processes(house):
    here = house()
    here.port = houses.free_port()
    command = [sys.executable, "-m", "wucai.cli", "serve", "--port", str(here.port), "--processes", "2"]
    served = subprocess.Popen(command, env=here.environment, cwd=houses.ROOT, stdout=subprocess.PIPE, start_new_session=True)
    here.children.append(served)
    here.await_answer()

    os.killpg(served.pid, signal.SIGINT)  # as a terminal does: to everybody at once

    assert (served.wait(timeout=40), cli._is_free(here.port)) == (0, True)


def test_a_house_without_tables_is_told_what_to_do(house, tmp_path):
    done = run(house(WUCAI_DATABASE=f"sqlite://{tmp_path / 'empty.sqlite3'}"), "manage", "figures", "minhang-2020")

    told = "no such table: programme_edition. If this house is new, ./wucai manage prepare makes its tables.\n"
    assert (done.returncode, done.stderr) == (1, f"wucai: the database cannot answer: {told}")


@pytest.mark.long
def test_a_fresh_clone_writes_to_the_demos_people_in_chinese(house, tmp_path):
    """A clone has no compiled catalogue yet: what the load writes must not be written before there is one."""
    shutil.copytree(houses.ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    here = house(WUCAI_HOME=str(tmp_path / "house"), WUCAI_DATABASE=f"sqlite://{tmp_path / 'house.sqlite3'}")
    environment = {**here.environment, "PYTHONPATH": str(tmp_path / "src")}
    command = [sys.executable, "-m", "wucai.cli", "demo", "--no-serve"]
    subprocess.run(command, env=environment, cwd=tmp_path, check=True, capture_output=True)

    titles = "from wucai.people.models import Message; print([each.title for each in Message.objects.all() if each.title.isascii()])"
    told = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{titles}"], env=environment, cwd=tmp_path, check=True, capture_output=True
    )

    assert told.stdout.decode() == "[]\n"


def test_a_port_in_use_is_told(house):
    here = house()
    here.serve(processes=1)

    done = run(here, "serve", "--port", str(here.port))

    assert (done.returncode, f"port {here.port} is in use" in done.stderr) == (1, True)
