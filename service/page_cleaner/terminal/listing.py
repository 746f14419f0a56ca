"""The removed spans of a page as a listing for the terminal, laid out like a diff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from page_cleaner.account import pieces, taken, visible
from page_cleaner.cleaned import Cleaned
from page_cleaner.page import Span

#: Kept lines shown on either side of a changed one, and how much of each.
CONTEXT, KEPT = 1, 72

_BOLD, _DIM, _RED, _GREEN, _YELLOW, _CYAN = "1", "2", "31", "32", "33", "36"
#: A line of the source: its pieces, each with the span that took it or None.
_Line = list[tuple[str, Span | None]]


def listing(cleaned: Cleaned, *, colour: bool) -> str:
    """What was taken out of a page, line by line, under a line that sums it up and its warnings.

    A line that goes as a whole begins with ``-``, one that loses a part with ``~``; both end with their rules. Around
    them stand the lines that were kept, shortened; blank ones are left out. Without colour a part is written [-lost-]{+put back+}.
    """
    paint = _paint if colour else _plain
    lines = [line for line in _lines(cleaned) if any(text.strip() for text, _ in line)]
    changed = [n for n, line in enumerate(lines) if any(span for _, span in line)]
    shown = {m for n in changed for m in range(max(0, n - CONTEXT), min(len(lines), n + CONTEXT + 1))}
    written = [paint(summary(cleaned), _DIM)]
    written += [paint(f"! {visible(warning)}", _YELLOW) for warning in cleaned.warnings]
    skipped = 0
    for number, line in enumerate(lines):
        if number in shown:
            written += _gap(skipped, colour=colour)
            written.append(_written(line, colour=colour))
            skipped = 0
        else:
            skipped += 1
    written += _gap(skipped, colour=colour)
    return "\n".join(written)


def heading(label: str, *, colour: bool) -> str:
    """The line above one page's answer among several."""
    line = f"==> {visible(label)} <=="
    return _paint(line, _BOLD) if colour else line


def summary(cleaned: Cleaned) -> str:
    """The line that sums a page up: how it was read, how sure the choice is, and how much went."""
    script = cleaned.script.variant
    if cleaned.script.origin != "unknown":
        script += f" ({cleaned.script.origin})"
    parts = [cleaned.format, script]
    if cleaned.encoding:
        parts.append(f"{cleaned.encoding.name} ({cleaned.encoding.evidence})")
    parts.append(f"confidence {cleaned.confidence:.2f}")
    gone = sum(len(span.text) for span in cleaned.removed)
    by = ", ".join(f"{t.detector} {t.spans}" for t in taken(cleaned))
    if not by:
        return " | ".join([*parts, "nothing removed"])
    parts.append(f"{gone:,} of {len(cleaned.source):,} characters in {_count(len(cleaned.removed), 'span')}: {by}")
    return " | ".join(parts)


def _lines(cleaned: Cleaned) -> Iterator[_Line]:
    line: _Line = []
    for text, span in pieces(cleaned):
        first, *rest = text.split("\n")
        line.append((first, span))
        for more in rest:
            yield line
            line = [(more, span)]
    yield line


def _written(line: _Line, *, colour: bool) -> str:
    rules = Counter(span.rule for text, span in line if span and text.strip())
    kept = any(text.strip() and (span is None or span.replacement) for text, span in line)
    paint = _paint if colour else _plain
    if not rules:
        text = visible("".join(text for text, _ in line)).strip()
        return paint("  " + (text if len(text) <= KEPT else text[: KEPT - 1] + "…"), _DIM)
    if not kept:
        body = paint("- " + visible("".join(text for text, _ in line)).strip(), _RED)
    else:
        body = "~ " + "".join(_piece(text, span, colour=colour) for text, span in line).strip()
    names = ", ".join(rule if times == 1 else f"{rule} x{times}" for rule, times in rules.items())
    return f"{body}  {paint(names, _CYAN)}"


def _piece(text: str, span: Span | None, *, colour: bool) -> str:
    text = visible(text)
    if span is None or not text:
        return text
    back = visible(span.replacement or "")
    if colour:
        return _paint(text, _RED) + (_paint(back, _GREEN) if back else "")
    return f"[-{text}-]" + (f"{{+{back}+}}" if back else "")


def _gap(skipped: int, *, colour: bool) -> Sequence[str]:
    if not skipped:
        return ()
    line = f"  … {_count(skipped, 'line')} kept"
    return (_paint(line, _DIM) if colour else line,)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _paint(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def _plain(text: str, _code: str) -> str:
    return text
