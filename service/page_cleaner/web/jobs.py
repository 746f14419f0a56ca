"""From a request to a job: the page, its options, and what the media type says of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from page_cleaner.cleaned import Cleaned
from page_cleaner.cleaner import clean
from page_cleaner.options import OptionError, Options
from page_cleaner.page import Limits, OverLimit
from page_cleaner.reading.signatures import NotText
from page_cleaner.sites import Profile
from page_cleaner.web.incoming import page_address
from page_cleaner.web.problems import Problem, sentence
from page_cleaner.web.sites import Sites
from page_cleaner.web.wishes import Wishes

#: The media types that set the format, where no option does. Other types are told apart by looking at the bytes.
_FORMATS = {"text/plain": "text", "text/html": "html", "application/xhtml+xml": "html"}
#: The members of an object that are taken; any other is the caller's.
_TAKEN = frozenset(("text", "html", "url", "options", "id"))
_DEEPEST = 100
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
    given: dict[str, Any] = field(default_factory=dict)
    """What of the object that the page came in is the caller's own: its ``id``, and under ``given`` what else there is."""
    site: Profile | None = None
    wishes: Wishes | None = None

    def at(self, sites: Sites) -> Job:
        """The job with the profile of the page's site, where ``sites`` has it. Raises Problem."""
        options = dict(self.options)
        profile = sites.choose(options.pop("site", None), self.url)
        return replace(self, options=options, site=profile)

    def run(self, limits: Limits, *, markdown: bool = False) -> Cleaned:
        """Clean the page; ``markdown`` asks for its Markdown.

        Raises Problem for options that are not taken, bytes that are not text, and pages over a limit, and whatever the
        check among the limits raises.
        """
        try:
            Options.parse(self.options)  # no name beside the options' own gets through to the call
            return clean(
                self.page,
                declared=self.declared,
                url=self.url,
                site=self.site,
                markdown=markdown,
                limits=limits,
                **self.options,
            )
        except OptionError as error:
            raise Problem("bad-option", sentence(str(error))) from error
        except NotText as error:
            raise Problem("not-text", sentence(str(error))) from error
        except OverLimit as error:
            kind, setting = _OVER[error.what]
            detail = sentence(f"{error}. Send less, or raise {setting}")
            raise Problem(kind, detail, limit=error.limit, actual=error.actual) from error


def query_options(query: MultiDict[str, str]) -> tuple[dict[str, Any], str | None]:
    """The options of the query string, and the page's address where it is given. Raises Problem where one is given twice."""
    for name, values in query.lists():
        if len(values) > 1:
            raise Problem("bad-option", f"Option {name[:80]!r} stands {len(values)} times in the query; give it once.")
    options = query.to_dict()
    return options, page_address(options.pop("url", None))


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
        return json.loads(body, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}" if what == "body" else f"column {error.colno}"
        raise Problem("bad-json", f"The {what} is not JSON: {error.msg} at {where}.") from error
    except UnicodeDecodeError as error:
        raise Problem("bad-json", f"The {what} is not JSON: not {error.encoding} at byte {error.start}.") from error
    except (ValueError, RecursionError) as error:
        raise Problem(
            "bad-json", f"The {what} holds a number that is too long or none (NaN), or a nesting too deep to read."
        ) from error


def _depth(value: object) -> int:
    """How many objects and lists are nested in a value."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        held, depth = waiting.pop()
        if isinstance(held, dict | list):
            deepest = max(deepest, depth)
            waiting += [(one, depth + 1) for one in (held.values() if isinstance(held, dict) else held)]
    return deepest


def _refuse(word: str) -> None:
    raise ValueError(word)


def object_job(value: object, options: Mapping[str, Any], url: str | None = None, what: str = "body") -> Job:
    """The page that a JSON object stands for, {"text" or "html": ..., "url": ..., "options": ...}, the query's options added.

    ``url`` is the query's, ``what`` names where the object came from. Raises Problem.
    """
    if not isinstance(value, dict):
        raise Problem("bad-json", f'The {what} must be an object: {{"text" or "html": "...", "options": {{...}}}}.')
    kinds = [kind for kind in ("text", "html") if kind in value]
    if len(kinds) != 1 or not isinstance(value[kinds[0]], str):
        raise Problem("bad-json", "The object takes one page, as a string: either the member text or the member html.")
    page, own = value[kinds[0]], value.get("options", {})
    if not isinstance(own, dict):
        raise Problem("bad-json", "The member options must be an object of option names and values.")
    if twice := sorted(own.keys() & options.keys()):
        raise Problem("bad-option", f"Option {twice[0][:80]!r} stands in the query and in the {what}; give it once.")
    url = page_address(value.get("url")) or url
    return Job(page, {"format": kinds[0], **options, **own}, url=url, given=own_members(value))


def own_members(value: object) -> dict[str, Any]:
    """What of an object comes back with its answer: its id, and under ``given`` all members that are not taken. Raises Problem."""
    if not isinstance(value, dict):
        return {}
    found: dict[str, Any] = {}
    if (name := value.get("id")) is not None:
        if isinstance(name, bool) or not isinstance(name, str | int):
            raise Problem("bad-json", "The member id must be a string or an integer.")
        found["id"] = name
    if more := {member: held for member, held in value.items() if member not in _TAKEN}:
        if _depth(more) > _DEEPEST:
            raise Problem("bad-json", f"The members that are to be given back are nested deeper than {_DEEPEST}.")
        found["given"] = more
    return found
