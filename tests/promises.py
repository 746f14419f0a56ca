"""The promises as tests and the fuzz target check them."""

from __future__ import annotations

from collections.abc import Iterable

from page_cleaner import Cleaned, Span, clean


def squash(text: str) -> str:
    return "".join(text.split())


def mended(source: str, spans: Iterable[Span]) -> str:
    """The source with what was found put right; the spans are sorted, disjoint, and say what stands there."""
    pieces, at = [], 0
    for span in spans:
        assert at <= span.start < span.end <= len(source)
        assert source[span.start : span.end] == span.text
        pieces += [source[at : span.start], span.replacement or ""]
        at = span.end
    return "".join([*pieces, source[at:]])


def hold(cleaned: Cleaned) -> None:
    """Promises 1 and 2: spans exact, sorted, disjoint; the source less its spans is the text.

    What was read in a wrong encoding stays as it is: its spaces may be halves of characters.
    """
    assert squash(mended(cleaned.source, cleaned.removed)) == squash(cleaned.text)
    misread = any(warning.startswith("mojibake:") for warning in cleaned.warnings)
    lines = cleaned.text.split("\n")
    assert misread or not cleaned.text or all(line == line.strip() and line for line in lines)
    assert cleaned.text or cleaned.warnings


def rest(cleaned: Cleaned) -> None:
    """Promise 4: cleaning the cleaned text again changes nothing."""
    again = clean(cleaned.text, format="text")
    assert (again.text, again.removed) == (cleaned.text, ())
