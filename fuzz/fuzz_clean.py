"""Coverage-guided fuzzing of decoding, markup and cleaning, with the promises checked on every input.

Usage: python fuzz/fuzz_clean.py [FOLDER ...] [-runs=N] [-max_len=BYTES] [other options of libFuzzer]

The first byte of an input chooses the way in, the rest is the page: as bytes with or without a declared charset, as text, or as
markup. Nothing but the documented exceptions may come out of it, and what is cleaned keeps promises 1 (only deletes), 2 (every
deletion is accounted for) and 4 (same answer, and cleaning the cleaned text changes nothing). Needs atheris (the extra ``fuzz``).
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["page_cleaner"]):
    from page_cleaner import clean
    from page_cleaner.reading.signatures import NotText

from tests.promises import hold, rest  # noqa: E402

FORMATS = ("auto", "text", "html", "auto")
CHARSETS = (None, "gb18030", "utf-8", "big5", "utf-16", "iso-8859-1", "nonsense", "x-mac-roman")


def run(data: bytes) -> None:
    """Clean what the bytes stand for, and check the promises."""
    if not data:
        return
    choice, page = data[0], data[1:]
    form, charset, as_text = FORMATS[choice & 3], CHARSETS[choice >> 2 & 7], choice >> 5 & 1
    try:
        given: bytes | str = page.decode("utf-8", "surrogateescape") if as_text else page
        cleaned = clean(given, format=form, declared=charset)
    except NotText:
        return
    hold(cleaned)
    again = clean(given, format=form, declared=charset)
    if again != cleaned:
        raise AssertionError("the same page gave another answer")
    rest(cleaned)


def main() -> None:
    """Fuzz until libFuzzer's options say that it is enough."""
    atheris.Setup(sys.argv, run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
