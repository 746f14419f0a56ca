"""From a cleaned page to an answer: the media types that are produced, and the choice between them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from flask import Response
from werkzeug.datastructures import MIMEAccept

from service.cleaner import Cleaned
from service.problems import Problem
from service.views import HTML, respond

JSON, TEXT = "application/json", "text/plain"

#: A parameter of Accept that asks for what is the case anyway.
_UTF8 = re.compile(r';\s*charset="?utf-?8"?', re.IGNORECASE)


def negotiate(accept: MIMEAccept, offered: Sequence[str]) -> str:
    """The media type to answer with, the first offered where the client does not care. Raises Problem where it takes none."""
    if not accept:
        return offered[0]
    plain = MIMEAccept((_UTF8.sub("", media_range), quality) for media_range, quality in accept)
    best = max(offered, key=plain.quality)
    if plain.quality(best) > 0:
        return best
    detail = f"The answer comes as {' or '.join(offered)}, and the Accept header does not take that."
    raise Problem("not-acceptable", detail, {"Vary": "Accept"})


def as_json(cleaned: Cleaned) -> Response:
    """The whole answer."""
    return json_response(cleaned.as_dict())


def as_text(cleaned: Cleaned) -> Response:
    """The body alone, the codes of its warnings in a header."""
    response = Response(f"{cleaned.text}\n" if cleaned.text else "", content_type=f"{TEXT}; charset=utf-8")
    if cleaned.warnings:
        response.headers["X-Warnings"] = ", ".join(warning.partition(":")[0] for warning in cleaned.warnings)
    return response


#: How a page is answered, by media type, the preferred one first.
WRITERS: dict[str, Callable[[Cleaned], Response]] = {JSON: as_json, TEXT: as_text, HTML: respond}


def json_response(value: Mapping[str, object]) -> Response:
    """JSON with a line for each member and for each entry of a list, as a person reads it from curl."""
    dumps = partial(json.dumps, ensure_ascii=False)

    def member(value: object) -> str:
        if isinstance(value, list) and value:
            return "[\n    " + ",\n    ".join(map(dumps, value)) + "\n  ]"
        return dumps(value)

    text = "{\n  " + ",\n  ".join(f"{dumps(name)}: {member(held)}" for name, held in value.items()) + "\n}\n"
    return Response(text, content_type=JSON)
