"""The browser's view over HTTP: its page as a response, and the form's answers and problems in the same page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request

from page_cleaner.cleaned import Cleaned
from page_cleaner.options import OptionError, Options
from page_cleaner.web import explain, wishes
from page_cleaner.web.bench import Bench
from page_cleaner.web.explain import Form
from page_cleaner.web.jobs import Job
from page_cleaner.web.problems import Problem, sentence

HTML = "text/html"

#: What the form's address takes besides options.
_OWN = ("example", "show")
#: How much of a pasted text, in code points, the form brings back to be seen; what is longer it keeps.
_BROUGHT_BACK = 200_000


def respond(cleaned: Cleaned | None, form: Form | None = None, bench: Bench | None = None) -> Response:
    """The page in the language that the request prefers; ``form`` is what its form holds, None for none."""
    return _guarded(Response(), explain.page(cleaned, _language(), form=form, bench=bench))


def respond_to_problem(problem: Problem, form: Form) -> Response:
    """The form with the problem's words above it, under the problem's status and headers."""
    return _guarded(problem.response(), explain.page(None, _language(), form=form, problem=problem))


def asked(query: Mapping[str, Any]) -> Job:
    """The job that the form's address stands for: an example, or no page, what is to be shown of it, and options. Raises Problem."""
    options = {name: value for name, value in query.items() if name not in _OWN}
    known = (*_OWN, *Options.__dataclass_fields__)
    if unknown := [name for name in options if name not in known]:
        raise Problem("bad-option", f"The form's address takes {', '.join(known)}, not {unknown[0]!r:.80}.")
    try:
        Options.parse(options)
    except OptionError as error:
        raise Problem("bad-option", sentence(str(error))) from error
    show = wishes.place(query.get("show"))
    examples = explain.examples()
    name = query.get("example")
    if name is not None and name not in examples:
        raise Problem("bad-option", f"There is no example {name[:80]!r}; the examples are {', '.join(examples)}.")
    return Job(examples.get(name or "", ""), options, wishes=wishes.Wishes(*show, name=f"{name}.txt" if name else ""))


def form_of(job: Job) -> Form:
    """What the form holds when it comes back: the job's text, or a page that it keeps, its options, and those of the other page."""
    asked = job.wishes or wishes.Wishes()
    other = asked.other
    shown = isinstance(job.page, str) and len(job.page) <= _BROUGHT_BACK
    return Form(
        text=job.page if shown and isinstance(job.page, str) else "",
        options={**job.options, "skip": Options.parse({"skip": job.options.get("skip")}).skip} if job.options else {},
        kept="" if shown else wishes.pack(job.page),
        name=asked.name,
        size=len(job.page),
        other=form_of(Job("" if other.page == job.page else other.page, other.options)) if other else None,
    )


def _language() -> str:
    return request.accept_languages.best_match(explain.LANGUAGES) or explain.LANGUAGES[0]


def _guarded(response: Response, page: explain.Page) -> Response:
    response.set_data(page.text)
    response.content_type = f"{HTML}; charset=utf-8"
    response.headers["Content-Security-Policy"] = page.policy
    response.headers["Content-Language"] = _language()
    response.headers["Vary"] = "Accept, Accept-Language"
    return response
