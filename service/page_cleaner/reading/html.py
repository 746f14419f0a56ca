"""Markup to lines: lxml parses, and what it finds is rendered as it comes to the text a browser shows, a block a line.

Everything that holds text is rendered, hidden parts too, so that whatever is left out later is left out by a rule and
accounted for. Only what is not text of the page at all (scripts, styles, templates, comments) never enters the source.
"""

from __future__ import annotations

import codecs
import io
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, BinaryIO, TypeVar, cast

from lxml import etree

from page_cleaner import core
from page_cleaner.page import Block, Line, Link, OverLimit, Page

#: Elements whose content is program or styling, never text.
_SKIPPED = frozenset(
    "rp script style template head iframe noframes noembed object applet svg math audio video canvas map datalist".split()
)
#: Elements that do not start a new line.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark meter nobr output progress q rb "
    "rt ruby s samp select small span strike strong sub sup time tt u var wbr button textarea link meta base basefont "
    "param source track embed picture o:p st1:chsdate".split()
)
#: What stands around a reading set above its characters (interlinear annotation, Unicode 23.8).
READING = "\ufffa", "\ufffb"
_PREFORMATTED = frozenset(("pre", "xmp", "listing"))
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
#: A table row that holds one of these is laid out by its cells, not read across.
_LAYOUT = frozenset("table form ul ol dl h1 h2 h3 h4 h5 h6 article section aside nav header footer".split())
_CELLS = frozenset(("td", "th"))
#: A row whose cells hold several lines is one of data where no cell has more of them than this, where it is no longer than
#: this in code points, and where less than this share of it stands in links.
_CELL_LINES, _ROW_LENGTH, _ROW_LINKED = 6, 600, 0.3
#: Elements that do more than break the line.
_TELLING = _PREFORMATTED | _LAYOUT | _CELLS | {"tr", "html"}
_DECLARING = frozenset(("meta", "title", "base"))

_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff\u2014\u2018-\u201d\u2026"
#: A line end of the markup between two Han characters is no blank: browsers show none either (CSS Text 4, 4.1.3).
_SEAM = re.compile(rf"(?<=[{_HAN}])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[{_HAN}])")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
#: Class names by which the common frameworks hide an element.
_HIDING = frozenset("hidden hide ng-hide d-none display-none dn none invisible sr-only visually-hidden".split())
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
#: What was learned of a class, an id and a style, for the pages of a site repeat them: so many at most, none longer.
_LEARNED: dict[tuple[str | None, str | None, str | None], tuple[str, bool]] = {}
_REMEMBERED, _LONG = 8_192, 1_000

_CLOSED = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)[^<>]*>")
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|br|table|tr|td|span|a|ul|li|h[1-6]|meta|title|script|style|font|center|img|article|"
    r"section)\b[^<>]*>|<\?xml",
    re.IGNORECASE,
)

#: An end tag without its element costs libxml2 time in proportion to the open elements. Where these are more than the
#: first number, the markup is flattened to the second.
_DEEPEST, _DEPTH = 2_048, 1_000


AnyRenderer = TypeVar("AnyRenderer", bound="Renderer")


def looks_like_markup(text: str) -> bool:
    """Tell whether text is HTML by its first tags, looked for in the first 64 K code points."""
    head = text[:65_536]
    found = sum(1 for _ in itertools.islice(_MARKUP.finditer(head), 3))
    return found == 3 or (found > 0 and bool(re.match(r"[\s\ufeff]*<", head)))


def read(markup: str | bytes, nesting: int | None = None, nodes: list[tuple[str, bool]] | None = None) -> Page:
    """Parse markup (a whole page or a piece of one), as text or in valid UTF-8, and render it. Raises OverLimit.

    Where ``nodes`` is a list, the texts between the tags are put into it, each with whether it stands in a link.
    """
    page = _by_the_core(_whole(markup)) if nodes is None and _render else None
    return page or render(markup, nesting, partial(Renderer, nodes=nodes)).page()


def render(markup: str | bytes, nesting: int | None, kind: Callable[[BinaryIO], AnyRenderer]) -> AnyRenderer:
    """Parse markup with a renderer of a kind.

    Nothing is dropped for its size or depth, and content after a second ``</html>`` is kept. ``nesting`` is the most
    elements that may be open at once, None for any number. Raises OverLimit.
    """
    data = _whole(markup)
    rendered = _rendered(data, kind)
    if rendered.too_deep:
        rendered = _rendered(_flattened(data.decode(), nesting).encode(), kind)
    if rendered.too_deep:
        rendered = _rendered(_bared(data.decode()).encode(), kind)
    return rendered


def _whole(markup: str | bytes) -> bytes:
    """Markup without byte order mark, and without closing html or body tags, which make the parser leave out whatever follows.

    Without them, all is body.
    """
    data = markup if isinstance(markup, bytes) else markup.encode("utf-8", "replace")
    return _CLOSED.sub(b"", data.removeprefix(codecs.BOM_UTF8)).replace(b"\0", "\ufffd".encode())


def _rendered(data: bytes, kind: Callable[[BinaryIO], AnyRenderer]) -> AnyRenderer:
    source = io.BufferedReader(io.BytesIO(data))  # read bit by bit, so that it can be cut short
    renderer = kind(source)
    target = cast(Any, renderer)  # every callback that it had and did not need would cost
    etree.parse(source, etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, target=target))
    return renderer


def _by_the_core(data: bytes) -> Page | None:
    """The page as the core renders it, from a tree; None without the core, and where a tree would take too much or may not hold all."""
    found = _render(_LEARNED, _learn, _tree, data) if _render and len(data) <= _LARGEST else None
    if found is None:
        return None
    source, lines, blocks, said, targets = found
    return Page(source, tuple(lines), "html", tuple(blocks), _declared(said), targets=tuple(targets))


def _tree(data: bytes) -> Any:
    """The root of a page; None where there is none, as with comments only."""
    try:
        return etree.fromstring(data, etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True))
    except etree.XMLSyntaxError:
        return None


def _declared(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What the page declares, by name in lower case; the first of a name stands."""
    declared: dict[str, str] = {}
    for name, value in said:
        text = _BLANKS.sub(" ", value).strip()
        if name and text:
            declared.setdefault(name.lower(), text[:1_000])
    return declared


def _flattened(markup: str, nesting: int | None) -> str:
    """Leave out tags that are nested too deep; their text stays, blocks still break the line."""
    pieces, at, depth, deepest = [], 0, 0, 0
    for tag in _TAG.finditer(markup):
        name = tag[2].lower()
        if name in _VOID or name in _SKIPPED:
            continue
        if not tag[1]:
            depth += 1
            deepest = max(deepest, depth)
        if depth > _DEPTH:
            pieces += [markup[at : tag.start()], "" if name in _INLINE else "<br>"]
            at = tag.end()
        if tag[1]:
            depth = max(0, depth - 1)
    if nesting is not None and deepest > nesting:
        raise OverLimit("nesting", nesting, deepest, "elements nested in one another")
    return "".join(pieces) + markup[at:]


def _bared(markup: str) -> str:
    """Leave out all tags, where only a parser can tell how deep they are nested; what looks like a piece of one is text."""
    return _TAG.sub("\0", markup).replace("<", "&lt;").replace("\0", "<br>")


def _learn(named: tuple[str | None, str | None, str | None]) -> tuple[str, bool]:
    """Give the words of class and id, and whether class or style hides the element; remember them."""
    classes, identity, style = (value or "" for value in named)
    words = " ".join(_WORD.findall(f"{classes} {identity}"[:400])).lower()
    learned = words, not _HIDING.isdisjoint(classes.split()) or bool(_HIDDEN.search(style))
    if len(classes) + len(identity) + len(style) <= _LONG:
        if len(_LEARNED) >= _REMEMBERED:
            _LEARNED.clear()
        _LEARNED[named] = learned
    return learned


def _tidied(text: str) -> str:
    """Put one blank for every run of blanks and line ends, and none where a browser shows none."""
    if "\n" in text or "\r" in text:
        text = _SEAM.sub("", text)
    return _BLANKS.sub(" ", text).replace("\x0b", " ").replace("\x1c", " ")


class Renderer:
    """The lines so far, the line being written and the open elements, while the parser tells what it comes upon.

    The parser calls start, end, data and close, and builds no tree: that would take it as long again, with time
    quadratic in the attributes of a tag.
    """

    #: Whether elements without a line are left out of the page.
    leaves_out = True

    def __init__(self, source: BinaryIO, nodes: list[tuple[str, bool]] | None = None) -> None:
        self.source, self.nodes = source, nodes
        if nodes is not None:
            nodes.clear()  # of a reading that was given up
        self.too_deep = False  # whether open elements were too many
        self.blocks: list[Block] = []
        self.texts: list[str] = []
        self.places: list[tuple[int, float]] = []  # block and link share of each line
        self.declared: list[tuple[str, str]] = []
        self.heard: list[str] = []  # the text since the last tag, in the pieces in which the parser gives it
        self.data = self.heard.append
        self.pieces: list[str] = []
        self.held = -1  # the block in which the line being written began
        self.linked = 0  # how many of its characters stand in links
        self.block = -1  # the block in force
        self.outer: list[int] = []  # the one outside of each open element
        self.skipped = 0  # with an element open that is no text, how many were open when it had begun
        self.heading = False  # whether that one is the head
        self.links = self.preformatted = 0  # how many of the open elements are of these kinds
        self.rows: list[Row] = []
        # Of open links the target, the line and the piece of it where they began; of all others line, text and target.
        self.anchors: list[tuple[str, int, int]] = []
        self.targets: list[tuple[int, str, str]] = []

    def page(self) -> Page:
        """The page that was rendered, when the parser is at the end."""
        blocks, numbers = self._with_text() if self.leaves_out else (self.blocks, range(len(self.blocks)))
        lines, at = list[Line](), 0
        for text, (block, linked) in zip(self.texts, self.places, strict=True):
            lines.append(Line(at, at + len(text), numbers[block] if block >= 0 else -1, linked))
            at += len(text) + 1
        targets = tuple(Link(lines[n].start, *link) for n, *link in self.targets if n < len(lines))
        return Page(
            "\n".join(self.texts), tuple(lines), "html", tuple(blocks), _declared(self.declared), targets=targets
        )

    def _with_text(self) -> tuple[list[Block], Sequence[int]]:
        """The blocks that hold a line, themselves or further in, and of each block its number among them."""
        holds = [False] * len(self.blocks)
        for block, _ in self.places:
            if block >= 0:
                holds[block] = True
        for n in range(len(holds) - 1, 0, -1):
            if holds[n]:
                holds[self.blocks[n].parent] = True
        blocks, numbers = list[Block](), list[int]()
        for is_kept, (above, tag, words, hidden) in zip(holds, self.blocks, strict=True):
            numbers.append(len(blocks) if is_kept else -1)
            if is_kept:
                blocks.append(Block(numbers[above] if above >= 0 else -1, tag, words, hidden))
        return blocks, numbers

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element opens: a new block if it breaks the line or says something of itself."""
        self.outer.append(self.block)
        if len(self.outer) > _DEEPEST:
            self._stop()
        if self.skipped:
            if self.heading and tag in _DECLARING:
                self._declare(tag, attributes)
            return
        if self.heard:
            self._write()
        inline = tag in _INLINE
        if inline:
            if tag == "a":
                self.links += 1
                self.anchors.append((attributes.get("href") or "", len(self.texts), len(self.pieces)))
            elif tag == "rt":
                self.data(READING[0])
            elif tag == "meta":
                self._declare(tag, attributes)
        else:
            if tag in _SKIPPED:
                self.skipped, self.heading = len(self.outer), tag == "head"
                return
            if self.held >= 0:
                self._break()
            if tag in _TELLING:
                self._opened(tag)
        words, hidden = "", False
        if attributes:
            named = attributes.get("class"), attributes.get("id"), attributes.get("style")
            words, hidden = _LEARNED.get(named) or _learn(named)
            hidden = hidden or "hidden" in attributes
        if inline and not words and not hidden:
            return
        blocks, parent = self.blocks, self.block
        self.block = len(blocks)
        blocks.append(Block(parent, tag, words, hidden or (parent >= 0 and blocks[parent].hidden)))

    def end(self, tag: str) -> None:
        """The innermost element closes."""
        if self.skipped:
            if tag == "title" and self.heading:
                self._entitle()
            self.heard.clear()
            if len(self.outer) == self.skipped:
                self.skipped = 0
            self.outer.pop()
            return
        if tag == "rt":
            self.data(READING[1])
        if self.heard:
            if tag == "title":
                self._entitle()
            else:
                self._write()
        if tag in _INLINE:
            if tag == "a":
                self.links -= 1
                self._link(*self.anchors.pop())
        else:
            if self.held >= 0:
                self._break()
            if tag in _TELLING:
                self._closed(tag)
        self.block = self.outer.pop()

    def close(self) -> None:
        """The parser has come to the end; what was open is closed."""

    def _stop(self) -> None:
        """Leave the parser nothing more to read; an exception would only stop it from calling."""
        self.too_deep = True
        self.source.seek(0, io.SEEK_END)

    def _opened(self, tag: str) -> None:
        if tag == "tr":
            self.rows.append(Row(len(self.texts)))
        elif tag in _PREFORMATTED:
            self.preformatted += 1
        elif tag == "html":  # one that follows the first, closed in a way not foreseen, counts as lying in it
            self.block = min(0, len(self.blocks) - 1)
        elif self.rows and tag in _CELLS:
            self.rows[-1].cells.append(len(self.texts))
        elif self.rows:
            self.rows[-1].across = False

    def _closed(self, tag: str) -> None:
        if tag == "tr":
            self._close_row(self.rows.pop(), self.block)
        elif tag in _PREFORMATTED:
            self.preformatted -= 1

    def _write(self) -> None:
        """Add what was heard to the line being written."""
        text = "".join(self.heard)
        self.heard.clear()
        if self.preformatted and "\n" in text:
            for number, line in enumerate(text.split("\n")):
                if number and self.held >= 0:
                    self._break()
                self._add(line)
        else:
            self._add(text)

    def _link(self, url: str, line: int, piece: int) -> None:
        """Keep a link and its text, where that stands on one line."""
        if url and line == len(self.texts):
            text = _tidied("".join(self.pieces[piece:])).strip()
            if text:
                self.targets.append((line, text, url))

    def _add(self, text: str) -> None:
        blank = not text or text.isspace()
        if self.held < 0:
            if blank:
                return
            self.held = self.block
        self.pieces.append(text)
        if self.nodes is not None and not blank:
            self.nodes.append((_tidied(text), self.links > 0))
        if self.links and not blank:
            self.linked += len(text)

    def _break(self) -> None:
        """End the line being written."""
        raw = "".join(self.pieces)
        text = raw.strip()
        if "  " in text or not text.isprintable():  # most lines need no more
            text = _tidied(text)
        self.texts.append(text)
        self.places.append((self.held, min(1.0, self.linked / len(raw))))
        self.pieces.clear()
        self.held, self.linked = -1, 0

    def _close_row(self, row: Row, block: int) -> None:
        """Join a row of a table of data into one line, its cells apart by tabs; what is laid out by a table stays lines."""
        first, end = row.first, len(self.texts)
        if not row.across or end - first < 2 or len(row.cells) < 2 or row.cells[0] > first:
            return
        cells = [self.texts[a:b] for a, b in itertools.pairwise([*row.cells, end]) if b > a]
        sizes = [len(text) for text in self.texts[first:]]
        linked = 0.0
        for size, (_, share) in zip(sizes, self.places[first:], strict=True):
            linked += size * share  # not sum(), which rounds in another way from Python 3.12 on
        linked /= sum(sizes)
        if any(len(cell) > 1 for cell in cells) and not (
            len(cells) > 1
            and max(map(len, cells)) <= _CELL_LINES
            and sum(sizes) <= _ROW_LENGTH
            and linked < _ROW_LINKED
        ):
            return
        self.texts[first:] = ["\t".join(map(" ".join, cells))]
        self.places[first:] = [(block, linked)]
        for n in range(len(self.targets) - 1, -1, -1):
            if self.targets[n][0] <= first:
                break
            self.targets[n] = (first, *self.targets[n][1:])

    def _declare(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Keep what a named <meta> says; what a title says comes before its end."""
        if tag == "title":
            self.heard.clear()
        elif tag == "base":
            self.declared.append(("base", attributes.get("href") or ""))
        else:
            name = attributes.get("name") or attributes.get("property") or ""
            self.declared.append((name, attributes.get("content") or ""))

    def _entitle(self) -> None:
        self.declared.append(("title", "".join(self.heard)))
        self.heard.clear()


class Row:
    """An open table row: the index of its first line, those of its cells, and whether it reads across."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.cells: list[int] = []
        self.across = True


def _does() -> dict[str, int]:
    """What each tag does, as the core wants it: bits in this order."""
    does = (
        _SKIPPED, _INLINE, _PREFORMATTED, _LAYOUT, _CELLS, ("tr",), ("html",), ("a",), ("rt",), ("meta",), ("title",), ("base",), ("head",),
    )  # fmt: skip
    found = dict[str, int]()
    for bit, tags in enumerate(does):
        for tag in tags:
            found[tag] = found.get(tag, 0) | 1 << bit
    return found


#: More attributes of a tag, more open elements and more bytes are left to the target: a tree takes time quadratic in the first, the parser
#: puts no more of the second into one, and the third is memory.
_ATTRIBUTES, _OPEN, _LARGEST = 500, 2_000, 2_000_000
#: The core, where there is one; trees of older versions of libxml2 take up the attributes of a second <html>.
_render: Callable[..., Any] | None = None if etree.LIBXML_VERSION < (2, 14) else core.twin(
    "render", None, _does(), (_ATTRIBUTES, _OPEN, _CELL_LINES, _ROW_LENGTH, _ROW_LINKED), (Block, Line, Link, type(etree.Element("p"))),
)  # fmt: skip
