"""Pages of other origins: what they may send and read, where a setting lets them (CORS)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response
from werkzeug.datastructures import Headers

_EXPOSED = "X-Request-ID, X-Warnings, Retry-After"
#: What a page may send besides what every page may, and for how many seconds a browser need not ask again.
_SENT, _REMEMBERED = "Content-Type, Content-Encoding, X-Request-ID", "86400"


def origins(setting: str) -> frozenset[str]:
    """The origins of a setting, which stand in it apart by commas or blanks."""
    return frozenset(setting.replace(",", " ").split())


def options(methods: Sequence[str]) -> Response:
    """The answer to OPTIONS: what a path takes."""
    response = Response(status=204, headers={"Allow": ", ".join([*methods, "OPTIONS"])})
    del response.headers["Content-Type"]
    return response


def allow(response: Response, headers: Headers, allowed: frozenset[str]) -> None:
    """Let the page that asked read the answer, where its origin is one of those allowed."""
    response.vary.add("Origin")
    origin = headers.get("Origin", "")
    if not origin or not ("*" in allowed or origin in allowed):
        return
    response.headers["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if "Access-Control-Request-Method" in headers and response.status_code == 204:
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
        response.headers["Access-Control-Allow-Headers"] = _SENT
        response.headers["Access-Control-Max-Age"] = _REMEMBERED
