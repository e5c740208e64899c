"""Where the command reads from and writes to: a JSON file, a folder or .zip of CSV files, or the standard streams."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from wucai.planning.problems import BadProblem

MOST_BYTES = 2 * 10**9
"""What a folder may hold in all: a problem of a million volunteers is a tenth of this."""


def json_of(name: str) -> bytes | None:
    """The bytes of a file, or of the standard input for `-`; None when it is a folder or .zip. Raises BadProblem."""
    if name == "-":
        return sys.stdin.buffer.read()
    path = Path(name)
    if path.is_dir() or path.suffix.lower() == ".zip":
        return None
    return _content(path)


def tables_of(name: str) -> dict[str, bytes]:
    """The CSV files in a folder or .zip, by name; raises BadProblem."""
    path = Path(name)
    return {each.name: _content(each) for each in sorted(path.glob("*.csv"))} if path.is_dir() else _unpacked(path)


def require_writable(name: str) -> None:
    """Raise BadProblem where an answer could not be written, before anybody waits for it."""
    path = Path(name)
    parent = path if path.is_dir() else path.absolute().parent
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise BadProblem(f"--out {name}: {parent} is no folder that can be written to.")


def is_folder(name: str) -> bool:
    """Whether the name stands for a folder: one that is there, or a name without a suffix."""
    return Path(name).is_dir() or not Path(name).suffix


def is_zip(name: str) -> bool:
    """Whether the name stands for a .zip."""
    return Path(name).suffix.lower() == ".zip"


def put_file(name: str, content: bytes) -> None:
    """Write a file whole or not at all."""
    path = Path(name)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def put_tables(name: str, files: Mapping[str, bytes]) -> None:
    """Write the files into a folder or .zip."""
    if is_zip(name):
        part = Path(name).with_name(f".{Path(name).name}.{os.getpid()}")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for file, content in files.items():
                archive.writestr(file, content)
        part.replace(name)
        return
    Path(name).mkdir(exist_ok=True)
    for file, content in files.items():
        put_file(str(Path(name) / file), content)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        told = "there is no such file" if isinstance(error, FileNotFoundError) else getattr(error, "strerror", None) or str(error)
        raise BadProblem(f"{path}: {told}.") from error


def _unpacked(path: Path) -> dict[str, bytes]:
    """The CSV files of an archive, wherever in it they lie; what systems hide in there is passed over."""
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_BYTES:
                raise BadProblem(f"{path}: its files are larger than {MOST_BYTES} bytes in all.")
            for each in archive.infolist():
                inside = PurePosixPath(each.filename)
                if inside.suffix != ".csv" or inside.name.startswith(".") or "__MACOSX" in inside.parts:
                    continue
                if inside.name in files:
                    raise BadProblem(f"{path}: {inside.name} is there twice.")
                files[inside.name] = archive.read(each)
    except FileNotFoundError as error:
        raise BadProblem(f"{path}: there is no such file.") from error
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:  # the last two: encrypted, packed in another way
        raise BadProblem(f"{path}: it is no .zip that can be read ({error}).") from error
    return files
