"""Examples as the rules write them: a page in which ⟦ and ⟧ mark what goes."""

from __future__ import annotations

import re


def marked(example: str) -> tuple[str, set[int]]:
    """Give the page without its marks, and the places of all characters, but white space, that go."""
    source, gone, inside = "", set(), False
    for piece in re.split("([⟦⟧])", example):
        if piece in "⟦⟧" and piece:
            inside = piece == "⟦"
            continue
        if inside:
            gone |= {len(source) + i for i, c in enumerate(piece) if not c.isspace()}
        source += piece
    return source, gone
