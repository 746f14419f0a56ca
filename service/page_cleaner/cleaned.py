"""A cleaned page: what ``clean`` returns, and the answer that the contract makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from page_cleaner.options import Options
from page_cleaner.page import Attachment, Encoding, Kind, Metadata, Script, Span


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned page and the account of what was taken out of it.

    ``confidence`` says from 0 to 1 how sure the choice of the body was: that the text is the document, but for a tenth at most.
    ``kind`` says what the page is, ``attachments`` are the files that belong to the document.
    ``removed`` is sorted and disjoint; ``source`` is the text that its offsets speak of; ``encoding`` is None for a page
    that came as str. ``options`` are those it was cleaned with. ``markdown`` is the body as Markdown where that was asked for.
    """

    text: str
    confidence: float
    kind: Kind
    script: Script
    removed: tuple[Span, ...]
    metadata: Metadata
    attachments: tuple[Attachment, ...]
    format: str
    encoding: Encoding | None
    warnings: tuple[str, ...]
    version: str
    source: str
    options: Options
    markdown: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the answer of the contract, as far as the options ``spans`` and ``source`` ask for it."""
        answer: dict[str, Any] = {
            "text": self.text,
            "confidence": self.confidence,
            "kind": self.kind,
            "script": _members(self.script),
            "removed": self._spans(),
            "metadata": _members(self.metadata),
            "attachments": [_members(each) for each in self.attachments],
            "format": self.format,
            "encoding": _members(self.encoding) if self.encoding else None,
            "warnings": list(self.warnings),
            "version": self.version,
        }
        if self.options.source:
            answer["source"] = self.source
        return answer

    def _spans(self) -> list[dict[str, Any]]:
        """The removed spans; a page may have thousands, so there is no call for each."""
        how, entries = self.options.spans, list[dict[str, Any]]()
        for span in self.removed if how != "none" else ():
            if how == "full":
                entry: dict[str, Any] = {
                    "start": span.start, "end": span.end, "text": span.text, "detector": span.detector, "rule": span.rule,
                }  # fmt: skip
            else:
                entry = {"start": span.start, "end": span.end, "detector": span.detector, "rule": span.rule}
            if span.replacement is not None:
                entry["replacement"] = span.replacement
            if span.evidence is not None:
                entry["evidence"] = span.evidence._asdict()
            entries.append(entry)
        return entries


def _members(value: Script | Metadata | Attachment | Encoding) -> dict[str, Any]:
    """The fields of a value that holds nothing but words and numbers; dataclasses.asdict takes ten times as long."""
    return {name: getattr(value, name) for name in value.__slots__}
