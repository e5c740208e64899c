"""The critical stylesheet: one small file, inlined in every page and let through the Content-Security-Policy by its hash.

Cached pages cannot hold a nonce, so the hash is offered to the settings; both read the same text, made once per process. Nothing of
Django is imported here, because the settings themselves need the hash.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent / "static" / "core" / "critical.css"
_STRINGS = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


@cache
def critical_css() -> str:
    """The minified critical stylesheet, exactly as it stands between <style> and </style>."""
    return minified(SOURCE.read_text(encoding="utf-8"))


@cache
def critical_css_hash() -> str:
    """The base64 SHA-256 of `critical_css()`, as a style-src 'sha256-…' source wants it."""
    return base64.b64encode(hashlib.sha256(critical_css().encode()).digest()).decode()


def minified(css: str) -> str:
    """The same rules without comments and needless blanks; what stands in quotes is left as it is.

    A blank before an opening bracket or around + and - is kept: `calc(1px + 2px)` and `@media (…)` need it.
    """
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    pieces = _STRINGS.split(bare)
    # Every second piece is a quoted string: split() with one group alternates.
    pieces[::2] = [_squeezed(piece) for piece in pieces[::2]]
    return "".join(pieces).strip()


def _squeezed(css: str) -> str:
    blanks = re.sub(r"\s+", " ", css)
    tight = re.sub(r"\s*([{};,>])\s*", r"\1", blanks)
    # A colon followed by a blank is a declaration's; one preceded by a blank may begin a pseudo-class and stays.
    return re.sub(r":\s+", ":", tight).replace(";}", "}")
