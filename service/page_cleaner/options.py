"""The options of a call, checked in one place for the Python function, the HTTP parameters and the JSON object alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from page_cleaner.charsets import encoding_of

#: The detectors, by the names that answers and ``skip`` use, in the order in which the documentation lists them.
DETECTORS = (
    "duplicated_punctuation", "pinyin_annotation", "share_widget", "icp_footer", "breadcrumb", "page_tools", "byline",
    "navigation", "comment_form", "notice", "media", "debris",
)  # fmt: skip

#: The OpenCC configurations that ``convert`` takes.
CONVERSIONS = (
    "s2t", "s2tw", "s2twp", "s2hk", "t2s", "tw2s", "tw2sp", "hk2s", "t2tw", "t2hk", "tw2t", "hk2t",
)  # fmt: skip

_CHOICES = {
    "format": ("auto", "text", "html"),
    "spans": ("full", "offsets", "none"),
    "convert": CONVERSIONS,
    "punctuation": ("keep", "fullwidth"),
}
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")

#: How an address of the web begins.
_ADDRESS = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)


class OptionError(ValueError):
    """An option that does not exist, or a value that it does not take; the message names what does."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may ask for.

    ``format`` is auto, text or html; ``charset`` names the page's encoding and overrides every other evidence; ``skip``
    names detectors to leave out; ``source`` asks for the source in the answer; ``spans`` says how much of the removed
    spans the answer holds; ``convert`` is an OpenCC configuration and ``punctuation`` a style, both applied to the
    cleaned text afterwards.
    """

    format: str = "auto"
    charset: str | None = None
    skip: tuple[str, ...] = ()
    source: bool = False
    spans: str = "full"
    convert: str | None = None
    punctuation: str = "keep"

    @classmethod
    def parse(cls, given: Mapping[str, object]) -> Options:
        """Check names and values, taking them as Python objects or as the strings of a query.

        Raises OptionError.
        """
        known = [f.name for f in fields(cls)]
        values: dict[str, object] = {}
        for name, value in given.items():
            if name not in known:
                raise OptionError(f"unknown option {name!r}; the options are {', '.join(OPTIONS)}")
            if value is not None:
                values[name] = _checked(name, value)
        return cls(**values)  # type: ignore[arg-type]


#: All that a caller may ask for by name: the fields of Options, and the profile of the page's site, which is no plain value.
OPTIONS = (*(f.name for f in fields(Options)), "site")


def _checked(name: str, value: object) -> object:
    if name == "skip":
        return _detectors(value)
    if name == "source":
        return _flag(name, value)
    if not isinstance(value, str):
        raise OptionError(f"option {name!r} takes a string, not {value!r}")
    if name == "charset":
        return _charset(value)
    if value not in _CHOICES[name]:
        raise OptionError(f"option {name!r} does not take {value!r}; it takes {', '.join(_CHOICES[name])}")
    return value


def _detectors(value: object) -> tuple[str, ...]:
    given = value.split(",") if isinstance(value, str) else list(value) if isinstance(value, Iterable) else [None]
    names = [name for name in given if isinstance(name, str)]
    if len(names) < len(given):
        raise OptionError(f"option 'skip' takes detector names, in a list or separated by commas, not {value!r}")
    found = tuple(dict.fromkeys(n.strip() for n in names if n.strip()))
    for name in found:
        if name not in DETECTORS:
            raise OptionError(f"option 'skip' does not know {name!r}; the detectors are {', '.join(DETECTORS)}")
    return found


def is_address(url: str) -> bool:
    """Whether what is given as the address of a page is an absolute one of the web (http, https)."""
    return _ADDRESS.match(url) is not None


def _flag(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise OptionError(f"option {name!r} does not take {value!r}; it takes 1 or 0")


def _charset(value: str) -> str:
    try:
        encoding_of(value)
    except LookupError:
        raise OptionError(
            f"option 'charset' does not know {value!r}; it takes a name such as gb18030, big5, utf-8"
        ) from None
    return value
