"""The pages that the measuring commands send: the seed documents, and pages made from them, the same on every run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Mixed:
    """A body and the headers that it goes out with."""

    body: bytes
    headers: dict[str, str]


def seeds() -> list[str]:
    """The seed documents."""
    return [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]


def text_page(size: int) -> str:
    """The lines of the seed documents again and again, up to so many bytes of UTF-8."""
    return filled((line + "\n" for line in _lines()), size).encode()[:size].decode(errors="ignore")


def _lines() -> Iterator[str]:
    """The lines of the seed documents without end, numbered from the second time on: what stands twice is a copy."""
    for number in count():
        for seed in seeds():
            yield from (f"{line}（{number}）" if number and line.strip() else line for line in seed.splitlines())


def html_page(size: int) -> bytes:
    """A page of at least so many bytes: a menu on a fifth of it, then the lines of the seed documents as paragraphs."""
    links = (f'<li><a href="/channel/{n}.html" target="_blank">栏目{n}</a></li>' for n in count())
    paragraphs = (f'<p style="text-indent: 2em">{escape(line)}</p>\n' for line in _lines() if line.strip())
    menu = filled(links, size // 5)
    head = f'<html><head><meta charset="utf-8"><title>页面</title></head><body><ul class="nav">{menu}</ul><div class="content">\n'
    return (head + filled(paragraphs, size - len(head.encode())) + "</div></body></html>").encode()


def filled(pieces: Iterable[str], size: int) -> str:
    """As many pieces, one after the other, as it takes for so many bytes of UTF-8."""
    taken = []
    for piece in pieces:
        if size <= 0:
            break
        taken.append(piece)
        size -= len(piece.encode())
    return "".join(taken)


def mixed() -> list[Mixed]:
    """Seed documents as text in two encodings, as markup of three sizes, as JSON and as a batch; 1 kB to 1 MB."""
    found: list[Mixed] = []
    for seed in seeds():
        paragraphs = "".join(f"<p>{line}</p>" for line in seed.splitlines())
        frame = f"<html><head><title>{seed[:20]}</title></head><body><div class=nav><a href=/>首页</a></div>{{}}</body></html>"
        found += [
            Mixed(seed.encode(), {"Content-Type": "text/plain"}),
            Mixed(seed.encode("gb18030"), {"Content-Type": "text/plain; charset=gbk"}),
            Mixed(frame.format(paragraphs).encode(), {"Content-Type": "text/html"}),
            Mixed(frame.format(paragraphs * 5).encode("gb18030"), {}),
            Mixed(json.dumps({"text": seed, "options": {"convert": "t2s"}}).encode(), {"Content-Type": "application/json"}),
            Mixed("\n".join(json.dumps({"id": n, "text": seed}) for n in range(3)).encode(), {"Content-Type": "application/x-ndjson"}),
        ]  # fmt: skip
    large = "".join(f"<div><p>{line}</p></div>" for seed in seeds() for line in seed.splitlines())
    found.append(Mixed((large * (1_000_000 // len(large.encode()) + 1)).encode(), {"Content-Type": "text/html"}))
    return found
