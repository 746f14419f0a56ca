"""Examples for the body model: the units of labelled pages in every shape, and of unlabelled ones with the way between shapes.

Labels of a shape are those of its characters. Those of a page's markup are carried over from its text: every unit of one is looked
for in the other, white space aside. Titles, which the labels call neutral, are body here: ``tests/facts.json`` names them.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from page_cleaner.body.choice import facts_of
from page_cleaner.body.features import Facts, features
from page_cleaner.body.pieces import Pieces, put_together
from page_cleaner.cleaner import look, repair
from page_cleaner.page import NO_LIMITS, Page
from page_cleaner.reading import html, text
from page_cleaner.reading.decoding import decode
from page_cleaner.text.kinds import Kinds, is_prose
from page_cleaner.text.view import fold
from scripts.quality import ROOT, load_module, site

TITLES = {
    name: facts["title"] for name, facts in json.loads((ROOT / "tests" / "facts.json").read_text("utf-8")).items()
}
#: Unlabelled pages taken of a site, and small pages made of a labelled one.
OF_A_SITE, CROPS, BROKEN = 24, 2, 2
#: A piece of text that is not found as a whole is looked for in parts of so many characters, no farther ahead than this.
_PART, _AHEAD = 12, 8_000

#: A line of a page's text, and its label.
Line = tuple[str, str]


@dataclass
class Example:
    """A page in one shape: its pieces with their features, and what is known of each.

    ``body`` and ``boilerplate`` count the characters of each piece that are labelled so, repairs and white space left out; ``titles``
    are the pieces that are its title. ``teachers`` says, for a page without labels, of which units of its markup a unit consists.
    """

    page: str
    site: str
    shape: str
    pieces: Pieces
    rows: list[tuple[float, ...] | None]
    facts: Facts
    body: list[int] = field(default_factory=list)
    boilerplate: list[int] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    teachers: list[Counter[int]] = field(default_factory=list)


def labelled(shared: Path) -> Iterator[Example]:
    """The labelled pages of ``shared/pages/dev`` in every shape."""
    score, families = load_module(shared / "pages" / "score.py"), _families(shared)
    for folder in sorted(path for path in (shared / "pages" / "dev").iterdir() if path.is_dir()):
        for shape in score.MODES:
            if score.has(folder, shape):
                yield _labelled(score, folder, shape, families.get(folder.name, site(folder.name)))


def examples(shared: Path) -> list[Example]:
    """All that the model learns from with labels: pages in every shape, and small pages made of them."""
    return [*labelled(shared), *cropped(shared), *broken(shared)]


def cropped(shared: Path) -> Iterator[Example]:
    """Small pages made of the labelled ones, as text: some of the body, and some of what stands around it."""
    for name, of_site, lines in _texts(shared):
        body = [n for n, (_, label) in enumerate(lines) if label == "B"]
        rnd = random.Random(name)
        for _ in range(CROPS if len(body) > 1 else 0):
            start = rnd.choice((0, rnd.randrange(len(body))))
            kept = {*body[start : start + rnd.choice((1, 2, 3, 5))], *rnd.choice(((), body[-1:]))}
            kept.update(range(max(0, body[0] - rnd.choice((2, 5, 10, 30))), body[0]))
            kept.update(range(body[-1] + 1, min(len(lines), body[-1] + 1 + rnd.choice((2, 5, 10, 30)))))
            yield _of_lines(name, of_site, "crop", [lines[n] for n in sorted(kept)])


def broken(shared: Path) -> Iterator[Example]:
    """Labelled pages as text, their bodies without prose: each clause a line, as lists, forms and tables of offices have them. In half
    of them a sentence of another page's frame stands somewhere in the frame, and is all the prose that there is.
    """
    pages = list(_texts(shared))
    strays = [
        (of_site, line) for _, of_site, lines in pages for line, label in lines if label == "X" and is_prose(fold(line))
    ]
    for name, of_site, lines in pages:
        rnd = random.Random(f"broken {name}")
        body = [n for n, (_, label) in enumerate(lines) if label == "B"]
        for _ in range(BROKEN if body else 0):
            first, last = body[0], body[-1]
            inner = [each for line, label in lines[first : last + 1] for each in _clauses(line, label)]
            count, start = rnd.choice((3, 5, 8, 12, 20, 40)), rnd.choice((0, 0, rnd.randrange(max(1, len(inner)))))
            above, below = lines[:first], lines[last + 1 :]
            elsewhere, stray = rnd.choice(strays)
            if rnd.random() < 0.5 and elsewhere != of_site:
                side = rnd.choice((above, below, below))
                side.insert(rnd.randrange(len(side) + 1), (stray, "X"))
            yield _of_lines(name, of_site, "broken", [*above, *inner[start : start + count], *below])


def _texts(shared: Path) -> Iterator[tuple[str, str, list[Line]]]:
    """The labelled pages as text: the name of each, its site and its lines."""
    families = _families(shared)
    for folder in sorted((shared / "pages" / "dev").iterdir()):
        if (folder / "labels.txt").exists():
            yield folder.name, families.get(folder.name, site(folder.name)), _lines(folder)


def _lines(folder: Path) -> list[Line]:
    labels = (folder / "labels.txt").read_text("utf-8").strip()
    return list(zip((folder / "page.txt").read_text("utf-8").split("\n"), labels, strict=False))


def _of_lines(name: str, of_site: str, shape: str, lines: Sequence[Line]) -> Example:
    """A page made of labelled lines."""
    page = text.read("\n".join(line for line, _ in lines))
    marked = [label for line, own in lines for label in own * len(line) + "N"]
    return _with_labels(*_example(name, of_site, shape, page), page, marked)


def _clauses(line: str, label: str) -> list[Line]:
    """A line of a body as its clauses, without the marks between them."""
    if label != "B" or not is_prose(fold(line)):
        return [(line, label)]
    return [(each.strip(), label) for each in re.split("[，。；：！？,;!?]", line) if 3 <= len(each.strip()) <= 23]


def _families(shared: Path) -> dict[str, str]:
    """The folder of sister sites that a labelled page belongs to, where unlabelled ones are at hand."""
    return {
        page: file.parent.name
        for file in (shared / "pages" / "sites").glob("*/labelled.txt")
        for page in file.read_text("utf-8").split()
    }


def _labelled(score: Any, folder: Path, shape: str, of_site: str) -> Example:
    if shape == "html":
        page = html.read(decode((folder / "page.html").read_bytes())[0].removeprefix("\ufeff"))
        labels = _carried_over(page.source, *_labelled_text(folder))
    else:
        source, spans = score.labelled(folder, shape)
        page = text.read(source)
        labels = ["N"] * len(source)
        for start, end, label in spans:
            labels[start:end] = label * (min(end, len(source)) - start)
    return _with_labels(*_example(folder.name, of_site, shape, page), page, labels)


def _with_labels(
    example: Example, extents: Sequence[tuple[int, int]], mended: set[int], page: Page, labels: Sequence[str]
) -> Example:
    """Count the labels of each piece's characters, and find the title."""
    for start, end in extents:
        counted = Counter(labels[n] for n in range(start, end) if n not in mended and not page.source[n].isspace())
        example.body.append(counted["B"])
        example.boilerplate.append(counted["X"])
    example.titles = _titles(example, [squeezed(page.source[start:end]) for start, end in extents])
    return example


def _example(name: str, of_site: str, shape: str, page: Page) -> tuple[Example, Sequence[tuple[int, int]], set[int]]:
    """A page as an example without labels, the extents of its units, and the characters that repairs mend."""
    repairs, _ = repair(page.source, ())
    seen = look(page, repairs, (), NO_LIMITS, {})
    pieces, kinds = put_together(seen.units, seen.extents, seen.rules, seen.spared), Kinds()
    facts = facts_of(page, seen.view, pieces, kinds)
    found = features([piece.text for piece in pieces.units], facts, kinds)
    rows = [row if rule is None else None for row, rule in zip(found, pieces.certain, strict=True)]
    example = Example(name, of_site, shape, pieces, rows, facts)
    return example, pieces.extents, {n for span in repairs for n in range(span.start, span.end)}


def _labelled_text(folder: Path) -> tuple[str, str]:
    """A page's text without white space, and the label of each character."""
    pairs = [(squeezed(line), label) for line, label in _lines(folder)]
    return "".join(line for line, _ in pairs), "".join(label * len(line) for line, label in pairs)


def squeezed(part: str) -> str:
    """A text without its white space."""
    return "".join(part.split())


def _carried_over(source: str, known: str, labels: str) -> list[str]:
    """The label of each character of a source, from a text of the same page without white space."""
    found, at, begin = ["N"] * len(source), 0, 0
    for piece in source.replace("\t", "\n").split("\n"):
        own = [n for n in range(begin, begin + len(piece)) if not source[n].isspace()]
        for n, place in zip(own, _places(squeezed(piece), known, at), strict=True):
            if place >= 0:
                found[n], at = labels[place], max(at, place + 1)
        begin += len(piece) + 1
    return found


def _places(piece: str, known: str, at: int) -> list[int]:
    """Where in a known text each character of a piece stands, -1 for those not found; ``at`` is behind what was found last."""
    place = known.find(piece, at)
    if place < 0 or place > at + _AHEAD:
        elsewhere = known.find(piece)
        place = elsewhere if place < 0 else place
    if place >= 0:
        return list(range(place, place + len(piece)))
    places: list[int] = []
    for begin in range(0, len(piece), _PART):
        part = piece[begin : begin + _PART]
        place = known.find(part, max(0, at - _AHEAD // 4))
        places += range(place, place + len(part)) if place >= 0 else [-1] * len(part)
    return places


def _titles(example: Example, texts: Sequence[str]) -> list[int]:
    """The units that are the page's title: the last ones above its body, else the first ones anywhere."""
    title = squeezed(TITLES.get(example.page) or "")
    if not title:
        return []
    first = next((n for n, b in enumerate(example.body) if b > max(20, example.boilerplate[n])), len(texts))
    found = [
        n
        for n, own in enumerate(texts)
        if own == title or (len(title) > 8 and title in own and len(own) <= len(title) + 4)
    ]
    above = [n for n in found if n <= first]
    if above:
        return above[-1:]
    for start in range(min(first, len(texts)) - 1, -1, -1):  # a title that is broken over several units
        end, joined = start, ""
        while end < len(texts) and len(joined) < len(title):
            joined, end = joined + texts[end], end + 1
        if joined == title:
            return list(range(start, end))
    return found[:1]


def unlabelled(shared: Path) -> Iterator[list[Example]]:
    """Pages of ``shared/pages/sites``, each in all shapes, its markup first; the same choice at every run."""
    renders = load_module(shared / "pages" / "renders.py")
    for folder in sorted(path for path in (shared / "pages" / "sites").iterdir() if path.is_dir()):
        files = sorted(folder.glob("*.html"))
        random.Random(folder.name).shuffle(files)
        for file in files[:OF_A_SITE]:
            if examples := _in_all_shapes(renders, file):
                yield examples


def _in_all_shapes(renders: Any, file: Path) -> list[Example]:
    data, of_site = file.read_bytes(), file.parent.name
    page = html.read(decode(data)[0].removeprefix("\ufeff"))
    name = f"{file.parent.name}/{file.stem}"
    first, extents, _ = _example(name, of_site, "html", page)
    if sum(row is not None for row in first.rows) < 3:
        return []
    first.teachers = [Counter({n: len(unit.text)}) for n, unit in enumerate(first.pieces.units)]
    texts = [squeezed(page.source[start:end]) for start, end in extents]
    known, owner = "".join(texts), [n for n, own in enumerate(texts) for _ in own]
    examples = [first]
    for shape, source in {"text": page.source, **_rendered(renders, data)}.items():
        other = text.read(source)
        example, places, _ = _example(name, of_site, shape, other)
        example.teachers = list(_taught(other, places, known, owner))
        examples.append(example)
    return examples


def _rendered(renders: Any, data: bytes) -> dict[str, str]:
    markup, shapes = renders.decode(data), dict[str, str]()
    for shape, render in renders.RENDERERS.items():
        try:
            shapes[shape] = render(markup) or ""
        except Exception as error:  # noqa: BLE001 - what a renderer cannot do it does not teach
            print(f"{shape}: {type(error).__name__}")
    return {shape: source for shape, source in shapes.items() if source.strip()}


def _taught(page: Page, places: Iterable[tuple[int, int]], known: str, owner: Sequence[int]) -> Iterator[Counter[int]]:
    """Of which units of the markup each unit of another shape consists, by characters."""
    at = 0
    for start, end in places:
        piece, own = page.source[start:end], Counter[int]()
        for mark in reversed([mark for mark in page.marks if start <= mark.start and mark.end <= end]):
            piece = piece[: mark.start - start] + piece[mark.end - start :]
        for place in _places(squeezed(piece), known, at):
            if place >= 0:
                own[owner[place]] += 1
                at = max(at, place + 1)
        yield own
