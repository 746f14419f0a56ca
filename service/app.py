"""The HTTP shell: routes, negotiation and problems. What a page is and how it is cleaned is not known here."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.datastructures import MIMEAccept, MultiDict
from werkzeug.exceptions import MethodNotAllowed, NotFound

from service import Cleaned, bodies, clean
from service.cleaner import VERSION
from service.decoding import NotText
from service.options import OptionError, Options
from service.problems import Problem
from service.settings import Settings

JSON, TEXT = "application/json", "text/plain"

#: The media types that set the format, where no option does. Other types are told apart by looking at the bytes.
_FORMATS = {"text/plain": "text", "text/html": "html", "application/xhtml+xml": "html"}
_REFUSED = {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"}
_TAKEN = "text/html, application/xhtml+xml, text/plain, application/json"
#: A parameter of Accept that asks for what is the case anyway.
_UTF8 = re.compile(r';\s*charset="?utf-?8"?', re.IGNORECASE)
_REQUEST_ID = re.compile(r"[\x21-\x7e]{1,128}")


@dataclass(frozen=True, slots=True)
class Job:
    """One page to clean: as bytes with the charset that the request declares, or as text, and the options for it."""

    page: bytes | str
    options: dict[str, Any]
    declared: str | None = None

    def run(self) -> Cleaned:
        """Clean the page. Raises Problem for options that are not taken and for bytes that are not text."""
        try:
            return clean(self.page, declared=self.declared, **asdict(Options.parse(self.options)))
        except OptionError as error:
            raise Problem("bad-option", _sentence(str(error))) from error
        except NotText as error:
            raise Problem("not-text", _sentence(str(error))) from error


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application; ``settings`` default to the environment's. Raises SettingsError."""
    settings = settings or Settings.from_environ()
    app = Flask(__name__, static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.logger.setLevel(settings.log_level.upper())

    @app.post("/clean")
    def clean_page() -> Response:
        accepted = negotiate(request.accept_mimetypes)
        encoding = bodies.check_encoding(request.headers.get("Content-Encoding", ""))
        media_type = check_media_type(request.mimetype)
        options = query_options(request.args)
        body = g.body.read(settings.body_limit, request.content_length, encoding)
        if not body:
            raise Problem("empty-body", "Send the page as the body, for example with curl --data-binary @page.html.")
        if media_type == JSON:
            job = json_job(body, options)
        else:
            job = bytes_job(body, media_type, request.mimetype_params.get("charset"), options)
        return answer(job.run(), accepted)

    @app.get("/healthz")
    def health() -> Response:
        return _json({"status": "ok", "version": VERSION}, {"Cache-Control": "no-store"})

    @app.before_request
    def begin() -> None:
        g.body = bodies.Incoming(request.stream)
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex

    @app.after_request
    def finish(response: Response) -> Response:
        g.body.drain()
        response.headers["X-Request-ID"] = g.request_id
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        match error:
            case Problem():
                return error.response()
            case NotFound():
                detail = "The service has two operations: POST /clean takes a page, GET /healthz says whether it runs."
                return Problem("not-found", detail).response()
            case MethodNotAllowed():
                allowed = ", ".join(sorted(error.valid_methods or ()))
                detail = f"{request.path} takes {allowed}, not {request.method}."
                return Problem("method-not-allowed", detail, {"Allow": allowed}).response()
        app.logger.error("request %s failed", g.request_id, exc_info=error)
        detail = "The fault is the service's own and stands in its log under the X-Request-ID of this answer."
        return Problem("internal-error", detail).response()

    return app


def negotiate(accept: MIMEAccept) -> str:
    """The media type to answer with: JSON where the client does not care. Raises Problem where it takes neither."""
    if not accept:
        return JSON
    plain = MIMEAccept((_UTF8.sub("", media_range), quality) for media_range, quality in accept)
    best = max((JSON, TEXT), key=plain.quality)
    if plain.quality(best) > 0:
        return best
    detail = f"The answer comes as {JSON} or {TEXT}, and the Accept header takes neither."
    raise Problem("not-acceptable", detail, {"Vary": "Accept"})


def check_media_type(media_type: str) -> str:
    """The media type of the request, as it is. Raises Problem for the types that wrap pages in a way not taken."""
    if media_type.startswith("multipart/") or media_type in _REFUSED:
        detail = (
            f"{media_type[:80]} is not taken. Send one page as the body: {_TAKEN}, or its bytes under any other type "
            "(curl --data-binary @page.html, not -F)."
        )
        raise Problem("unsupported-media-type", detail, {"Accept-Post": f"{_TAKEN}, */*"})
    return media_type


def query_options(query: MultiDict[str, str]) -> dict[str, Any]:
    """The options of the query string. Raises Problem where one is given twice."""
    for name, values in query.lists():
        if len(values) > 1:
            raise Problem("bad-option", f"Option {name!r} stands {len(values)} times in the query; give it once.")
    return query.to_dict()


def bytes_job(body: bytes, media_type: str, charset: str | None, options: dict[str, Any]) -> Job:
    """A body of raw bytes. The media type says text or HTML unless an option does; ``charset`` is evidence only."""
    if media_type in _FORMATS:
        options = {"format": _FORMATS[media_type], **options}
    return Job(body, options, charset)


def json_job(body: bytes, options: dict[str, Any]) -> Job:
    """A JSON object with one page and its options; those of the query are added. Raises Problem."""
    try:
        value = json.loads(body)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Problem("bad-json", f"The body is not JSON: {error.msg} at {where}.") from error
    except UnicodeDecodeError as error:
        raise Problem("bad-json", f"The body is not JSON: not {error.encoding} at byte {error.start}.") from error
    except (ValueError, RecursionError) as error:
        raise Problem("bad-json", "The body is JSON with a number too long or a nesting too deep to read.") from error
    return object_job(value, options)


def object_job(value: object, options: Mapping[str, Any]) -> Job:
    """The page that a JSON object stands for, {"text" or "html": ..., "options": ...}. Raises Problem."""
    if not isinstance(value, dict):
        raise Problem("bad-json", 'The body must be an object: {"text" or "html": "...", "options": {...}}.')
    if unknown := sorted(value.keys() - {"text", "html", "options"}):
        raise Problem("bad-json", f"The object has the member {unknown[0][:80]!r}; it takes text or html, and options.")
    kinds = [kind for kind in ("text", "html") if kind in value]
    if len(kinds) != 1 or not isinstance(value[kinds[0]], str):
        raise Problem("bad-json", "The object takes one page, as a string: either the member text or the member html.")
    page, own = value[kinds[0]], value.get("options", {})
    if not isinstance(own, dict):
        raise Problem("bad-json", "The member options must be an object of option names and values.")
    if twice := sorted(own.keys() & options.keys()):
        raise Problem("bad-option", f"Option {twice[0]!r} stands in the query and in the body; give it once.")
    return Job(page, {"format": kinds[0], **options, **own})


def answer(cleaned: Cleaned, media_type: str) -> Response:
    """The cleaned page in the form that was negotiated."""
    if media_type == JSON:
        return _json(cleaned.as_dict(), {"Vary": "Accept"})
    response = Response(f"{cleaned.text}\n" if cleaned.text else "", content_type=f"{TEXT}; charset=utf-8")
    response.headers["Vary"] = "Accept"
    if cleaned.warnings:
        response.headers["X-Warnings"] = ", ".join(warning.partition(":")[0] for warning in cleaned.warnings)
    return response


def _json(value: Mapping[str, object], headers: Mapping[str, str]) -> Response:
    response = Response(_laid_out(value), content_type=JSON)
    response.headers.update(headers)
    return response


def _laid_out(value: Mapping[str, object]) -> str:
    """JSON with a line for each member and for each entry of a list, as a person reads it from curl."""
    dumps = partial(json.dumps, ensure_ascii=False)

    def member(value: object) -> str:
        if isinstance(value, list) and value:
            return "[\n    " + ",\n    ".join(map(dumps, value)) + "\n  ]"
        return dumps(value)

    return "{\n  " + ",\n  ".join(f"{dumps(name)}: {member(held)}" for name, held in value.items()) + "\n}\n"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "."
