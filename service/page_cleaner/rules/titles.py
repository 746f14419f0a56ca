"""Titles that rules take for words of menus and notices: the line that begins a document, right above its paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from page_cleaner.rules.rule import Rule
from page_cleaner.text.kinds import is_prose, kind
from page_cleaner.text.view import Unit

#: Detectors whose words are also titles: columns and notices of a site, and what a template sets over a text.
_WORDED = frozenset(("navigation", "notice", "page_tools"))
#: What a document is called that a menu leads to; nothing else is a title that reads like a menu's word.
_CALLED = re.compile(
    r"(?:#{1,3}\s)?\w{2,14}(?:声明|宣告|政策|协议|条款|指南|须知|说明|简介|帮助|制度|公告|通告|公报|告示)"
)
#: And what it is about where its paragraphs read like a site's notices.
_OF_SITE = re.compile("版权|免责|法律|隐私|网站|转载|使用")
#: What may stand between the path and a title.
_BETWEEN = frozenset(("breadcrumb", "page_tools", "byline"))
#: So many formal lines may stand between a title and its first paragraph: a date, an office, whom it addresses.
_FORMAL = 2
#: Their kinds.
_BELOW_TITLE = frozenset(("formal", "label"))
#: What a menu leads to that begins with fields or numbers and no paragraph, so many of them, of these kinds.
_LISTED = re.compile(r"(?:#{1,3}\s)?(?:(?:联系|联络)我们|联系方式|\w{0,8}常见问[题答])")
_FIELDS, _FIELD = 2, frozenset(("contact", "label", "number", "sentence"))


def titles(units: Sequence[Unit], rules: Sequence[Rule | None]) -> Iterator[int]:
    """The units that rules take and that are a document's title, first on the page or below its path and right above prose, and
    the paragraphs right below it: of a copyright notice on a page of its own, they are the document.

    Between the path and the title may stand the page's tools and its byline. An entry of a menu has others beside it there.
    Linear in the units.
    """
    below_path = False
    for n, (unit, rule) in enumerate(zip(units, rules, strict=True)):
        at_top = n == 0 or below_path
        below_path = rule is not None and (rule.detector == "breadcrumb" or (below_path and rule.detector in _BETWEEN))
        if at_top and _LISTED.fullmatch(unit.text) and _is_listed(units, rules, n):
            yield n
        if at_top and _CALLED.fullmatch(unit.text) and (rule is None or rule.detector in _WORDED):
            first = _first_paragraph(units, n)
            if first > n:
                yield n
                yield from _notices(rules, first) if _OF_SITE.search(unit.text) else ()


def _first_paragraph(units: Sequence[Unit], title: int) -> int:
    """The first paragraph below a title, with nothing but formal lines between; the title itself where there is none."""
    for n in range(title + 1, min(title + 2 + _FORMAL, len(units))):
        if is_prose(units[n].text):
            return n
        if kind(units[n].text) not in _BELOW_TITLE:
            break
    return title


def _is_listed(units: Sequence[Unit], rules: Sequence[Rule | None], title: int) -> bool:
    """Whether fields or numbered headings that no rule takes stand right below a title."""
    below = range(title + 1, title + 1 + _FIELDS)
    return below.stop <= len(units) and all(rules[n] is None for n in below) and kind(units[title + 1].text) in _FIELD


def _notices(rules: Sequence[Rule | None], first: int) -> Iterator[int]:
    """The units from a document's first paragraph on that rules take for notices, as far as the first that another takes."""
    for n in range(first, len(rules)):
        rule = rules[n]
        if rule is not None:
            if rule.detector != "notice":
                return
            yield n
