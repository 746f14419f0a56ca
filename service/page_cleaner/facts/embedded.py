"""What a script of a page says of the day it was published, where the page writes it with a script, or states it for search engines only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from page_cleaner.facts import dates
from page_cleaner.text.view import fold

#: A word of every such statement: to look for words takes a tenth of the time of the patterns.
_WORDS = ("pubdata", "pubdate", "pubDate", "datePublished")
_IN_BYTES = tuple(word.encode() for word in _WORDS)
_DATE = r"""["']\s?(?P<date>(?:19|20)\d\d[-/.年][^"'<>~]{4,30})["']"""
#: A variable of such a name with a date, and a date of JSON-LD, which is of schema.org.
_VARIABLE = re.compile(rf"\b(?:var|let|const)\s{{1,4}}pub[dD]at[ae]\s?=\s?{_DATE}")
_PROPERTY = re.compile(rf"""["']datePublished["']\s?:\s?{_DATE}""")
#: What a piece of JSON-LD is of, and what of that is a document.
_TYPE = re.compile(r"""["']@type["']\s?:\s?\[?\s?["'](\w{1,40})["']""")
_ARTICLES = frozenset(("Article", "NewsArticle", "BlogPosting", "Report"))
#: A script that states more days states those of other pages, and one that is longer, in code points, is no JSON-LD of a page.
_MOST, _LONGEST = 20, 100_000
#: So near behind a variable, in code points, the script writes it into the page.
_NEAR = 300
#: Years in which pages are published; before and behind, systems put what stands for none.
_YEARS = range(1994, 2060)
_DAY = len("2024-05-20")


def published(markup: str | bytes) -> str | None:
    """The day in ISO 8601 that scripts of markup state, None where they state none or several: those are of other pages.

    Bytes are read as UTF-8. Linear in the markup.
    """
    if isinstance(markup, bytes):
        if not any(word in markup for word in _IN_BYTES):
            return None
        markup = markup.decode("utf-8", "replace")
    elif not any(word in markup for word in _WORDS):
        return None
    found = sorted({day for value in _stated(markup) if (day := dates.find(fold(value)))})
    is_one = len({moment[:_DAY] for moment in found}) == 1 and int(found[0][:4]) in _YEARS
    return found[-1] if is_one else None


def _stated(markup: str) -> Iterator[str]:
    for pattern in (_VARIABLE, _PROPERTY):
        for match in islice(pattern.finditer(markup), _MOST):
            script = markup.rfind("<script", 0, match.start())
            if script < 0 or markup.rfind("<!--", 0, script) > markup.rfind("-->", 0, script):
                continue  # in no script, or in one that is commented out
            if pattern is _VARIABLE:
                is_own = markup.find("document.write", match.end(), match.end() + _NEAR) >= 0
            else:
                types = _TYPE.findall(markup, max(script, match.start() - _LONGEST), match.start())
                is_own = bool(types) and types[-1] in _ARTICLES and "ItemList" not in types
            if is_own:
                yield match["date"]
