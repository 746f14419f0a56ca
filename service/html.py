"""Markup to lines: lxml parses, and one walk over the tree renders the text a browser would show, a block a line.

Everything that holds text is rendered, hidden parts too, so that whatever is left out later is left out by a rule and
accounted for. Only what is not text of the page at all (scripts, styles, templates, comments) never enters the source.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from service.page import Block, Line, OverLimit, Page

#: Elements whose content is program or styling, never text.
_SKIPPED = frozenset(
    "script style template head iframe noframes noembed object applet svg math audio video canvas map datalist".split()
)
#: Elements that do not start a new line.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark meter nobr output progress q rb "
    "rp rt ruby s samp select small span strike strong sub sup time tt u var wbr button textarea link meta base basefont "
    "param source track embed picture o:p st1:chsdate".split()
)
_PREFORMATTED = frozenset(("pre", "xmp", "listing"))
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
#: A table row that holds one of these is laid out by its cells, not read across.
_LAYOUT = frozenset("table form ul ol dl h1 h2 h3 h4 h5 h6 article section aside nav header footer".split())

_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff\u2014\u2018-\u201d\u2026"
#: A line end of the markup between two Han characters is no blank: browsers show none either (CSS Text 4, 4.1.3).
_SEAM = re.compile(rf"(?<=[{_HAN}])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[{_HAN}])")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
#: Class names by which the common frameworks hide an element.
_HIDING = frozenset("hidden hide ng-hide d-none display-none dn none invisible sr-only visually-hidden".split())
_UNNAMED = (None, None)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_CLOSED = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)[^<>]*>")
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|br|table|tr|td|span|a|ul|li|h[1-6]|meta|title|script|style|font|center|img|article|"
    r"section)\b[^<>]*>|<\?xml",
    re.IGNORECASE,
)

#: A tag up to its end, quoted values with all that is in them; and a name in it, of the element or of an attribute.
_WHOLE_TAG = re.compile(r"""<[A-Za-z](?:[^=>]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?)*+""")
_ATTRIBUTE = re.compile(r"""[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?""")
#: libxml2 takes time quadratic in the attributes of a tag; one with more than these is closed after them.
_ATTRIBUTES = 2_000
#: libxml2 stops reading at 2,048 nested elements, even with its limits off; deeper markup is flattened to this depth.
_DEPTH = 1_000


def looks_like_markup(text: str) -> bool:
    """Tell whether text is HTML by its first tags, looked for in the first 64 K code points."""
    head = text[:65_536]
    found = len(_MARKUP.findall(head))
    return found >= 3 or (found > 0 and bool(re.match(r"\s*<", head)))


def read(markup: str, nesting: int | None = None) -> Page:
    """Parse markup (a whole page or a piece of one) and render it.

    Nothing is dropped for its size or depth, and content after a second ``</html>`` is kept. ``nesting`` is the most
    elements that may be open at once, None for any number. Raises OverLimit.
    """
    renderer = _Renderer()
    root = _parse(markup, nesting)
    if root is not None:
        renderer.walk(root)
    return renderer.page()


def _parse(markup: str, nesting: int | None) -> etree._Element | None:
    # A closing html or body tag makes the parser leave out whatever follows; without it, all is body.
    data = _closed_early(_CLOSED.sub("", markup).replace("\0", "\ufffd"))
    root, complete = _parse_once(data)
    if not complete:
        root, _ = _parse_once(_flattened(data, nesting))
    return root


def _parse_once(markup: str) -> tuple[etree._Element | None, bool]:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True, recover=True
    )
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing in it that makes an element
        return None, True
    errors = parser.error_log
    return root, not (len(errors) and "depth" in errors[-1].message)


def _closed_early(markup: str) -> str:
    """Close tags that hold too many attributes; what is left of them is text, so that nothing is lost."""
    pieces, at = [], 0
    for tag in _WHOLE_TAG.finditer(markup):
        start, end = tag.span()
        if end - start > 2 * _ATTRIBUTES:
            excess = next(itertools.islice(_ATTRIBUTE.finditer(markup, start, end), _ATTRIBUTES + 1, None), None)
            if excess:
                pieces += [markup[at : excess.start()], ">"]
                at = excess.start()
    return "".join(pieces) + markup[at:]


def _flattened(markup: str, nesting: int | None) -> str:
    """Leave out tags nested deeper than the parser reads; their text stays, blocks still break the line."""
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


@lru_cache(maxsize=8_192)
def _names(classes: str | None, identity: str | None) -> tuple[str, bool]:
    """Give the words of class and id, and whether one of the classes hides the element."""
    words = _WORD.findall(f"{classes or ''} {identity or ''}"[:400])
    return " ".join(words).lower(), not _HIDING.isdisjoint((classes or "").split())


class _Renderer:
    """The state of one walk: the lines so far, the line being written, and the open elements."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.texts: list[str] = []
        self.places: list[tuple[int, float]] = []  # block and link share of each line
        self.declared: dict[str, str] = {}
        self.pieces: list[str] = []
        self.held = -1  # the block in which the line being written began
        self.linked = 0  # how many of its characters stand in links
        self.links = self.preformatted = 0  # how many of the open elements are of these kinds
        self.rows: list[_Row] = []

    def page(self) -> Page:
        lines, at = [], 0
        for text, (block, linked) in zip(self.texts, self.places, strict=True):
            lines.append(Line(at, at + len(text), block, linked))
            at += len(text) + 1
        return Page("\n".join(self.texts), tuple(lines), "html", tuple(self.blocks), self.declared)

    def walk(self, root: etree._Element) -> None:
        """Go through the tree in document order, without recursion."""
        block = self._open(root, "html", -1)
        self._write(root.text, block)
        element, tag, children = root, "html", iter(root)
        stack: list[tuple[etree._Element, str, int, Iterator[etree._Element]]] = []
        while True:
            child = next(children, None)
            if child is not None:
                name = child.tag.lower() if isinstance(child.tag, str) else ""
                if not name or name in _SKIPPED:
                    if name == "head":
                        self._declare(child)
                    self._write(child.tail, block)
                    continue
                stack.append((element, tag, block, children))
                element, tag, children = child, name, iter(child)
                block = self._enter(child, name, block)
            elif stack:
                self._leave(tag, block)
                tail = element.tail
                element, tag, block, children = stack.pop()
                self._write(tail, block)
            else:
                self._break()
                return

    def _enter(self, element: etree._Element, tag: str, parent: int) -> int:
        if tag not in _INLINE:
            self._break()
        if self.rows and tag in _LAYOUT:
            self.rows[-1].across = False
        if tag == "tr":
            self.rows.append(_Row(len(self.texts)))
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].cells.append(len(self.texts))
        elif tag == "a":
            self.links += 1
        elif tag in _PREFORMATTED:
            self.preformatted += 1
        elif tag in ("meta", "title"):
            self._declare(element)
        block = self._open(element, tag, parent)
        if tag != "title":
            self._write(element.text, block)
        return block

    def _leave(self, tag: str, block: int) -> None:
        if tag not in _INLINE:
            self._break()
        if tag == "tr" and self.rows:
            self._close_row(self.rows.pop(), block)
        elif tag == "a":
            self.links -= 1
        elif tag in _PREFORMATTED:
            self.preformatted -= 1

    def _open(self, element: etree._Element, tag: str, parent: int) -> int:
        """Note an element as a block if it breaks the line or says something of itself; give the block in force."""
        attributes = element.attrib
        words, hidden = "", False
        if attributes:
            style = attributes.get("style")
            named = attributes.get("class"), attributes.get("id")
            hidden = "hidden" in attributes or (style is not None and bool(_HIDDEN.search(style)))
            if named != _UNNAMED:
                words, hiding = _names(*named)
                hidden = hidden or hiding
        if tag in _INLINE and not words and not hidden:
            return parent
        inherited = hidden or (parent >= 0 and self.blocks[parent].hidden)
        self.blocks.append(Block(parent, tag, words, inherited))
        return len(self.blocks) - 1

    def _write(self, text: str | None, block: int) -> None:
        if not text:
            return
        if self.preformatted and "\n" in text:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._break()
                self._add(line, block)
        else:
            self._add(text, block)

    def _add(self, text: str, block: int) -> None:
        blank = text.isspace() or not text
        if self.held < 0:
            if blank:
                return
            self.held = block
        self.pieces.append(text)
        if self.links and not blank:
            self.linked += len(text)

    def _break(self) -> None:
        if self.held < 0:
            return
        raw = "".join(self.pieces)
        text = _BLANKS.sub(" ", _SEAM.sub("", raw)).strip()
        if text:
            self.texts.append(text.replace("\x0b", " ").replace("\x1c", " "))
            self.places.append((self.held, min(1.0, self.linked / len(raw))))
        self.pieces.clear()
        self.held, self.linked = -1, 0

    def _close_row(self, row: _Row, block: int) -> None:
        """Join a table row's cells into one line where each of them holds at most one."""
        first, end = row.first, len(self.texts)
        if not row.across or end - first < 2 or len(row.cells) < 2:
            return
        bounds = [*row.cells, end]
        if any(b - a > 1 for a, b in itertools.pairwise(bounds)) or row.cells[0] > first:
            return
        sizes = [len(t) for t in self.texts[first:]]
        linked = sum(n * p[1] for n, p in zip(sizes, self.places[first:], strict=True)) / sum(sizes)
        self.texts[first:] = ["\t".join(self.texts[first:])]
        self.places[first:] = [(block, linked)]

    def _declare(self, head: etree._Element) -> None:
        """Keep the title and the named <meta> values of an element and what is below it; the first of a name stands."""
        for element in head.iter("title", "meta"):
            if element.tag == "title":
                name, value = "title", "".join(element.itertext())
            else:
                name = (element.get("name") or element.get("property") or "").lower()
                value = element.get("content") or ""
            value = _BLANKS.sub(" ", value).strip()
            if name and value:
                self.declared.setdefault(name, value[:1_000])


class _Row:
    """An open table row: the index of its first line, those of its cells, and whether it reads across."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.cells: list[int] = []
        self.across = True
