"""Steps that learn the profiles of a crawl's sites in one pass over its pages: map by host, then merge.

``LearnSites`` writes what each task has learnt into parts, ``MergeSites`` makes profiles of the parts, and
``CleanPages(sites=...)`` takes them. A task that is killed leaves no part; one that is run again writes the same part again.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack

from datatrove.data import Document
from datatrove.io import DataFolderLike, get_datafolder
from datatrove.pipeline.base import PipelineStep
from datatrove.utils.logging import logger

from page_cleaner.reading.signatures import NotText
from page_cleaner.sites import Profile, ProfileError, merge
from page_cleaner.sites.learning import Counters, learn
from page_cleaner.sites.names import SUFFIX, host_of, spellings
from page_cleaner.sites.profile import loads

#: Parts are dealt out into so many buckets by their hosts, so that as many tasks can merge them.
BUCKETS = 16
_PART = ".jsonl.gz"
#: So many profiles are held at once.
_HELD = 512


class LearnSites(PipelineStep):  # type: ignore[misc]
    """Learn from ``Document.text`` what the host of ``doc.metadata["url"]`` repeats, and pass the documents on.

    What a task has learnt goes into the folder ``parts``, a file a bucket, whole or not at all. ``most`` bounds the units that a task
    holds, some 300 bytes each; ``parts`` of a run are dealt into ``buckets``.
    """

    name = "🏛 Sites, learnt"
    type = "🔎 - LEARNER"

    def __init__(self, parts: DataFolderLike, *, most: int = 1_000_000, buckets: int = BUCKETS) -> None:
        super().__init__()
        self.parts, self.most, self.buckets = get_datafolder(parts), most, buckets

    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """Learn from the documents one by one, in their order."""
        with ExitStack() as files:
            parts = _Parts(self, rank, files)
            counters = Counters(parts.put, self.most)
            for document in data or ():
                self.stat_update("total")
                with self.track_time():
                    self._learn(document, counters)
                yield document
            counters.close()
        parts.finish()

    def _learn(self, document: Document, counters: Counters) -> None:
        url, declared = document.metadata.get("url"), document.metadata.get("charset")
        host = host_of(url) if isinstance(url, str) else None
        if host is None:
            self.stat_update("without_host")
            return
        try:
            counters.add(host, learn(document.text, declared if isinstance(declared, str) else None))
            self.stat_update("learnt")
        except NotText:
            self.stat_update("not_text")
        except Exception as error:  # noqa: BLE001 - a task holds many thousands of pages, and one must not cost them all
            self.stat_update("failed")
            logger.opt(exception=error).error(f"learning failed over {document.id}")


class _Parts:
    """The part files of a task, under other names until they are whole."""

    def __init__(self, step: LearnSites, rank: int, files: ExitStack) -> None:
        self.step, self.rank, self.files = step, rank, files
        self.open: dict[int, gzip.GzipFile] = {}

    def put(self, profile: Profile) -> None:
        """Write a profile on a line of its bucket's part."""
        bucket = (
            int.from_bytes(hashlib.blake2b(profile.site.encode(), digest_size=4).digest(), "big") % self.step.buckets
        )
        if bucket not in self.open:
            raw = self.files.enter_context(self.step.parts.open(f"{self._name(bucket)}.part", "wb"))
            self.open[bucket] = self.files.enter_context(gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0))
        self.open[bucket].write(profile.dumps().replace("\n", "").encode() + b"\n")

    def finish(self) -> None:
        """Give the parts their names."""
        for bucket in self.open:
            self.step.parts.mv(f"{self._name(bucket)}.part", self._name(bucket))

    def _name(self, bucket: int) -> str:
        return f"{bucket:04}/{self.rank:05}{_PART}"


class MergeSites(PipelineStep):  # type: ignore[misc]
    """Merge the parts that ``LearnSites`` wrote into a profile a site, ``HOST.json`` in the folder ``sites``; it reads no documents.

    Each task merges some of the buckets; more tasks than buckets have nothing to do. Units on fewer than ``least`` pages are left out,
    and so is a site of fewer pages.
    """

    name = "🏛 Sites, merged"
    type = "🔎 - LEARNER"

    def __init__(self, parts: DataFolderLike, sites: DataFolderLike, *, least: int = 3) -> None:
        super().__init__()
        self.parts, self.sites, self.least = get_datafolder(parts), get_datafolder(sites), least

    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Merge the buckets that fall to this task, bucket by bucket."""
        yield from data or ()
        buckets = defaultdict[str, list[str]](list)
        for path in sorted(self.parts.list_files(glob_pattern=f"*/*{_PART}")):
            buckets[path.partition("/")[0]].append(path)
        for number, bucket in enumerate(sorted(buckets)):
            if number % world_size == rank:
                with self.track_time():
                    self._merge(buckets[bucket])

    def _merge(self, paths: Iterable[str]) -> None:
        lines = defaultdict[str, list[bytes]](list)
        for path in paths:
            with self.parts.open(path, "rb", compression="gzip") as file:
                for line in file:
                    lines[loads(line, path).site].append(line)
        for site in sorted(lines):
            profile = merge(loads(line) for line in lines.pop(site))
            if profile.pages < self.least:
                self.stat_update("too_few_pages")
                continue
            text = profile.at_least(self.least).cut().dumps()
            with self.sites.open(f"{site}{SUFFIX}.part", "w", encoding="utf-8") as file:
                file.write(text)
            self.sites.mv(f"{site}{SUFFIX}.part", f"{site}{SUFFIX}")
            self.stat_update("sites")
            self.stat_update("bytes", value=len(text.encode()))


class SiteFolder:
    """A folder of profiles, each read when a page of its host comes by; a broken one is said in the log and counts as none."""

    def __init__(self, folder: DataFolderLike) -> None:
        self.folder = get_datafolder(folder)
        self.held: dict[str, Profile | None] = {}

    def find(self, url: object) -> Profile | None:
        """The profile of the host of a page's address, if there is one."""
        host = host_of(url) if isinstance(url, str) else None
        if host is None:
            return None
        if host not in self.held:
            if len(self.held) >= _HELD:
                self.held.clear()
            self.held[host] = next(filter(None, map(self._read, spellings(host))), None)
        return self.held[host]

    def _read(self, site: str) -> Profile | None:
        try:
            with self.folder.open(f"{site}{SUFFIX}", "rb") as file:
                return loads(file.read(), site)
        except FileNotFoundError:
            return None
        except ProfileError as error:
            logger.error(str(error))
            return None
