"""`./wucai demo | serve | manage | doctor`: prepares the house and starts it."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

STAGES = ("preparing", "open", "over")


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code: 0 done, 1 something is wrong (and said), 2 the command's words are off."""
    os.umask(0o077)  # what is made here holds names and addresses: for its owner alone
    root = Path(os.environ.get("WUCAI_ROOT", Path.cwd()))
    command, rest = arguments[0], list(arguments[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wucai.settings")
    if command == "demo" or _reads_the_demo(command, rest, root):
        os.environ["WUCAI_MODE"] = "demo"
    os.environ.setdefault("WUCAI_HOME", str(root / "var" / os.environ.get("WUCAI_MODE", "site")))
    try:
        return {"demo": demo, "serve": serve, "manage": manage, "doctor": doctor}[command](rest)
    except KeyboardInterrupt:
        return 130


def _reads_the_demo(command: str, rest: Sequence[str], root: Path) -> bool:
    """Whether figures are asked for where the demo is the only house, so that what `wucai demo` loaded can be counted as it stands."""
    is_said = {"WUCAI_MODE", "WUCAI_HOME", "WUCAI_DATABASE"} & os.environ.keys()
    is_alone = (root / "var" / "demo").is_dir() and not (root / "var" / "site" / "wucai.sqlite3").exists()
    return command == "manage" and list(rest[:1]) == ["figures"] and is_alone and not is_said


def demo(arguments: Sequence[str]) -> int:
    """A programme with made-up people; then, unless told not to, the site."""
    parser = argparse.ArgumentParser(prog="wucai demo", description=demo.__doc__)
    parser.add_argument("--stage", choices=STAGES, default="open", help="before, during or after the event (default: open)")
    parser.add_argument("--afresh", action="store_true", help="forget what was done in the demo before")
    parser.add_argument("--no-serve", action="store_true", help="only load")
    parser.add_argument("--port", type=_port, default=8000)
    wishes = parser.parse_args(arguments)
    os.environ.setdefault("WUCAI_ORIGIN", f"http://127.0.0.1:{wishes.port}")
    failed = _prepare() or manage(["load_demo", "--stage", wishes.stage, *(["--afresh"] if wishes.afresh else [])])
    if failed or wishes.no_serve:
        return failed
    return _run_house(wishes.port)


def _prepare() -> int:
    """Prepare in a process of its own: the catalogues that it makes are read when a process begins, and the demo writes to its people."""
    return subprocess.call([sys.executable, "-m", "wucai.cli", "manage", "prepare"])


def serve(arguments: Sequence[str]) -> int:
    """The site and its worker, on loopback; put a web server with a certificate before it."""
    parser = argparse.ArgumentParser(prog="wucai serve", description=serve.__doc__)
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument("--processes", type=int, default=2, help="web processes (default: 2)")
    wishes = parser.parse_args(arguments)
    os.environ.setdefault("WUCAI_ORIGIN", f"http://127.0.0.1:{wishes.port}")
    if failed := manage(["prepare", "--check"]):
        return failed
    return _run_house(wishes.port, processes=wishes.processes)


def manage(arguments: Sequence[str]) -> int:
    """Django's own commands and ours."""
    from django.core.management import execute_from_command_line  # settings are read on import
    from django.db import OperationalError, ProgrammingError  # beside it

    from wucai.environment import BadSetting  # beside it

    try:
        execute_from_command_line(["wucai manage", *arguments])
    except BadSetting as error:
        print(f"wucai: {error}", file=sys.stderr)
        return 1
    except (OperationalError, ProgrammingError) as error:
        told = " ".join(str(error).split())
        print(f"wucai: the database cannot answer: {told}. If this house is new, ./wucai manage prepare makes its tables.", file=sys.stderr)
        return 1
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


def doctor(arguments: Sequence[str]) -> int:
    """What this machine has, and what is set unsafely."""
    return manage(["doctor", *arguments])


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port


def _run_house(port: int, *, processes: int = 2) -> int:
    """Web and worker as two children; when one falls it is started again, when we are told to end both are."""
    if not _is_free(port):
        print(f"wucai: port {port} is in use; end what runs there, or choose another with --port.", file=sys.stderr)
        return 1
    commands = {"web": _web(port, processes), "worker": [sys.executable, "-m", "wucai.cli", "manage", "worker"]}
    children = {name: _child(command) for name, command in commands.items()}
    ending = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal ending
        ending = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    print(f"wucai: http://127.0.0.1:{port}  (Ctrl-C ends it)", flush=True)
    started = time.monotonic()
    while not ending:
        time.sleep(0.2)
        for name, child in children.items():
            if child.poll() is None:
                continue
            if time.monotonic() - started < 3:
                print(f"wucai: {name} did not start; its reason stands above.", file=sys.stderr)
                _end(children)
                return 1
            print(f"wucai: {name} fell with code {child.returncode}; starting it again.", file=sys.stderr)
            started = time.monotonic()
            children[name] = _child(commands[name])
    _end(children)
    return 0


def _is_free(port: int) -> bool:
    """Whether nobody listens there. The server itself would share the port with whoever does, and say nothing."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _web(port: int, processes: int) -> list[str]:
    """WSGI on granian: sync Django costs eight times more CPU under ASGI (docs/decisions/0003)."""
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", str(processes)]
    options += ["--blocking-threads", "8", "--backlog", "2048", "--no-ws", "--log-level", "warning"]
    return [sys.executable, "-m", "granian", *options, "wucai.wsgi:application"]


def _child(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """A child with a group of its own: a Ctrl-C is for us, who then end it once. Told twice, the web server leaves its workers behind."""
    return subprocess.Popen(command, start_new_session=True)


def _end(children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    """End each child and whatever it has left of its group."""
    for child in children.values():
        child.terminate()
    for child in children.values():
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=15)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
