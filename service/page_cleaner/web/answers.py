"""From a cleaned page to an answer: the media types that are produced, and the choice between them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from json.encoder import encode_basestring

from flask import Response
from werkzeug.datastructures import MIMEAccept

from page_cleaner.cleaned import Cleaned
from page_cleaner.web.problems import Problem
from page_cleaner.web.views import HTML, respond

JSON, TEXT = "application/json", "text/plain"

#: A value as JSON on one line.
encode = json.JSONEncoder(ensure_ascii=False).encode

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
    text = io.BytesIO()
    text.writelines(line.encode() for line in _lines(value))
    return Response(text.getvalue(), content_type=JSON)


def _lines(value: Mapping[str, object]) -> Iterator[str]:
    """The JSON in pieces: a page may have thousands of removed spans, and what is written of them is not held twice."""
    for number, (name, held) in enumerate(value.items()):
        yield f'{"," if number else "{"}\n  "{name}": '
        if isinstance(held, list) and held:
            for at, entry in enumerate(held):
                yield f"{',' if at else '['}\n    {_entry(entry)}"
            yield "\n  ]"
        else:
            yield encode(held)
    yield "\n}\n"


def _entry(value: str | dict[str, str | int | dict[str, int] | None]) -> str:
    """An entry of a list, a removed span mostly: to set the encoder up for each would take longer than to run it."""
    if isinstance(value, str):
        return encode_basestring(value)
    members = [f'"{name}": {_value(held)}' for name, held in value.items()]
    return "{" + ", ".join(members) + "}"


def _value(held: str | int | dict[str, int] | None) -> str | int:
    return encode_basestring(held) if isinstance(held, str) else held if isinstance(held, int) else encode(held)
