"""The browser's view over HTTP: its page as a response, and the form's answers and problems in the same page."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request

from page_cleaner.cleaned import Cleaned
from page_cleaner.web import explain
from page_cleaner.web.explain import Form
from page_cleaner.web.jobs import Job
from page_cleaner.web.problems import Problem

HTML = "text/html"

#: How much of a pasted text, in code points, the form brings back.
_BROUGHT_BACK = 200_000


def respond(cleaned: Cleaned | None, form: Form | None = None) -> Response:
    """The page in the language that the request prefers; ``form`` is what its form holds, None for none."""
    response = Response(explain.page(cleaned, _language(), form=form), content_type=f"{HTML}; charset=utf-8")
    return _guarded(response)


def respond_to_problem(problem: Problem, form: Form) -> Response:
    """The form with the problem's words above it, under the problem's status and headers."""
    response = problem.response()
    response.set_data(explain.page(None, _language(), form=form, problem=problem.detail))
    response.content_type = f"{HTML}; charset=utf-8"
    return _guarded(response)


def example(query: Mapping[str, str]) -> str | None:
    """The example that a query asks for, None where it asks for none. Raises Problem."""
    if unknown := sorted(query.keys() - {"example"}):
        raise Problem("bad-option", f"The form does not take {unknown[0][:80]!r} in its address; it takes example.")
    examples = explain.examples()
    name = query.get("example")
    if name is not None and name not in examples:
        raise Problem("bad-option", f"There is no example {name[:80]!r}; the examples are {', '.join(examples)}.")
    return None if name is None else examples[name]


def form_of(job: Job) -> Form:
    """What the form holds when it comes back: the job's text, unless it is long, and its options."""
    return Form(job.page if isinstance(job.page, str) and len(job.page) <= _BROUGHT_BACK else "", job.options)


def _language() -> str:
    return request.accept_languages.best_match(explain.LANGUAGES) or explain.LANGUAGES[0]


def _guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = explain.policy()
    response.headers["Content-Language"] = _language()
    response.headers["Vary"] = "Accept, Accept-Language"
    return response
