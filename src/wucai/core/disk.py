"""Files on disk that are whole or not there, whenever the power goes."""

import os
from pathlib import Path

FRESH = ".fresh"


def put_down(path: Path, content: bytes) -> None:
    """Write the file for its owner alone, replacing what was there in one step; when this returns it survives a loss of power.

    Until then the bytes lie beside it under a name that ends in `.fresh`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.urandom(4).hex()}{FRESH}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    for folder in (path.parent, path.parent.parent):
        _settle(folder)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
