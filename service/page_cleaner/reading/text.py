"""Text to a Page: it is its own source; where it is Markdown, its marks and links are known."""

from __future__ import annotations

from page_cleaner.page import Line, Link, Page
from page_cleaner.reading import markdown


def read(text: str) -> Page:
    """Read plain text or Markdown. Linear in the text."""
    syntax = markdown.syntax(text)
    targets = tuple(_target(text, *link) for link in syntax.links)
    return Page(text, (Line(0, len(text)),), marks=syntax.marks, links=syntax.links, targets=targets)


def _target(text: str, start: int, end: int) -> Link:
    """A link of Markdown, whose target stands behind its text: ``](address "title")``."""
    target = text[end + 2 : text.find(")", end + 2)].split(" ", 1)[0]
    return Link(start, text[start:end], target.strip("<>"))
