"""From a cleaned page to an answer: the media types that are produced, and the choice between them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import orjson
from flask import Response
from werkzeug.datastructures import MIMEAccept

from page_cleaner.cleaned import Cleaned
from page_cleaner.web.problems import Problem
from page_cleaner.web.views import HTML, respond

JSON, TEXT, MARKDOWN = "application/json", "text/plain", "text/markdown"

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


def as_json(cleaned: Cleaned, given: Mapping[str, object] | None = None) -> Response:
    """The whole answer, after what the caller gave with the page."""
    return json_response({**(given or {}), **cleaned.as_dict()})


def as_text(cleaned: Cleaned) -> Response:
    """The body alone, the codes of its warnings in a header."""
    return _alone(cleaned, cleaned.text, TEXT)


def as_markdown(cleaned: Cleaned) -> Response:
    """The body alone, as Markdown."""
    return _alone(cleaned, cleaned.markdown or "", MARKDOWN)


def _alone(cleaned: Cleaned, body: str, media_type: str) -> Response:
    response = Response(f"{body}\n" if body else "", content_type=f"{media_type}; charset=utf-8")
    if cleaned.warnings:
        response.headers["X-Warnings"] = ", ".join(warning.partition(":")[0] for warning in cleaned.warnings)
    return response


#: How a page is answered, by media type, the preferred one first.
WRITERS: dict[str, Callable[[Cleaned], Response]] = {JSON: as_json, TEXT: as_text, HTML: respond, MARKDOWN: as_markdown}


def json_response(value: Mapping[str, object]) -> Response:
    """JSON with a line for each member and for each entry of a list, as a person reads it from curl."""
    return Response(b"".join(_lines(value)), content_type=JSON)


def encode(value: object) -> bytes:
    """A value as JSON on one line; halves of surrogate pairs and numbers beyond 64 bits, which callers may give, as they came."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":")).encode()


def _lines(value: Mapping[str, object]) -> Iterator[bytes]:
    """The JSON in pieces: a page may have thousands of removed spans."""
    for number, (name, held) in enumerate(value.items()):
        yield b'%s\n  "%s": ' % (b"," if number else b"{", name.encode())
        if isinstance(held, list) and held:
            yield b"[\n    "
            if isinstance(held[0], dict) and held[0]:
                # no string holds this: the quotation mark would stand behind a backslash
                begin = b'{"%s":' % next(iter(held[0])).encode()
                yield encode(held)[1:-1].replace(b"}," + begin, b"},\n    " + begin)
            else:
                yield b",\n    ".join(map(encode, held))
            yield b"\n  ]"
        else:
            yield encode(held)
    yield b"\n}\n"
