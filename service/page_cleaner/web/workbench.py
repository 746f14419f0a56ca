"""What a browser's form or a request for the view is answered with: the view, a file to take away, or two pages compared."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import Response, request

from page_cleaner.cleaned import Cleaned
from page_cleaner.web import answers, takeaway, views
from page_cleaner.web.bench import Bench
from page_cleaner.web.explain import Form
from page_cleaner.web.jobs import Job
from page_cleaner.web.problems import Problem
from page_cleaner.web.wishes import Wishes, place
from page_cleaner.web.work import Work


def answer(work: Work, job: Job, form: Form | None, accepted: str) -> Response:
    """Clean a page and answer; ``form`` is what a browser's form holds, ``accepted`` the type that was negotiated. Raises Problem."""
    wishes = job.wishes
    if wishes is None:  # a page without a form says in its query what is to be shown
        wishes = Wishes(*place(job.options.get("show")))
        job = replace(job, options={name: value for name, value in job.options.items() if name != "show"})
    if wishes.answer:
        return work.clean(job, partial(_attached, wishes=wishes))
    if accepted != views.HTML:
        if wishes.other:
            raise Problem("not-acceptable", f"Pages are compared in the view, {views.HTML} alone.", {"Vary": "Accept"})
        return work.clean(job, answers.WRITERS[accepted], markdown=accepted == answers.MARKDOWN)
    other = work.clean(wishes.other, _as_it_is) if wishes.other else None
    bench = Bench(job.page, job.declared, job.options, wishes, other, request.base_url)
    return work.clean(job, partial(views.respond, form=form, bench=bench))


def _attached(cleaned: Cleaned, wishes: Wishes) -> Response:
    """The answer as a file to be saved."""
    kind = wishes.answer or ""
    if kind == "csv":
        response = Response(takeaway.spans(cleaned), content_type="text/csv; charset=utf-8")
    else:
        response = answers.WRITERS[answers.JSON if kind == "json" else answers.TEXT](cleaned)
    name = takeaway.file_name(wishes.name, "txt" if kind == "text" else kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _as_it_is(cleaned: Cleaned) -> Cleaned:
    return cleaned
