"""Markdown's marks in a text: what they hide from a reader, and which characters stand in links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from page_cleaner.page import Mark


@dataclass(frozen=True, slots=True)
class Syntax:
    """The marks of a text in order, and the stretches ``[start, end)`` of its characters that stand in links."""

    marks: tuple[Mark, ...] = ()
    links: tuple[tuple[int, int], ...] = ()


#: So many links, images, headings or rules under the heads of tables make a text Markdown.
_LEAST = 2
#: A link's target: all up to its bracket, with one pair of brackets inside and escaped characters; never another link's.
_TARGET = r"\]\((?:\\.|(?!\]\()[^()\\\n]|\((?:\\.|[^()\\\n])*\))*\)"
_SIGN = re.compile(rf"{_TARGET}|^[ \t|]*:?-{{3,}}:?[ \t]*\|[ \t|:-]*$|^#{{1,6}}[ \t]+\S", re.MULTILINE)
_TOKEN = re.compile(
    rf"(?P<target>{_TARGET})|(?P<close>\])|(?P<open>!?\[)"
    r"|(?P<escape>\\(?=[!-/:-@\[-`{-~]))"
    r"|(?P<strong>\*\*|__)"
    r"|(?P<emphasis>(?<![\w*])[*_](?=[^\s*_])|(?<=[^\s*_])[*_](?![\w*]))"
    r"|^[ \t]*(?:(?P<heading>\#{1,6}(?=[ \t]))|(?P<quote>>(?=[ \t]))|(?P<item>[*+-](?=[ \t])))",
    re.MULTILINE,
)


def syntax(text: str) -> Syntax:
    """Find the marks of a text that is Markdown; a text that shows no sign of it has none. Linear in the text."""
    if "](" not in text and "---" not in text and "#" not in text:
        return Syntax()
    signs = sum(1 for _ in islice(_SIGN.finditer(text), _LEAST))
    return _Scan(text).run() if signs == _LEAST else Syntax()


@dataclass(slots=True)
class _Scan:
    """One pass over a text: brackets are matched on a stack, and every mark is noted where it stands."""

    text: str
    marks: list[Mark] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    opened: list[re.Match[str]] = field(default_factory=list)

    def run(self) -> Syntax:
        for token in _TOKEN.finditer(self.text):
            match token.lastgroup:
                case "open":
                    self.opened.append(token)
                case "close":
                    if self.opened:
                        self.opened.pop()
                case "target":
                    self._link(token)
                case "item":
                    self.marks.append(Mark(token.end() - 1, token.end(), opens=True, shown="·"))
                case "heading" | "quote":
                    self.marks.append(Mark(*token.span(token.lastgroup), opens=True))
                case "escape":
                    self.marks.append(Mark(*token.span(), opens=True))
                case _:
                    opens = token.end() < len(self.text) and not self.text[token.end()].isspace()
                    self.marks.append(Mark(*token.span(), opens=opens))
        return Syntax(tuple(sorted(self.marks)), tuple(self._joined()))

    def _link(self, token: re.Match[str]) -> None:
        """A target closes the last bracket that was opened: a link, or an image, which is none."""
        if not self.opened:
            return
        opening = self.opened.pop()
        self.marks += [Mark(*opening.span(), opens=True), Mark(*token.span(), opens=False)]
        if opening[0] == "[":
            self.links.append((opening.end(), token.start()))

    def _joined(self) -> Iterator[tuple[int, int]]:
        """The links in order, one inside another taken as one."""
        last = (0, 0)
        for link in sorted(self.links):
            if link[0] >= last[1]:
                if last[1]:
                    yield last
                last = link
        if last[1]:
            yield last
