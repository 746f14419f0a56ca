"""What was posted, opened: out of its envelope, decoded, told apart, and read to a Page, with all that is odd about it said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from page_cleaner.options import Options
from page_cleaner.outline import Outline
from page_cleaner.page import Encoding, Limits, Page
from page_cleaner.reading import dumps, feeds, html, mhtml, mojibake, responses
from page_cleaner.reading.decoding import decode
from page_cleaner.reading.outline import OutlineRenderer
from page_cleaner.reading.text import read as read_text

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Opened:
    """A page as it was read.

    ``encoding`` is None for a page that came as str; ``misread`` says that its characters are not those that were meant, so that nothing
    should be taken from it; ``outline`` is that of markup, where it was asked for; ``url`` is the address that an envelope names; ``markup`` is
    what was rendered, as text or in UTF-8, None for text.
    """

    page: Page
    encoding: Encoding | None
    warnings: list[str] = field(default_factory=list)
    misread: bool = False
    outline: Outline | None = None
    url: str | None = None
    markup: str | bytes | None = None


def open_page(
    posted: bytes | str, asked: Options, declared: str | None, limits: Limits, *, outlined: bool = False
) -> Opened:
    """Read what was posted.

    ``asked`` says the format, and the charset as an order; ``declared`` is the sender's word; ``outlined`` asks for the outline of markup.
    Raises NotText, OverLimit, LookupError, and what the check among the limits raises.
    """
    warnings: list[str] = []
    encoding, url, form = None, None, asked.format
    if isinstance(posted, bytes):
        if response := responses.unpack(posted):
            posted, declared = response.body, response.charset or declared
            warnings.append("unpacked: the page came with the head of its HTTP response; its body was taken.")
        if saved := mhtml.unpack(posted):
            posted, declared, url, form = saved.html, saved.charset or declared, saved.url, "html"
            warnings.append("unpacked: the page was MHTML; its HTML was taken.")
        text, encoding = decode(posted, asked.charset, declared, is_text=form == "text")
        if encoding.replaced:
            warnings.append(
                f"replaced_bytes: {encoding.replaced} places were not valid {encoding.name} and read U+FFFD."
            )
    else:
        text = _whole(posted)
    limits.check()
    markup = None
    if form == "text":
        if html.looks_like_markup(text):
            warnings.append(
                "looks_like_html: the page was taken as text, as asked, and looks like HTML; send it as text/html."
            )
    else:
        text, markup, said = _told_apart(text, form)
        warnings += said
    if markup is None and dumps.has_escapes(text):
        warnings.append(
            "escaped_text: characters stand there as escapes, such as \\u4f1a or &#20250;; decode them before."
        )
    is_utf8 = encoding is not None and encoding.name == "utf-8" and not encoding.replaced
    rendered = posted if is_utf8 and markup is text else markup
    read, outline = _read(text, rendered, limits, outlined=outlined)
    misread = mojibake.meant(read.source)
    if misread:
        warnings.append(
            f"mojibake: the text is {misread} that was read in a Western encoding; nothing was taken from it. Read its bytes as {misread}."
        )
    return Opened(read, encoding, warnings, misread is not None, outline, url, rendered)


def _read(text: str, markup: str | bytes | None, limits: Limits, *, outlined: bool) -> tuple[Page, Outline | None]:
    if markup is None:
        return read_text(text), None
    if not outlined:
        return html.read(markup, limits.nesting), None
    rendered = html.render(markup, limits.nesting, OutlineRenderer)
    return rendered.page(), rendered.outline()


def _told_apart(text: str, asked: str) -> tuple[str, str | None, list[str]]:
    """The text, and the markup that it is or holds, None for text; what is to be said of that."""
    if feeds.looks_like_feed(text):
        markup = feeds.as_markup(text)
        if markup is not None:
            return text, markup, ["unpacked: the page was a feed; its entries were taken."]
        return (
            text,
            text,
            ["feed_unreadable: the page looks like a feed and no entry could be read; it was taken as HTML."],
        )
    if found := dumps.strings(text):
        markup = dumps.as_markup(found)
        return (
            "\n".join(found),
            markup,
            ["unpacked: the page was JSON; its strings of Chinese text and markup were taken."],
        )
    return text, text if asked == "html" or html.looks_like_markup(text) else None, []


def _whole(text: str) -> str:
    """Put U+FFFD for halves of surrogate pairs, which no encoding of text has."""
    try:
        text.encode()  # a sixth of the time of looking for them
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
