"""The data that flows through the service: a page, its lines, and what was taken out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

#: The characters that end a line; CR LF is two of them and makes an empty line.
LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


class Repeat(NamedTuple):
    """On how many pages of its site a unit stands, of how many that were looked at."""

    pages: int
    of: int


#: Detectors of nothing but buttons, which templates set anywhere.
BUTTONS = frozenset("page_tools share_widget".split())
#: Detectors whose spans stand right below a title, and hardly anywhere else above a text.
BELOW_TITLE = BUTTONS | {"byline"}
#: The rules that take a unit for where it stands to the document, whatever it says.
STRUCTURAL = frozenset(f"navigation.{place}" for place in ("before_body", "inside_body", "after_body", "above_title"))


@lru_cache(maxsize=1_024)
def detector_of(rule: str) -> str:
    """The detector of a rule, which its id begins with."""
    return rule.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the source that was taken out.

    ``start`` and ``end`` are code points of the source, and ``text == source[start:end]``. ``replacement`` is None
    except where a repair put back what stood there before a converter misread it; ``evidence`` is None except where the span was
    taken since it stands on many pages of its site.
    """

    start: int
    end: int
    text: str
    detector: str
    rule: str
    replacement: str | None = None
    evidence: Repeat | None = None


class Mark(NamedTuple):
    """A mark of Markdown, ``source[start:end]`` in code points, which a reader does not see; ``shown`` stands for it in the view.

    ``opens`` is True for a mark that belongs to the characters behind it, False for one that belongs to those before.
    """

    start: int
    end: int
    opens: bool
    shown: str = ""

    @property
    def replacement(self) -> str:
        """What stands for it in the view."""
        return self.shown


class Line(NamedTuple):
    """A line of the source, ``source[start:end]`` in code points, without its line end.

    ``block`` is the index into ``Page.blocks`` of the element that holds the line, None for plain text; ``linked`` is the
    share (0 to 1) of its characters that stand inside links.
    """

    start: int
    end: int
    block: int | None = None
    linked: float = 0.0


class Block(NamedTuple):
    """A block element of the markup: what a rule may know of a line besides its characters.

    ``parent`` is an index into ``Page.blocks`` (-1 for the root); ``words`` are the words of its class and id
    attributes, lower case, separated by blanks; ``hidden`` is True where the markup says that it is not shown.
    """

    parent: int
    tag: str
    words: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes became text: the codec's name, the evidence that decided, and the number of U+FFFD put in."""

    name: str
    evidence: str
    replaced: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """The script variant of a text and the counts that it rests on.

    ``variant`` is Hans, Hant, mixed, Jpan or unknown; ``simplified`` and ``traditional`` count the characters that
    belong to one script only; ``origin`` is written, converted or unknown.
    """

    variant: str
    simplified: int
    traditional: int
    origin: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says about itself; None where it does not say. ``published`` and ``written`` are ISO 8601.

    From ``index_number`` on the fields are those of a government document's index table.
    """

    title: str | None = None
    published: str | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    document_number: str | None = None
    index_number: str | None = None
    issuer: str | None = None
    topic: str | None = None
    written: str | None = None
    validity: str | None = None


#: What a page is: an article, an index of other pages, an error (not found, refused, a captcha, a redirect), or none of these.
Kind = Literal["article", "list", "error", "unknown"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a document: its name as the page gives it, and its address where the page links to it."""

    name: str
    url: str | None = None


class Link(NamedTuple):
    """A link of the page: where the line that holds it begins in the source, in code points, its text and its target."""

    start: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the detectors see it: the source, its lines in order, and for markup its block elements.

    ``declared`` holds what the markup's head says of the page (title, published, ...), by the names of Metadata. For text that is
    Markdown, ``marks`` are its marks and ``links`` the stretches ``[start, end)`` that stand in links, both in order. ``targets`` are
    the links, with where they lead.
    """

    source: str
    lines: tuple[Line, ...]
    format: str = "text"
    blocks: tuple[Block, ...] = ()
    declared: dict[str, str] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    links: tuple[tuple[int, int], ...] = ()
    targets: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may cost.

    ``lines`` is the most lines of its source, ``nesting`` the most elements nested in one another, None for any number;
    ``check`` is called between the stages of cleaning and may raise to give the page up.
    """

    lines: int | None = None
    nesting: int | None = None
    check: Callable[[], None] = lambda: None


#: A page may cost what it costs.
NO_LIMITS = Limits()


class OverLimit(ValueError):  # noqa: N818 - it says what the page is
    """A page that is over one of the limits: ``what`` is lines or nesting."""

    def __init__(self, what: str, limit: int, actual: int, noun: str) -> None:
        super().__init__(f"the page has {actual} {noun}, and the limit is {limit}")
        self.what, self.limit, self.actual = what, limit, actual
