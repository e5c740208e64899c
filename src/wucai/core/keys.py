"""Keys for what is personal: a ring of them in one file outside the database, readable by its owner alone.

Sealing is AES-256-GCM with a fresh random nonce. A token is one version byte, four bytes of key id, twelve of nonce, then the sealed text
with its tag: 33 bytes more than the plain text. The context, which names where the value belongs, is bound in as associated data: a token
carried to another column does not open. The newest key seals, all keys open; after `rotate()` other processes learn the new key when
they first meet it. One key is good for 2^32 seals; rotate long before that.

Blind indexes are HMAC-SHA256 under a key of their own that never rotates, so that equal texts of one context meet and nothing else is told.
"""

import base64
import binascii
import fcntl
import hmac
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from wucai.core import disk

VERSION = 1
KEY_BYTES = 32
ID_BYTES = 4
NONCE_BYTES = 12
TAG_BYTES = 16
_HEAD_BYTES = 1 + ID_BYTES + NONCE_BYTES


class KeyRefused(Exception):
    """A token does not open: changed, cut, sealed for another context, or sealed with a key that this ring does not hold."""


class KeyFileUnusable(ImproperlyConfigured):
    """The key file cannot be used; the message is a plain sentence that says what to do. The house does not start."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the ring: `id` is eight hexadecimal digits, `made_at` the real moment in ISO 8601."""

    id: str
    secret: bytes = field(repr=False)
    made_at: str


@dataclass(frozen=True)
class KeyRing:
    """The keys of one file, oldest first, and the key of the blind indexes. Safe to share between threads."""

    keys: tuple[Key, ...]
    blind_secret: bytes = field(repr=False)

    @cached_property
    def _openers(self) -> dict[bytes, AESGCM]:
        return {bytes.fromhex(key.id): AESGCM(key.secret) for key in self.keys}

    @cached_property
    def _newest(self) -> tuple[bytes, AESGCM]:
        key_id = bytes.fromhex(self.keys[-1].id)
        return bytes([VERSION]) + key_id, self._openers[key_id]

    def knows(self, sealed: bytes) -> bool:
        """Whether the ring holds the key that the token names."""
        return sealed[1 : 1 + ID_BYTES] in self._openers

    def seal(self, plain: bytes, *, context: str) -> bytes:
        """A token that only this ring opens, and only for the same context."""
        head, sealer = self._newest
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + sealer.encrypt(nonce, plain, context.encode())

    def unseal(self, sealed: bytes, *, context: str) -> bytes:
        """The plain text of a token. Raises KeyRefused."""
        if len(sealed) < _HEAD_BYTES + TAG_BYTES or sealed[0] != VERSION:
            raise KeyRefused(f"{context}: this is not a sealed value.")
        opener = self._openers.get(sealed[1 : 1 + ID_BYTES])
        if opener is None:
            raise KeyRefused(f"{context}: sealed with key {sealed[1 : 1 + ID_BYTES].hex()}, which the key file does not hold.")
        try:
            return opener.decrypt(sealed[1 + ID_BYTES : _HEAD_BYTES], sealed[_HEAD_BYTES:], context.encode())
        except InvalidTag:
            raise KeyRefused(f"{context}: the sealed value was changed, or belongs elsewhere.") from None

    def blind(self, text: str, *, context: str) -> str:
        """64 hexadecimal digits, equal for equal texts of one context. The caller brings the text into its one normal form first."""
        name = context.encode()
        # The length in front keeps ("ab", "c") and ("a", "bc") apart.
        return hmac.digest(self.blind_secret, len(name).to_bytes(4) + name + text.encode(), "sha256").hex()


_rings: dict[Path, KeyRing] = {}


def ring() -> KeyRing:
    """The ring of `settings.WUCAI_KEY_FILE`, read once per process; made first where it is absent and may be. Raises KeyFileUnusable."""
    path: Path = settings.WUCAI_KEY_FILE
    if known := _rings.get(path):
        return known
    if not path.exists():
        _make(path)
    return _rings.setdefault(path, _read(path))


def seal(plain: bytes, *, context: str) -> bytes:
    """Seal with the newest key of the house's ring."""
    return ring().seal(plain, context=context)


def unseal(sealed: bytes, *, context: str) -> bytes:
    """Open a token with whichever key of the house's ring sealed it. Raises KeyRefused."""
    if len(sealed) > ID_BYTES and not ring().knows(sealed):
        forget()  # another process may have rotated since this one read the file
    return ring().unseal(sealed, context=context)


def blind(text: str, *, context: str) -> str:
    """The blind index of a text that is in its normal form already."""
    return ring().blind(text, context=context)


def rotate() -> str:
    """Add a key, which seals from now on, and return its id. Old keys stay and go on opening what they sealed."""
    path: Path = settings.WUCAI_KEY_FILE
    ring()
    with _locked(path.parent):
        known = _read(path)
        key = _new_key(taken={each.id for each in known.keys})
        _write(path, KeyRing(keys=(*known.keys, key), blind_secret=known.blind_secret))
    forget()
    return key.id


def check(app_configs: Any, **more: Any) -> list[checks.CheckMessage]:
    """For Django's checks: a key file that cannot be used stops every command. A file that will be made when it is needed is no trouble."""
    if settings.WUCAI_MAY_MAKE_KEYS and not settings.WUCAI_KEY_FILE.exists():
        return []
    try:
        ring()
    except KeyFileUnusable as error:
        return [checks.Critical(str(error), id="wucai.C101")]
    return []


def forget() -> None:
    """Read the key file afresh at the next question."""
    _rings.pop(settings.WUCAI_KEY_FILE, None)


def _make(path: Path) -> None:
    if not settings.WUCAI_MAY_MAKE_KEYS:
        raise KeyFileUnusable(
            f"There is no key file at {path}. Put the one that belongs to this database there; without it nothing personal can be read. "
            "For a new database, set WUCAI_MAY_MAKE_KEYS=yes once."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path.parent):
        # Web and worker may start together: whoever comes second finds the file that the first one made.
        if not path.exists():
            _write(path, KeyRing(keys=(_new_key(taken=set()),), blind_secret=os.urandom(KEY_BYTES)))


def _new_key(*, taken: set[str]) -> Key:
    from wucai.core import clock  # the clock stands on models, models on fields, fields on keys

    key_id = os.urandom(ID_BYTES).hex()
    while key_id in taken:
        key_id = os.urandom(ID_BYTES).hex()
    return Key(id=key_id, secret=os.urandom(KEY_BYTES), made_at=clock.real_now().isoformat(timespec="seconds"))


def _read(path: Path) -> KeyRing:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read()
    except OSError as error:
        raise KeyFileUnusable(f"The key file {path} cannot be read: {error.strerror}.") from error
    if mode & 0o077:
        raise KeyFileUnusable(f"The key file {path} can be read by others (mode {mode:04o}). Make it yours alone: chmod 600 {path}")
    try:
        return _parsed(json.loads(text))
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise KeyFileUnusable(f"The key file {path} is damaged. Restore it from its copy; do not make a new one.") from error


def _parsed(content: Any) -> KeyRing:
    keys = tuple(Key(id=row["id"], secret=_secret(row["key"]), made_at=row["made_at"]) for row in content["keys"])
    ids = [bytes.fromhex(key.id) for key in keys]
    if not keys or len(set(ids)) != len(ids) or any(len(each) != ID_BYTES for each in ids):
        raise ValueError("key ids")
    return KeyRing(keys=keys, blind_secret=_secret(content["blind"]))


def _secret(text: str) -> bytes:
    secret = base64.b64decode(text, validate=True)
    if len(secret) != KEY_BYTES:
        raise ValueError("key length")
    return secret


def _write(path: Path, ring_to_write: KeyRing) -> None:
    rows = [{"id": key.id, "key": base64.b64encode(key.secret).decode(), "made_at": key.made_at} for key in ring_to_write.keys]
    content = json.dumps({"keys": rows, "blind": base64.b64encode(ring_to_write.blind_secret).decode()}, indent=1)
    disk.put_down(path, (content + "\n").encode("ascii"))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
