"""Errors for machines: application/problem+json (RFC 9457)."""

from typing import Any

from django.http import JsonResponse


def problem(status: int, *, title: str, detail: str, **more: Any) -> JsonResponse:
    """An answer with type, title, status and detail, and whatever else the reader can use."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JsonResponse(told, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False})
