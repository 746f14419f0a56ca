"""Score what pages say of themselves against what readers found: right, wrong, missing, told though the page does not say.

    python -m scripts.facts ../shared          # the table, for markup and for text
    python -m scripts.facts ../shared --show   # each answer that is not right, too

SHARED is a folder with ``pages/dev``; ``tests/facts.json`` has the answers, by reading, for the pages that it names. Titles and
names are compared without white space and marks at their ends, in compatibility form; times by their day.

Nineteen of the pages, one in nine, were read a second time by a reader who did not know the answers: of 247 answers ten differed. Two said
how much of 附件1 belongs to a name; four took the office and the date of a signature, which no label names; one was a mistake, and
is mended; three dates stand only in scripts and comments, or beside a title without a word.

``tests/kinds.json`` has the kind of 200 pages of ``pages/sites``, eight of each site drawn at random, by two readers, who agreed on all of
the 20 that both read. A column or a search without entries is a list there.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from page_cleaner import Cleaned, clean
from page_cleaner.facts import dates
from page_cleaner.text.view import fold
from scripts.quality import ROOT

FACTS = ROOT / "tests" / "facts.json"
KINDS = ROOT / "tests" / "kinds.json"
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
    names, found = [plain(name) for name in want["attachments"]], [plain(a.name) for a in cleaned.attachments]
    for name in names:
        alike = next((each for each in found if name in each or (each and each in name)), "")
        yield "attachments", name, name if alike else ""
    for each in found:
        if not any(name in each or each in name for name in names):
            yield "attachments", "", each


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--show", nargs="*", metavar="FIELD", help="print what is not right, of these fields or of all")
    asked = parser.parse_args()
    facts: dict[str, dict[str, Any]] = json.loads(FACTS.read_text("utf-8"))
    for form, name in (("html", "page.html"), ("text", "page.txt")):
        counted = Counter[tuple[str, str]]()
        pages = 0
        for page, want in facts.items():
            file = asked.shared / "pages" / "dev" / page / name
            if not file.exists():
                continue
            pages += 1
            text = file.read_text("utf-8") if form == "text" else ""
            for field, told, got in answers(clean(file.read_bytes(), format=form), want):
                hidden = form == "text" and field not in ("kind", "attachments") and not shows(text, field, told)
                wanted = "" if hidden else told
                found = outcome(wanted, got)
                counted[field, found] += 1
                if (
                    asked.show is not None
                    and (not asked.show or field in asked.show)
                    and found not in ("right", "not told")
                ):
                    print(f"{form} {page} {field} {found}: wanted {wanted!r}, got {got!r}")
        print(f"\n{form}, {pages} pages\n\n| field | {' | '.join(OUTCOMES)} |\n|---|{'---|' * len(OUTCOMES)}")
        for field in (*FIELDS, "attachments", "kind"):
            print(f"| {field} | {' | '.join(str(counted[field, each]) for each in OUTCOMES)} |")
    kinds_of_sites(asked.shared, show=asked.show is not None and (not asked.show or "kind" in asked.show))


def kinds_of_sites(shared: Path, *, show: bool) -> None:
    """Print how many pages of each kind are told as which, as markup and as the text rendered from it."""
    counted = {form: Counter[tuple[str, str]]() for form in ("html", "text")}
    for page, want in json.loads(KINDS.read_text("utf-8")).items():
        file = shared / "pages" / "sites" / page
        if not file.exists():
            continue
        as_markup = clean(file.read_bytes())
        for form, cleaned in (("html", as_markup), ("text", clean(as_markup.source, format="text"))):
            counted[form][want, cleaned.kind] += 1
            if show and want != cleaned.kind:
                print(f"{form} {page} kind: wanted {want}, got {cleaned.kind}")
    for form, counts in counted.items():
        right = sum(count for (want, got), count in counts.items() if want == got)
        wrong = ", ".join(f"{want} as {got} {count}" for (want, got), count in counts.most_common() if want != got)
        print(f"\nkind, {form}, {counts.total()} pages of sites: {right} right; {wrong}")


if __name__ == "__main__":
    main()
