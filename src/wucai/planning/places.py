"""Where the command reads from and writes to: a JSON file, a folder or .zip of CSV files, or the standard streams."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from wucai.planning import streams
from wucai.planning.problems import BadProblem

MOST_BYTES = 2 * 10**9
"""What a folder may hold in all: a problem of a million volunteers is a tenth of this."""

BROKEN = (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What the standard library raises for an archive that is cut off, damaged (in its names: ValueError), or encrypted (RuntimeError)."""


def json_of(name: str) -> bytes | None:
    """The bytes of a file, or of the standard input for `-`; None when it is a folder or .zip. Raises BadProblem."""
    if name == "-":
        return streams.given()
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
    if path.is_file() and not path.suffix:
        raise BadProblem(f"--out {name}: it is a file, but a name without a suffix stands for a folder.")
    parent = path if path.is_dir() or _is_device(path) else path.resolve().parent
    if not os.access(parent, os.W_OK) or not (parent.is_dir() or _is_device(parent)):
        raise BadProblem(f"--out {name}: {parent} is no folder that can be written to.")


def holds_tables(name: str) -> bool:
    """Whether the name stands for CSV files: a folder that is there, a name without a suffix, or a .zip."""
    path = Path(name)
    return path.is_dir() or (not _is_device(path) and path.suffix.lower() in ("", ".zip"))


def put_file(name: str, content: bytes) -> None:
    """Write a file whole or not at all, a link's target likewise; into a device or pipe as it is."""
    if _is_device(Path(name)):
        Path(name).write_bytes(content)
        return
    path = Path(name).resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def put_tables(name: str, files: Mapping[str, bytes]) -> None:
    """Write the files into a folder or .zip."""
    if Path(name).is_dir() or not Path(name).suffix:
        Path(name).mkdir(exist_ok=True)
        for file, content in files.items():
            put_file(str(Path(name) / file), content)
        return
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    put_file(name, packed.getvalue())


def _is_device(path: Path) -> bool:
    """Whether something is there that is neither file nor folder: what is written there is not kept, and must not be replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


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
                if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise BadProblem(f"{path}: {inside.name} is packed in another way than programs do by themselves; pack it anew.")
                files[inside.name] = archive.read(each)
    except BadProblem:
        raise
    except FileNotFoundError as error:
        raise BadProblem(f"{path}: there is no such file.") from error
    except BROKEN as error:
        raise BadProblem(f"{path}: it is no .zip that can be read ({error}).") from error
    return files
