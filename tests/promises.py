"""The promises as tests and the fuzz target check them."""

from __future__ import annotations

from service import Cleaned, clean


def squash(text: str) -> str:
    return "".join(text.split())


def hold(cleaned: Cleaned) -> None:
    """Promises 1 and 2: spans exact, sorted, disjoint; the source less its spans is the text."""
    at, left = 0, []
    for span in cleaned.removed:
        assert at <= span.start < span.end <= len(cleaned.source)
        assert cleaned.source[span.start : span.end] == span.text
        left += [cleaned.source[at : span.start], span.replacement or ""]
        at = span.end
    left.append(cleaned.source[at:])
    assert squash("".join(left)) == squash(cleaned.text)
    assert all(line == line.strip() and line for line in cleaned.text.split("\n")) or not cleaned.text
    assert cleaned.text or cleaned.warnings


def rest(cleaned: Cleaned) -> None:
    """Promise 4: cleaning the cleaned text again changes nothing."""
    again = clean(cleaned.text, format="text")
    assert (again.text, again.removed) == (cleaned.text, ())
