"""Text to a Page: it is its own source; where it is Markdown, its marks and links are known."""

from __future__ import annotations

from page_cleaner.page import Line, Page
from page_cleaner.reading import markdown


def read(text: str) -> Page:
    """Read plain text or Markdown. Linear in the text."""
    syntax = markdown.syntax(text)
    return Page(text, (Line(0, len(text)),), marks=syntax.marks, links=syntax.links)
