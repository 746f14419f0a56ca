"""Where the text that was rendered from markup stands in it: a second reading beside the parser's, for people who look at both.

The parser does not tell where it found a text. So the markup is cut into tags and text once more, and the two texts, blanks
left out, are laid along each other line by line. What cannot be found again (text in a place where only the parser sees
text) has no position; nothing else depends on it.
"""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Iterator

#: Elements whose content is never text of the page.
_SKIPPED = frozenset(
    "script style template head iframe noframes noembed object applet svg math audio video canvas map datalist".split()
)
_TOKEN = re.compile(r"<!--|<[!?/A-Za-z][^<>]*>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?")
_NAME = re.compile(r"<([A-Za-z]+)")
#: How far ahead, in characters that are no blanks, a line is looked for, and how many of them may be looked through in vain.
_AHEAD, _VAIN = 20_000, 20_000_000


class Positions:
    """For each code point of a source that is no blank, the stretch of the markup that it was read from."""

    def __init__(self, markup: str, source: str) -> None:
        text, begins, ends = _stream(markup)
        self._begins, self._ends = array("q", [-1]) * len(source), array("q", [-1]) * len(source)
        at, start, vain = 0, 0, _VAIN
        for line in source.split("\n"):
            inked = "".join(line.split())
            found = text.find(inked, at, at + len(inked) + _AHEAD) if inked and vain > 0 else -1
            if found >= 0:
                n = found
                for place, character in enumerate(line, start):
                    if not character.isspace():
                        self._begins[place], self._ends[place] = begins[n], ends[n]
                        n += 1
                at = n
            elif inked:
                vain -= len(inked) + _AHEAD
            start += len(line) + 1

    def locate(self, start: int, end: int) -> tuple[int, int] | None:
        """The stretch of the markup that ``source[start:end]`` was read from, tags between included; None where it is not known."""
        first = next((n for n in range(start, end) if self._begins[n] >= 0), -1)
        if first < 0:
            return None
        last = next(n for n in range(end - 1, first - 1, -1) if self._begins[n] >= 0)
        return self._begins[first], self._ends[last]


def _stream(markup: str) -> tuple[str, array[int], array[int]]:
    """The text of the markup without blanks, and where each of its characters begins and ends. Linear in the markup."""
    characters, begins, ends = list[str](), array("q"), array("q")
    for start, end, text in _texts(markup):
        if text is None:
            for place in range(start, end):
                character = markup[place]
                if not character.isspace():
                    characters.append("\ufffd" if character == "\0" else character)
                    begins.append(place)
                    ends.append(place + 1)
        else:
            for character in text:
                if not character.isspace():
                    characters.append(character)
                    begins.append(start)
                    ends.append(end)
    return "".join(characters), begins, ends


def _texts(markup: str) -> Iterator[tuple[int, int, str | None]]:
    """The stretches of the markup that are text, and what stands for each: None for the stretch itself."""
    small = markup.replace("\u0130", "I").lower()
    at, never = 0, set[str]()

    def behind(mark: str, start: int) -> int:
        found = -1 if mark in never else small.find(mark, start)
        if found < 0:
            never.add(mark)  # nor will it be found further on
        return found

    while token := _TOKEN.search(markup, at):
        if token.start() > at:
            yield at, token.start(), None
        at, words = token.end(), token[0]
        if words.startswith("&"):
            yield token.start(), at, html.unescape(words)
        elif words == "<!--":
            end = behind("-->", at)
            at = end + 3 if end >= 0 else at
        elif (name := _NAME.match(words)) and name[1].lower() in _SKIPPED and not words.endswith("/>"):
            end = behind(f"</{name[1].lower()}", at)
            at = end if end >= 0 else at
    if at < len(markup):
        yield at, len(markup), None
