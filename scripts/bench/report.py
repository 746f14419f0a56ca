"""What a section is measured on, and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.pages import seeds
from scripts.scaling import markup


@dataclass(frozen=True)
class Pages:
    """The pages to measure on: markup as bytes, plain texts, the seed documents; ``origin`` says where the first two are from."""

    html: list[bytes]
    texts: list[str]
    seeds: list[str]
    origin: str

    @classmethod
    def read(cls, folder: Path) -> Pages:
        """The pages under ``folder/*/page.html`` and ``page.txt``; where there are none, pages made from the seeds."""
        html = [path.read_bytes() for path in sorted(folder.glob("*/page.html"))]
        texts = [path.read_text("utf-8") for path in sorted(folder.glob("*/page.txt"))]
        documents = seeds()
        if html:
            return cls(html, texts, documents, "saved pages")
        return cls([markup(document) for document in documents], [], documents, "pages made from the seeds")


@dataclass(frozen=True)
class Table:
    """A table under its title, with a sentence about how it came to be."""

    title: str
    note: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        lines = [f"### {self.title}", "", self.note, ""]
        lines += [f"| {' | '.join(cells)} |" for cells in (self.heads, ["---"] * len(self.heads), *self.rows)]
        return "\n".join([*lines, ""])


#: Measures one thing: takes the pages and the number of rounds.
Section = Callable[[Pages, int], Iterator[Table]]


def weight(pages: Sequence[bytes | str]) -> str:
    """How many pages there are, and their size on average in kB (1,000 bytes of UTF-8)."""
    sizes = [len(page if isinstance(page, bytes) else page.encode()) for page in pages]
    return f"{len(sizes)} of {sum(sizes) / len(sizes) / 1000:.1f} kB on average"
