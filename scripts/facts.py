"""Score what pages say of themselves against what readers found: right, wrong, missing, told though the page does not say.

    python -m scripts.facts ../shared          # the table, for markup and for text
    python -m scripts.facts ../shared --show   # each answer that is not right, too

SHARED is a folder with ``pages/dev`` and ``pages/sites``; ``tests/facts.json`` and ``tests/facts_of_sites.json`` have the answers, by reading,
for the pages that they name. Titles and names are compared without white space and marks at their ends, in compatibility form; times by
their day.

Nineteen of the pages of dev, one in nine, were read a second time by a reader who did not know the answers: of 247 answers ten differed. Two
said how much of 附件1 belongs to a name; four took the office and the date of a signature, which no label names; one was a mistake, and is
mended; three dates stand only in comments, or beside a title without a word. A date that a script writes (``scripted``) is what a browser shows.

Of the 325 pages of sites, thirteen of each drawn at random, two readers read eight of each site, and agreed on every field of the 20 that both
read; their kinds are those of two readers before them. A third reader read the other five. A column or a search without entries is a list
there, and the account of whoever typed a page in (发布人:admin) is no author.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from page_cleaner import Cleaned, clean
from page_cleaner.facts import dates
from page_cleaner.text.view import fold
from scripts.quality import ROOT

FACTS = ROOT / "tests" / "facts.json"
FACTS_OF_SITES = ROOT / "tests" / "facts_of_sites.json"
FIELDS = (
    "title", "published", "source", "author", "editor", "document_number", "index_number", "issuer", "topic", "written",
    "validity",
)  # fmt: skip
OUTCOMES = ("right", "wrong", "missing", "told", "not told")


def plain(value: str | None) -> str:
    """A value as it is compared."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", value or ""))
    return text.strip("。.;；,，·|-—\"'“”")


def outcome(want: str, got: str) -> str:
    """What an answer is worth: both empty is ``not told``."""
    if want == got:
        return "right" if want else "not told"
    return "missing" if not got else "told" if not want else "wrong"


def shows(text: str, field: str, value: str) -> bool:
    """Whether a plain text shows a value: what only the head of the markup says cannot be read from its text."""
    if field in ("published", "written"):
        return any(
            value == (dates.find(fold(line), labelled=True) or "")[:10] for line in re.split(r"[\n\t|]| {2,}", text)
        )
    return value in plain(text)


def answers(cleaned: Cleaned, want: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """For each field its name, what is wanted and what was answered, as they are compared."""
    for field in FIELDS:
        told = getattr(cleaned.metadata, field)
        if field in ("published", "written"):
            yield field, (want.get(field) or "")[:10], (told or "")[:10]
        else:
            yield field, plain(want.get(field)), plain(told)
    yield "kind", want["kind"], cleaned.kind
    names, found = [plain(name) for name in want.get("attachments", ())], [plain(a.name) for a in cleaned.attachments]
    for name in names:
        alike = next((each for each in found if name in each or (each and each in name)), "")
        yield "attachments", name, name if alike else ""
    for each in found:
        if not any(name in each or each in name for name in names):
            yield "attachments", "", each


Read = tuple[str, str, dict[str, Any], Cleaned]


def pages_of_dev(shared: Path) -> Iterator[Read]:
    """Each page that readers read, cleaned in each form that it has: the form, its name, what they found, and the answer."""
    for page, want in json.loads(FACTS.read_text("utf-8")).items():
        for form, name in (("html", "page.html"), ("text", "page.txt")):
            file = shared / "pages" / "dev" / page / name
            if file.exists():
                yield form, page, want, clean(file.read_bytes(), format=form)


def pages_of_sites(shared: Path) -> Iterator[Read]:
    """The same of the pages of sites, as markup and as the text rendered from it."""
    for page, want in json.loads(FACTS_OF_SITES.read_text("utf-8")).items():
        file = shared / "pages" / "sites" / page
        if file.exists():
            as_markup = clean(file.read_bytes())
            yield "html", page, want, as_markup
            yield "text", page, want, clean(as_markup.source, format="text")


def score(read: Iterable[Read], show: Sequence[str] | None) -> dict[str, Counter[tuple[str, str]]]:
    """Count the outcomes of each field by form, and print those that are not right of the fields to show, all for none, nothing for None."""
    counted: dict[str, Counter[tuple[str, str]]] = {"html": Counter(), "text": Counter()}
    for form, page, want, cleaned in read:
        counted[form]["pages", ""] += 1
        for field, told, got in answers(cleaned, want):
            is_hidden = form == "text" and (
                field in want.get("scripted", ()) or (field in FIELDS and not shows(cleaned.source, field, told))
            )
            wanted = "" if is_hidden else told
            found = outcome(wanted, got)
            counted[form][field, found] += 1
            if show is not None and (not show or field in show) and found not in ("right", "not told"):
                print(f"{form} {page} {field} {found}: wanted {wanted!r}, got {got!r}")
    return counted


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--show", nargs="*", metavar="FIELD", help="print what is not right, of these fields or of all")
    asked = parser.parse_args()
    for name, pages in (("dev", pages_of_dev), ("sites", pages_of_sites)):
        for form, counts in score(pages(asked.shared), asked.show).items():
            print(f"\n{name}, {form}, {counts['pages', '']} pages\n")
            print(f"| field | {' | '.join(OUTCOMES)} |\n|---|{'---|' * len(OUTCOMES)}")
            for field in (*FIELDS, "attachments", "kind"):
                print(f"| {field} | {' | '.join(str(counts[field, each]) for each in OUTCOMES)} |")


if __name__ == "__main__":
    main()
