"""The mixed pages that the measuring commands send: the seed documents, and pages made from them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Mixed:
    """A body and the headers that it goes out with."""

    body: bytes
    headers: dict[str, str]


def mixed() -> list[Mixed]:
    """Seed documents as text in two encodings, as markup of three sizes, as JSON and as a batch; 1 kB to 1 MB."""
    seeds = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    found: list[Mixed] = []
    for seed in seeds:
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
    large = "".join(f"<div><p>{line}</p></div>" for seed in seeds for line in seed.splitlines())
    found.append(Mixed((large * (1_000_000 // len(large.encode()) + 1)).encode(), {"Content-Type": "text/html"}))
    return found
