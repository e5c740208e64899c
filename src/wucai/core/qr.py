"""QR codes: as inline SVG for pages and documents, as PNG for whoever cannot take SVG."""

import io

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# The quiet zone that ISO/IEC 18004 asks for, in modules.
QUIET_MODULES = 4


def svg(text: str, *, title: str, error: str = "q") -> SafeString:
    """An inline SVG of the code, named by its title for those who hear the page. It scales to its box and carries its quiet zone.

    `error` is the level of correction: l 7 %, m 15 %, q 25 %, h 30 %; a poster on a wall wants q or h.
    """
    code = segno.make_qr(text, error=error, boost_error=False)
    side = code.symbol_size(border=QUIET_MODULES)[0]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        '<title>{title}</title><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>',
        side=side,
        title=title,
        path=mark_safe(_path(code)),  # noqa: S308  numbers and letters that we put together
    )


def png(text: str, *, error: str = "q", pixels_per_module: int = 10) -> bytes:
    """The same code as a PNG, black on white, with its quiet zone."""
    code = segno.make_qr(text, error=error, boost_error=False)
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=pixels_per_module, border=QUIET_MODULES)
    return picture.getvalue()


def _path(code: segno.QRCode) -> str:
    """One run of dark modules after the other, each a rectangle one module high."""
    runs: list[str] = []
    for y, row in enumerate(code.matrix, start=QUIET_MODULES):
        start: int | None = None
        for x, dark in enumerate([*row, 0], start=QUIET_MODULES):
            if dark and start is None:
                start = x
            if not dark and start is not None:
                runs.append(f"M{start} {y}h{x - start}v1h{start - x}z")
                start = None
    return "".join(runs)
