"""Files that people hand in and the house makes: sealed at rest, named by us, removed on time.

The bytes are on disk, whole and synced, before the row that knows them is written; a transaction that fails afterwards leaves a stray,
which `sweep` removes. The seal is bound to the file's place, so that two files cannot be swapped on disk.
"""

import hashlib
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from wucai.core import clock, disk, keys
from wucai.core.models import StoredFile
from wucai.core.refusals import Refused

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 120
_SUFFIX = ".sealed"
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,40}/[a-z0-9][a-z0-9.+-]{0,58}")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_DEVICE_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class FileRefusal(models.TextChoices):
    """Why a file is not kept, or not handed out."""

    TOO_LARGE = "too_large", _("This file is larger than 20 MB. Send a smaller one.")
    LOST = "lost", _("This file is no longer here.")
    DAMAGED = "damaged", _("This file was damaged where it is kept and cannot be opened. Please send it again.")


class FileRefused(Refused):
    """The file was not kept or not read, for a reason from FileRefusal."""


def keep(name: str, data: bytes, media_type: str, *, by: models.Model | None, kept_until: datetime | None = None) -> StoredFile:
    """Keep the bytes under a name that is safe to show and to save, sealed and synced to disk, until `kept_until` (real time).

    Raises FileRefused.
    """
    if len(data) > MOST_BYTES:
        raise FileRefused(FileRefusal.TOO_LARGE)
    place = uuid4()
    disk.put_down(_path(place), keys.seal(data, context=_context(place)))
    return StoredFile.objects.create(
        place=place,
        name=safe_name(name),
        media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        actor_id=by.pk if by else None,
        created_at=clock.real_now(),
        kept_until=kept_until,
    )


def read(stored: StoredFile) -> bytes:
    """The bytes as they were handed in, to the last one. Raises FileRefused."""
    try:
        sealed = _path(stored.place).read_bytes()
    except FileNotFoundError as error:
        raise FileRefused(FileRefusal.LOST) from error
    try:
        data = keys.unseal(sealed, context=_context(stored.place))
    except keys.KeyRefused as error:
        raise FileRefused(FileRefusal.DAMAGED) from error
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise FileRefused(FileRefusal.DAMAGED)
    return data


def drop(stored: StoredFile) -> None:
    """Forget the file: its row now, its bytes when the transaction is through."""
    path = _path(stored.place)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep(older_than: datetime) -> int:
    """Remove what should have been gone before this real moment, and return how many files went.

    That is: files kept until before it, and bytes on disk that no row knows and that were written before it. Give at least an hour's
    grace, so that a file whose transaction is still open is not taken for a stray.
    """
    expired = list(StoredFile.objects.filter(kept_until__lt=older_than))
    for stored in expired:
        drop(stored)
    strays = _strays(older_than)
    for path in strays:
        path.unlink(missing_ok=True)
    return len(expired) + len(strays)


def safe_name(name: str) -> str:
    """The last part of the name without what breaks a path, a header or the eye: controls, direction marks, reserved signs."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    plain = _NOT_IN_NAMES.sub("_", shown).strip(" .")
    if _DEVICE_NAMES.match(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if stem and len(ending) <= 10:
        return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending
    return plain[:LONGEST_NAME] or "file"


def _strays(older_than: datetime) -> list[Path]:
    folder = _folder()
    known = {place.hex for place in StoredFile.objects.values_list("place", flat=True).iterator()}
    unknown = [path for path in folder.glob(f"*/*{_SUFFIX}") if path.stem not in known]
    return [path for path in (*unknown, *folder.glob(f"*/*{disk.FRESH}")) if _is_older(path, older_than)]


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
    except FileNotFoundError:
        return False  # just now renamed by whoever writes it, or removed by another sweep


def _folder() -> Path:
    return Path(settings.WUCAI_HOME) / "files"


def _path(place: UUID) -> Path:
    return _folder() / place.hex[:2] / f"{place.hex}{_SUFFIX}"


def _context(place: UUID) -> str:
    return f"core.StoredFile:{place.hex}"
