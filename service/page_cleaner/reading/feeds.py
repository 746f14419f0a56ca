"""RSS and Atom: the entries of a feed as markup, each under its title."""

from __future__ import annotations

import re
from html import escape

from lxml import etree

_FEED = re.compile(
    r"[\s\ufeff]*(?:<\?xml[^<>]*>\s*)?(?:<(?:\?|!)[^<>]*>\s*){0,8}<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE
)
_ENTRIES = frozenset(("item", "entry"))
#: What an entry says, the fullest first.
_TEXTS = ("encoded", "content", "description", "summary")
_MARKUP = re.compile(r"<[A-Za-z/!]")


def looks_like_feed(text: str) -> bool:
    """Tell whether text is RSS or Atom, by its first element."""
    return _FEED.match(text[:8_192]) is not None


def as_markup(text: str) -> str | None:
    """The entries of a feed as an HTML page: title, text, in order; None where there are none. Linear in the text.

    What breaks the XML ends it there; no entity is looked up but XML's own.
    """
    parser = etree.XMLPullParser(
        events=("end",), recover=True, huge_tree=True, no_network=True, resolve_entities=False, load_dtd=False
    )
    data = re.sub(r"^[\s\ufeff]*<\?xml[^<>]*\?>", "", text, count=1).encode("utf-8", "replace").replace(b"\0", b"")
    parts: list[str] = []
    title = ""
    try:
        for at in range(0, len(data) + 1, 65_536):
            parser.feed(data[at : at + 65_536])
            if at + 65_536 > len(data):
                parser.close()
            for _, element in parser.read_events():
                name = _name(element)
                if name in _ENTRIES:
                    parts += _entry(element)
                    element.clear()
                elif name == "title" and not title and not parts and _name(element.getparent()) in {"channel", "feed"}:
                    title = "".join(element.itertext())
    except etree.XMLSyntaxError:
        pass
    if not parts:
        return None
    return f"<html><head><title>{escape(title)}</title></head><body>{''.join(parts)}</body></html>"


def _name(element: etree._Element | None) -> str:
    """The local name, also where a prefix isn't declared; never an error, whatever stands there."""
    return re.split("[}:]", element.tag)[-1] if element is not None and isinstance(element.tag, str) else ""


def _entry(element: etree._Element) -> list[str]:
    found: dict[str, str] = {}
    for child in element:
        name = _name(child)
        if name in _TEXTS or name == "title":
            inner = (
                "".join(child.itertext())
                if not len(child)
                else etree.tostring(child, encoding="unicode", with_tail=False)
            )
            if inner.strip():
                found.setdefault(name, inner)
    text = max((found.get(name, "") for name in _TEXTS), key=len)
    if not _MARKUP.search(text):
        text = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    title = f"<h2>{escape(found['title'].strip())}</h2>" if "title" in found else ""
    return ["<div>", title, text, "</div>\n"]
