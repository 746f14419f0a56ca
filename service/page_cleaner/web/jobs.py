"""From a request to a job: the page, its options, and what the media type says of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from page_cleaner.cleaned import Cleaned
from page_cleaner.cleaner import clean
from page_cleaner.options import OptionError, Options
from page_cleaner.page import Limits, OverLimit
from page_cleaner.reading.signatures import NotText
from page_cleaner.sites import Profile
from page_cleaner.web.problems import Problem
from page_cleaner.web.sites import Sites
from page_cleaner.web.wishes import Wishes

#: The media types that set the format, where no option does. Other types are told apart by looking at the bytes.
_FORMATS = {"text/plain": "text", "text/html": "html", "application/xhtml+xml": "html"}
#: The kind of problem for each limit of a page, and the setting that raises it.
_OVER = {"lines": ("too-many-lines", "CLEAN_LINES_LIMIT"), "nesting": ("too-deep", "CLEAN_NESTING_LIMIT")}


@dataclass(frozen=True, slots=True)
class Job:
    """One page to clean: as bytes with the charset that the request declares, or as text, the options for it, and its address.

    ``wishes`` is what a form asks of the view beside, None for a page that comes without a form.
    """

    page: bytes | str
    options: dict[str, Any]
    declared: str | None = None
    url: str | None = None
    site: Profile | None = None
    wishes: Wishes | None = None

    def at(self, sites: Sites) -> Job:
        """The job with the profile of the page's site, where ``sites`` has it. Raises Problem."""
        options = dict(self.options)
        profile = sites.choose(options.pop("site", None), self.url)
        return replace(self, options=options, site=profile)

    def run(self, limits: Limits) -> Cleaned:
        """Clean the page.

        Raises Problem for options that are not taken, bytes that are not text, and pages over a limit, and whatever the
        check among the limits raises.
        """
        try:
            Options.parse(self.options)  # no name beside the options' own gets through to the call
            return clean(self.page, declared=self.declared, url=self.url, limits=limits, site=self.site, **self.options)
        except OptionError as error:
            raise Problem("bad-option", _sentence(str(error))) from error
        except NotText as error:
            raise Problem("not-text", _sentence(str(error))) from error
        except OverLimit as error:
            kind, setting = _OVER[error.what]
            detail = _sentence(f"{error}. Send less, or raise {setting}")
            raise Problem(kind, detail, limit=error.limit, actual=error.actual) from error


def query_options(query: MultiDict[str, str]) -> dict[str, Any]:
    """The options of the query string. Raises Problem where one is given twice."""
    for name, values in query.lists():
        if len(values) > 1:
            raise Problem("bad-option", f"Option {name[:80]!r} stands {len(values)} times in the query; give it once.")
    return query.to_dict()


def bytes_job(
    body: bytes, media_type: str, charset: str | None, options: dict[str, Any], url: str | None = None
) -> Job:
    """A body of raw bytes. The media type says text or HTML unless an option does; ``charset`` is evidence only."""
    if media_type in _FORMATS:
        options = {"format": _FORMATS[media_type], **options}
    return Job(body, options, charset, url)


def json_value(body: bytes, what: str = "body") -> object:
    """The value that JSON stands for; ``what`` names where it came from. Raises Problem."""
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}" if what == "body" else f"column {error.colno}"
        raise Problem("bad-json", f"The {what} is not JSON: {error.msg} at {where}.") from error
    except UnicodeDecodeError as error:
        raise Problem("bad-json", f"The {what} is not JSON: not {error.encoding} at byte {error.start}.") from error
    except (ValueError, RecursionError) as error:
        raise Problem(
            "bad-json", f"The {what} is JSON with a number too long or a nesting too deep to read."
        ) from error


def object_job(
    value: object,
    options: Mapping[str, Any],
    what: str = "body",
    more: tuple[str, ...] = (),
    url: str | None = None,
) -> Job:
    """The page that a JSON object stands for, {"text" or "html": ..., "url": ..., "options": ...}, the query's options added.

    ``url`` is the address that the query has. ``what`` names where the object came from, ``more`` are other members that it may have. Raises Problem.
    """
    taken = ", ".join(("text or html", "url", "options", *more))
    if not isinstance(value, dict):
        raise Problem("bad-json", f'The {what} must be an object: {{"text" or "html": "...", "options": {{...}}}}.')
    if unknown := sorted(value.keys() - {"text", "html", "url", "options", *more}):
        raise Problem("bad-json", f"The object has the member {unknown[0][:80]!r}; it takes {taken}.")
    kinds = [kind for kind in ("text", "html") if kind in value]
    if len(kinds) != 1 or not isinstance(value[kinds[0]], str):
        raise Problem("bad-json", "The object takes one page, as a string: either the member text or the member html.")
    page, own = value[kinds[0]], value.get("options", {})
    if not isinstance(own, dict):
        raise Problem("bad-json", "The member options must be an object of option names and values.")
    if twice := sorted(own.keys() & options.keys()):
        raise Problem("bad-option", f"Option {twice[0][:80]!r} stands in the query and in the {what}; give it once.")
    if not isinstance(value.get("url"), str | None):
        raise Problem("bad-json", "The member url must be a string, the address of the page.")
    return Job(page, {"format": kinds[0], **options, **own}, url=value.get("url") or url)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "."
