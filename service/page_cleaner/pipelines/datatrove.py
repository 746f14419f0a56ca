"""Steps for datatrove pipelines, for more pages than one machine cleans: the same function on its executors.

Needs the extra ``scale``. ``CleanPages`` stands between any reader and any writer; ``WarcPages`` reads WARC files without
decoding their pages, which is the cleaner's affair; ``parquet_schema`` is what a ParquetWriter needs. ``LearnSites`` and
``MergeSites``, in ``datatrove_sites``, learn the profiles that ``CleanPages(sites=...)`` takes.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, fields
from typing import Any

from datatrove.data import Document
from datatrove.io import DataFolderLike
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers.disk_base import DiskWriter
from datatrove.utils.logging import logger

from page_cleaner.cleaned import Cleaned
from page_cleaner.cleaner import clean
from page_cleaner.options import DETECTORS, Options
from page_cleaner.page import Metadata
from page_cleaner.pipelines.datatrove_sites import SiteFolder
from page_cleaner.reading.responses import PAGES, content_type
from page_cleaner.reading.signatures import NotText
from page_cleaner.text.kinds import han

#: A text is Chinese whose visible characters are Han at this share.
CHINESE = 0.2
#: A page is sure whose confidence is at least this.
SURE = 0.9


def is_empty(cleaned: Cleaned) -> bool:
    """Whether nothing is left of the page."""
    return not cleaned.text


def is_not_chinese(cleaned: Cleaned) -> bool:
    """Whether something is left and it is Japanese, or too few of its visible characters are Han."""
    visible = "".join(cleaned.text.split())
    return bool(visible) and (cleaned.script.variant == "Jpan" or han(visible) < CHINESE * len(visible))


def is_unsure(cleaned: Cleaned) -> bool:
    """Whether the choice of the body was not sure."""
    return cleaned.confidence < SURE


#: The reasons for which a page may be left out, by the names that ``drop``, the statistics and ``filter_reason`` use.
REASONS: dict[str, Callable[[Cleaned], bool]] = {
    "empty": is_empty,
    "not_chinese": is_not_chinese,
    "unsure": is_unsure,
    "list": lambda cleaned: cleaned.kind == "list",
    "error": lambda cleaned: cleaned.kind == "error",
}


class CleanPages(PipelineStep):  # type: ignore[misc]
    """Clean ``Document.text``, a page as str or as the bytes that a site sent, and write the account beside it.

    ``doc.metadata["cleaned"]`` gets the answer's confidence, kind, script, metadata, attachments, format, encoding, warnings and version, ``counts``
    (spans by detector) and, as ``spans`` asks for (none, offsets or full), ``removed``. For bytes,
    ``doc.metadata["charset"]`` is taken as the charset that the page came with; ``doc.metadata["url"]`` makes addresses absolute. With
    ``markdown`` the text becomes the body as Markdown.

    ``drop`` names the reasons of REASONS for which a page is left out; it goes to ``exclusion_writer`` where there is
    one, with its ``filter_reason``. So does a page that is no text (``not_text``) or that the cleaner fails over
    (``failed``): neither ends the task. ``sites`` is a folder of profiles, by the hosts of ``doc.metadata["url"]``. The other options
    are those of ``page_cleaner.clean``. Raises OptionError, and ValueError for a reason that does not exist.
    """

    name = "🧹 Pages"
    type = "🔻 - CLEANER"

    def __init__(
        self,
        *,
        drop: Iterable[str] = ("empty",),
        exclusion_writer: DiskWriter | None = None,
        spans: str = "none",
        sites: DataFolderLike | None = None,
        markdown: bool = False,
        **options: object,
    ) -> None:
        super().__init__()
        self.sites = None if sites is None else SiteFolder(sites)
        self.drop = tuple(drop)
        if unknown := [reason for reason in self.drop if reason not in REASONS]:
            raise ValueError(f"{unknown[0]!r} is no reason to drop a page; the reasons are {', '.join(REASONS)}")
        self.exclusion_writer = exclusion_writer
        self.markdown = markdown
        self.options = asdict(Options.parse({**options, "spans": spans}))

    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """Clean the documents one by one, in their order."""
        with self.exclusion_writer or contextlib.nullcontext() as writer:
            for document in data or ():
                self.stat_update("total")
                with self.track_time():
                    reason = self._clean(document)
                if reason is None:
                    self.stat_update("forwarded")
                    self.update_doc_stats(document)
                    yield document
                    continue
                self.stat_update("dropped", f"dropped_{reason}")
                if writer:
                    document.metadata["filter_reason"] = reason
                    writer.write(document, rank)

    def _clean(self, document: Document) -> str | None:
        """Clean a document in place; the reason to leave it out, if there is one."""
        page = document.text
        charset, url = (
            value if isinstance(value, str) else None for value in map(document.metadata.get, ("charset", "url"))
        )
        try:
            profile = self.sites.find(url) if self.sites else None
            cleaned = clean(page, declared=charset, url=url, site=profile, markdown=self.markdown, **self.options)
        except Exception as error:  # noqa: BLE001 - a task holds many thousands of pages, and one must not cost them all
            if isinstance(page, bytes):
                document.text = ""  # no writer takes bytes; the page is where it was read
            if isinstance(error, NotText):
                document.metadata["error"] = str(error)
                return "not_text"
            document.metadata["error"] = f"{type(error).__name__}: {error}"
            logger.opt(exception=error).error(f"the cleaner failed over {document.id}")
            return "failed"
        counts = Counter(span.detector for span in cleaned.removed)
        account = cleaned.as_dict()
        document.text = account.pop("text")
        if cleaned.markdown is not None:
            document.text = cleaned.markdown
        document.metadata["cleaned"] = {**account, "counts": {name: counts[name] for name in DETECTORS}}
        if profile:
            self.stat_update("with_profile")
        for name, count in counts.items():
            self.stat_update(f"removed_{name}", value=count)
        self.stat_update("removed_characters", value=len(cleaned.source) - len(cleaned.text))
        self.stat_update(
            f"script_{cleaned.script.variant}", *(f"warning_{w.partition(':')[0]}" for w in cleaned.warnings)
        )
        return next((reason for reason in self.drop if REASONS[reason](cleaned)), None)


class WarcPages(BaseDiskReader):  # type: ignore[misc]
    """Read the HTML and text of WARC responses as bytes, with ``url``, ``date`` and the ``charset`` of their headers.

    The pages are left undecoded for ``CleanPages``, which weighs all evidence; the reader of datatrove drops those that
    its two guesses do not fit. A damaged file is read up to the damage. The arguments are those of every disk reader.
    """

    name = "🕷 Warc, undecoded"
    _requires_dependencies = ["warcio"]  # noqa: RUF012 - how datatrove has it

    def read_file(self, filepath: str) -> Iterator[Document]:
        """Read the pages of one file."""
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - an extra of datatrove's own
        from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

        # warcio inflates member by member, and so gives every page before the damage
        compression = None if filepath.endswith(".gz") else "infer"
        with self.data_folder.open(filepath, "rb", compression=compression) as file:
            try:
                for number, record in enumerate(ArchiveIterator(file)):
                    with self.track_time():
                        page = _warc_page(record)
                        document = page and self.get_document_from_dict(page, filepath, number)
                    if document:
                        yield document
            except (ArchiveLoadFailed, EOFError, OSError) as error:
                self.stat_update("damaged_files")
                logger.warning(f"{filepath} is damaged and was read up to there: {error}")


def _warc_page(record: Any) -> dict[str, Any] | None:
    if record.rec_type != "response" or not record.http_headers:
        return None
    media_type, charset = content_type(record.http_headers.get_header("Content-Type") or "")
    if media_type not in PAGES:
        return None
    headers = record.rec_headers
    return {
        "text": record.content_stream().read(),
        "id": headers.get_header("WARC-Record-ID") or "",
        "url": headers.get_header("WARC-Target-URI") or "",
        "date": headers.get_header("WARC-Date") or "",
        "charset": charset or "",
    }


def parquet_schema(*metadata: str) -> Any:
    """The pyarrow schema of what ``CleanPages`` writes; ``metadata`` names further columns of text, such as ``url``.

    Without it, a ParquetWriter takes its types from the first page, and a later one may not fit.
    """
    import pyarrow as pa  # noqa: PLC0415 - only this needs it

    text, number = pa.string(), pa.int64()
    evidence = pa.struct({"pages": number, "of": number})
    span = {
        "start": number,
        "end": number,
        "text": text,
        "detector": text,
        "rule": text,
        "replacement": text,
        "evidence": evidence,
    }
    cleaned = {
        "confidence": pa.float64(),
        "kind": text,
        "script": pa.struct({"variant": text, "simplified": number, "traditional": number, "origin": text}),
        "removed": pa.list_(pa.struct(span)),
        "metadata": pa.struct(dict.fromkeys((field.name for field in fields(Metadata)), text)),
        "attachments": pa.list_(pa.struct({"name": text, "url": text})),
        "format": text,
        "encoding": pa.struct({"name": text, "evidence": text, "replaced": number}),
        "warnings": pa.list_(text),
        "version": text,
        "source": text,
        "counts": pa.struct(dict.fromkeys(DETECTORS, number)),
    }
    more = dict.fromkeys((*metadata, "filter_reason", "error"), text)
    return pa.schema({"id": text, "text": text, "metadata": pa.struct({**more, "cleaned": pa.struct(cleaned)})})
