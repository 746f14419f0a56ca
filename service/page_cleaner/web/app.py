"""The HTTP shell: routes and what surrounds them. What a page is and how it is cleaned is not known here."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import MethodNotAllowed, NotFound

from page_cleaner import core
from page_cleaner.catalogue import VERSION
from page_cleaner.web import answers, batch, coding, crossing, forms, incoming, jobs, logs, metrics, views, workbench
from page_cleaner.web.explain import Form
from page_cleaner.web.problems import MEDIA_TYPE, Problem, of_fault
from page_cleaner.web.settings import Settings
from page_cleaner.web.work import Work

_TAKEN = "text/html, application/xhtml+xml, text/plain, application/json, application/x-ndjson"
#: MHTML comes under these; it is told apart by looking.
_MHTML = ("multipart/related", "multipart/alternative")
_PLAIN = "text/plain; charset=utf-8"
_CONTRACT = Path(__file__).with_name("openapi.yaml")
_REQUEST_ID = re.compile(r"[\x21-\x7e]{1,128}")
#: The operations that watch the service; they are not logged.
_PROBES = frozenset(("health", "metrics"))
#: The least that every answer says to a browser; an answer that may do more says so itself.
_GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


@dataclass(slots=True)
class _Visit:
    """What is to be known of a request when its answer is over."""

    id: str
    body: incoming.Incoming
    began: float = field(default_factory=time.monotonic)
    leave: Callable[[], None] | None = None
    tally: batch.Tally | None = None
    problem: str | None = None
    form: Form | None = None
    """What the browser's form holds, where one asked; problems are shown in it."""


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application; ``settings`` default to the environment's. Raises SettingsError."""
    settings = settings or Settings.from_environ()
    app = Flask(__name__, static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    origins = crossing.origins(settings.cors)
    counted = metrics.Metrics()
    work = app.extensions["work"] = Work(settings, counted)

    @app.post("/clean")
    def clean() -> Response:
        media_type = check_media_type(request.mimetype)
        several = media_type in batch.NAMES
        accepted = answers.negotiate(request.accept_mimetypes, batch.NAMES if several else tuple(answers.WRITERS))
        encoding = coding.check_encoding(request.headers.get("Content-Encoding", ""))
        options, url = jobs.query_options(request.args)
        visit: _Visit = g.visit
        visit.form = Form() if media_type == forms.MEDIA_TYPE and accepted == views.HTML else None
        visit.leave = work.enter(batch=several)
        if several:
            if request.content_length == 0:
                raise Problem("empty-body", "The batch has no line.")
            response = answer_batch(work, visit, encoding, options, url, settings)
            response.content_type = accepted
        else:
            body = visit.body.read(settings.body_limit, request.content_length, encoding)
            response = answer_page(work, visit, page_job(body, media_type, options, url, settings.body_limit), accepted)
        response.headers.setdefault("Vary", "Accept")
        return response

    @app.get("/clean")
    def look() -> Response:
        return show_form(work, g.visit)

    _add_reads(app, counted)

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        name = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        g.visit = _Visit(name, incoming.Incoming(request.stream))

    @app.after_request
    def finish(response: Response) -> Response:
        visit: _Visit = g.visit
        if visit.tally is None and visit.body.excess():
            visit.problem = "broken-body"
            response = Problem("broken-body", _too_short(request.content_length)).response()
        if visit.tally is None:
            visit.body.drain()
        response.headers["X-Request-ID"] = visit.id
        for name, value in _GUARDED.items():
            response.headers.setdefault(name, value)
        _dress(response, origins, compress=bool(settings.compress))
        if request.endpoint in _PROBES:
            response.headers["Cache-Control"] = "no-store"
        # What is said of the answer, not the answer: one that holds on to itself stays until the next collection.
        about = (request.endpoint, request.method[:20], request.path[:100], response.status_code)
        response.call_on_close(partial(_account, visit, counted, *about, response.content_length or 0))
        return response

    @app.errorhandler(Exception)
    def fail(error: Exception) -> Response:
        if isinstance(error, MethodNotAllowed) and request.method == "OPTIONS":
            return crossing.options(sorted(error.valid_methods or ()))
        problem = _problem(error, g.visit)
        g.visit.problem = problem.kind
        return views.respond_to_problem(problem, g.visit.form) if g.visit.form else problem.response()

    return app


def _add_reads(app: Flask, counted: metrics.Metrics) -> None:
    """Add the operations that only tell something."""

    @app.get("/")
    def start() -> Response:
        return Response(
            "The form is at clean, the contract at openapi.yaml.\n", 302, {"Location": "clean"}, content_type=_PLAIN
        )

    @app.get("/openapi.yaml", endpoint="contract")
    def contract() -> Response:
        return Response(_CONTRACT.read_bytes(), content_type="application/yaml")

    @app.get("/healthz")
    def health() -> Response:
        return answers.json_response({"status": "ok", "version": VERSION, "core": core.NAME})

    @app.get("/metrics", endpoint="metrics")
    def count() -> Response:
        return Response(counted.text(), content_type=metrics.MEDIA_TYPE)


def check_media_type(media_type: str) -> str:
    """The media type of the request, as it is. Raises Problem for the types that wrap pages in a way not taken."""
    if media_type.startswith("multipart/") and media_type not in (forms.MEDIA_TYPE, *_MHTML):
        detail = (
            f"{media_type[:80]} is not taken. Send one page as the body: {_TAKEN}, or its bytes under any other type "
            "(curl --data-binary @page.html)."
        )
        raise Problem("unsupported-media-type", detail, {"Accept-Post": f"{_TAKEN}, */*"})
    return media_type


def page_job(body: bytes, media_type: str, options: dict[str, Any], url: str | None, limit: int) -> jobs.Job:
    """The page that a body is; ``url`` is the address that the query has, ``limit`` the most bytes of a page that a form kept.

    Raises Problem.
    """
    if not body:
        raise Problem("empty-body", "Send the page as the body, for example with curl --data-binary @page.html.")
    if media_type == answers.JSON:
        return jobs.object_job(jobs.json_value(body), options, url)
    if media_type == forms.MEDIA_TYPE:
        return forms.form_job(body, request.mimetype_params.get("boundary", ""), options, limit, url)
    if media_type == forms.PAIRS and (job := forms.pairs_job(body, options, url)):
        return job
    return jobs.bytes_job(body, media_type, request.mimetype_params.get("charset"), options, url)


def answer_page(work: Work, visit: _Visit, job: jobs.Job, accepted: str) -> Response:
    """Clean a page and answer in the form that was negotiated; a browser's form comes back with the page."""
    if visit.form is not None:
        visit.form = views.form_of(job)
    if accepted == views.HTML or job.wishes:
        return workbench.answer(work, job, visit.form, accepted)
    write = partial(answers.as_json, given=job.given) if accepted == answers.JSON else answers.WRITERS[accepted]
    return work.clean(job, write, markdown=accepted == answers.MARKDOWN)


def answer_batch(
    work: Work, visit: _Visit, encoding: str, options: dict[str, Any], url: str | None, settings: Settings
) -> Response:
    """Answer a batch line by line, as they come."""
    visit.tally = batch.Tally()
    limit = settings.batch_line_limit
    lines = visit.body.lines(limit, request.content_length, encoding, settings.body_timeout)
    lot = batch.Batch(batch.Asked(visit.id, options, url, limit), work.answer, work.siblings)
    return Response(lot.answers(lines, visit.tally, visit.body.ready))


def show_form(work: Work, visit: _Visit) -> Response:
    """The browser's form, with the options and the example that the query asks for. Raises Problem."""
    answers.negotiate(request.accept_mimetypes, (views.HTML,))
    visit.form = Form() if _prefers_html() else None
    options, url = jobs.query_options(request.args)
    job = replace(views.asked(options), url=url)
    form = views.form_of(job)
    if not job.page:
        return views.respond(None, form)
    visit.leave = work.enter()
    return workbench.answer(work, job, form, views.HTML)


def _prefers_html() -> bool:
    """Whether the client would rather have HTML than a problem object, as browsers would."""
    accepted = request.accept_mimetypes
    return accepted.quality(views.HTML) > accepted.quality(MEDIA_TYPE)


def _dress(response: Response, origins: frozenset[str], *, compress: bool) -> None:
    """Put on an answer what settings ask for."""
    if origins:
        crossing.allow(response, request.headers, origins)
    if compress:
        _compress(response)


def _compress(response: Response) -> None:
    """Compress an answer for a client that asks for it; a batch goes on being answered line by line."""
    response.vary.add("Accept-Encoding")
    best = request.accept_encodings.best_match(("zstd", "gzip"))
    if best is None or response.status_code != 200 or not coding.worth_it(response.content_length):
        return
    response.headers["Content-Encoding"] = best
    if response.is_streamed:
        response.response = coding.deflate(response.response, best)  # type: ignore[arg-type]
    else:
        response.set_data(b"".join(coding.deflate([response.get_data()], best)))


def _too_short(length: int | None) -> str:
    return (
        f"More bytes follow than the {length} that Content-Length declares, and they are no request. Content-Length counts bytes, not "
        "characters: a Chinese character has 3 in UTF-8."
    )


def _account(
    visit: _Visit, counted: metrics.Metrics, operation: str | None, method: str, path: str, status: int, size: int
) -> None:
    """Count and log a request whose answer is over, whether it was sent whole or not; ``size`` is its length in bytes."""
    if visit.leave:
        visit.leave()
    seconds = time.monotonic() - visit.began
    sent = visit.tally.size if visit.tally else size
    counted.answered(operation or "none", status, seconds, visit.body.received, sent)
    counted.refused(visit.tally.problems if visit.tally else filter(None, [visit.problem]))
    if operation in _PROBES and status < 400:
        return
    details: dict[str, object] = {"problem": visit.problem} if visit.problem else {}
    if visit.tally:
        details = {"lines": visit.tally.lines, "problems": visit.tally.problems, "whole": visit.tally.whole}
    logs.say(
        logging.INFO, "request", request_id=visit.id, method=method, path=path, status=status,
        seconds=round(seconds, 4), received=visit.body.received, sent=sent, **details,
    )  # fmt: skip


def _problem(error: Exception, visit: _Visit) -> Problem:
    match error:
        case Problem():
            return error
        case NotFound():
            detail = (
                "The service has these operations: POST /clean takes a page, GET /clean is its form for a browser, GET /healthz says "
                "whether it runs, GET /metrics what it has done, GET /openapi.yaml what all of it takes and gives."
            )
            return Problem("not-found", detail)
        case MethodNotAllowed():
            allowed = ", ".join(sorted(error.valid_methods or ()))
            detail = f"{request.path[:100]} takes {allowed}, not {request.method[:20]}."
            return Problem("method-not-allowed", detail, {"Allow": allowed})
    return of_fault(error, visit.id)
