"""The errors that the service answers with: RFC 9457 problem objects, each kind with a stable type."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from flask import Response

from page_cleaner.web import logs

MEDIA_TYPE = "application/problem+json"

#: The kinds of problem: the last part of the type, the HTTP status, and the title, which never varies.
KINDS: dict[str, tuple[int, str]] = {
    "bad-option": (400, "An option is not taken"),
    "bad-json": (400, "The JSON body is not one that is taken"),
    "empty-body": (400, "The body is empty"),
    "broken-body": (400, "The body did not arrive whole"),
    "bad-request": (400, "The request is not HTTP as it is taken"),
    "not-found": (404, "There is nothing at this path"),
    "method-not-allowed": (405, "The path does not take this method"),
    "not-acceptable": (406, "No acceptable type of answer"),
    "slow-head": (408, "The head did not arrive in time"),
    "slow-body": (408, "The body did not arrive in time"),
    "body-too-large": (413, "The body is too large"),
    "line-too-large": (413, "A line of the batch is too large"),
    "too-many-lines": (413, "The page has too many lines"),
    "too-deep": (413, "The page is nested too deeply"),
    "unsupported-media-type": (415, "The media type is not taken"),
    "unsupported-content-encoding": (415, "The content encoding is not taken"),
    "not-text": (415, "The body is not text"),
    "head-too-large": (431, "The head is too large"),
    "busy": (429, "Too much work is in flight"),
    "internal-error": (500, "The service failed"),
    "late": (503, "The page took too long"),
}


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """An answer that is not a page.

    ``kind`` is a key of KINDS; ``detail`` says in a sentence what was wrong here and what would put it right;
    ``headers`` go with the answer; ``members`` are numbers that the kind adds, such as ``limit`` and ``actual``.
    """

    def __init__(self, kind: str, detail: str, headers: Mapping[str, str] | None = None, **members: int) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.headers, self.members = kind, detail, dict(headers or {}), members

    def __reduce__(self) -> tuple[Any, ...]:
        """The same in another process."""
        return _again, (self.kind, self.detail, self.headers, self.members)

    def value(self) -> dict[str, object]:
        """The problem object."""
        status, title = KINDS[self.kind]
        return {
            "type": f"/problems/{self.kind}",
            "title": title,
            "status": status,
            "detail": self.detail,
            **self.members,
        }

    def response(self) -> Response:
        """The problem as an HTTP response."""
        text = json.dumps(self.value(), ensure_ascii=False) + "\n"
        answer = Response(text, status=KINDS[self.kind][0], content_type=MEDIA_TYPE)
        answer.headers.update(self.headers)
        return answer


def sentence(words: str) -> str:
    """The detail of a problem from the message of an error."""
    return words[:1].upper() + words[1:].rstrip(".") + "."


def _again(kind: str, detail: str, headers: dict[str, str], members: dict[str, int]) -> Problem:
    return Problem(kind, detail, headers, **members)


def of_fault(error: Exception, request_id: str) -> Problem:
    """Log a fault of the service over a request, and say that there was one."""
    logs.say(logging.ERROR, "fault", request_id=request_id, exception=logs.described(error))
    detail = "The fault is the service's own and stands in its log under the X-Request-ID of this answer."
    return Problem("internal-error", detail)
