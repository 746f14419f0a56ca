"""A site's profile: on how many of its pages each unit stands, and where; a small file that can be read.

The file is JSON, a unit a line, the most frequent first: a text of up to ``READABLE`` code points as it is, a longer one as its hash. Nothing in it
runs. Profiles of one site add up: the profile of both halves of its pages is ``merge`` of the two.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

#: The version of the file's format, which is the member that says what the file is.
FORMAT, VERSION = "page_cleaner_profile", 1
#: Texts up to so many code points are written as they are.
READABLE = 20
#: A file is written with no more bytes than this; units on the fewest pages are left out for it. One that is read may be larger.
WRITTEN_BYTES, READ_BYTES = 200_000, 16_000_000
#: The most pages that a profile may say that it was learnt from.
_MOST_PAGES = 10**12
#: Longer texts are no lines of short words.
LINE = 200
_LONGEST_SITE = 253

_NO_WORD = re.compile(r"[\W_]+")
_KEY = re.compile(rf"[^\W_]{{1,{READABLE}}}|#[A-Za-z0-9_-]{{11}}")
_SITE = re.compile(r"[^\s/\\\x00-\x20\x7f]+")


class ProfileError(ValueError):
    """A file or a value that is no profile; the message says why."""


class Seen(NamedTuple):
    """On how many pages a unit stands, on how many of them before, between and behind the page's prose, and on how many in a link.

    A page without prose counts for no place; one on which the unit stands twice may count for several.
    """

    pages: int
    before: int = 0
    between: int = 0
    behind: int = 0
    linked: int = 0


def squeezed(text: str) -> str:
    """What is compared of a unit's text: its letters and digits."""
    return _NO_WORD.sub("", text).lower()


def key(word: str) -> str:
    """The name of a squeezed text in a profile: itself, or its hash where it is long."""
    if len(word) <= READABLE:
        return word
    return "#" + urlsafe_b64encode(hashlib.blake2b(word.encode(), digest_size=8).digest())[:11].decode()


def names(text: str) -> Iterator[str]:
    """The keys of a unit's text and, where it is short, of the words in it, of which another shape may make units."""
    whole = squeezed(text)
    if whole:
        yield key(whole)
    if len(text) <= LINE:
        words = [word for word in _NO_WORD.split(text.lower()) if word]
        if len(words) > 1:
            yield from map(key, words)


class Profile:
    """The profile of a site: ``pages`` that it was learnt from, ``marked`` of them with their links, and ``units`` by ``key``.

    No count is too high; one is too low, or missing, by less than ``floor`` pages. Never changed once made. Raises ProfileError for counts
    that cannot be.
    """

    def __init__(self, site: str, pages: int, units: Mapping[str, Seen], *, marked: int = 0, floor: int = 1) -> None:
        self.site, self.pages, self.units, self.marked, self.floor = site, pages, units, marked, floor
        _check(self)

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits that stand for all that the profile says."""
        told = json.dumps(
            [VERSION, self.site, self.pages, self.marked, self.floor, sorted(self.units.items())], ensure_ascii=False
        )
        return hashlib.blake2b(told.encode(), digest_size=6).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Profile) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Profile({self.site!r}, pages={self.pages}, units={len(self.units)}, digest={self.digest!r})"

    def at_least(self, pages: int) -> Profile:
        """The profile without the units that stand on fewer pages."""
        kept = {name: seen for name, seen in self.units.items() if seen.pages >= pages}
        if len(kept) == len(self.units):
            return self
        return Profile(self.site, self.pages, kept, marked=self.marked, floor=self.floor + pages - 1)

    def cut(self) -> Profile:
        """The profile less the units on the fewest pages, as many as its file has no room for."""
        profile, pages = self, 1
        while (size := len(profile.dumps().encode())) > WRITTEN_BYTES:
            counts = sorted((seen.pages for seen in profile.units.values()), reverse=True)
            pages = max(pages + 1, counts[int(len(counts) * WRITTEN_BYTES / size)])
            profile = self.at_least(pages)
        return profile

    def dumps(self) -> str:
        """The profile as the text of its file, whatever its size."""
        ordered = sorted(self.units.items(), key=lambda item: (-item[1].pages, item[0]))
        about = {
            FORMAT: VERSION, "site": self.site, "pages": self.pages, "marked": self.marked, "floor": self.floor,
            "digest": self.digest,
        }  # fmt: skip
        head = "".join(f" {_json(name)}: {_json(value)},\n" for name, value in about.items())
        return (
            "{\n"
            + head
            + ' "units": {\n'
            + ",\n".join(f"{_json(n)}:{_json(_short(c))}" for n, c in ordered)
            + "\n }\n}\n"
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the profile's file, cut to ``WRITTEN_BYTES``, whole or not at all. Raises OSError."""
        target = Path(path)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(self.cut().dumps())
            Path(name).chmod(0o644)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


#: A value as JSON, in as few bytes as it takes.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _short(seen: Seen) -> list[int]:
    """The counts without the zeros behind them."""
    counts = list(seen)
    while counts[-1] == 0:
        counts.pop()
    return counts


def merge(profiles: Iterable[Profile]) -> Profile:
    """The profile of all pages that the profiles of one site were learnt from.

    Exact where their floors are 1; else a unit that one of them left out counts as on none of its pages, and the floor says how many
    that may be. Raises ProfileError for profiles of several sites, and for none.
    """
    site: str | None = None
    pages, marked, missing = 0, 0, 0
    units: dict[str, Seen] = {}
    for profile in profiles:
        if site is not None and profile.site != site:
            raise ProfileError(f"profiles of two sites do not merge: {site!r} and {profile.site!r}")
        site = profile.site
        pages += profile.pages
        marked += profile.marked
        missing += profile.floor - 1
        add(units, profile.units)
    if site is None:
        raise ProfileError("there is no profile to merge")
    return Profile(site, pages, units, marked=marked, floor=missing + 1)


def add(units: dict[str, Seen], more: Mapping[str, Seen]) -> None:
    """Add counts to counts, in place."""
    for name, seen in more.items():
        known = units.get(name)
        units[name] = seen if known is None else Seen(*map(sum, zip(known, seen, strict=True)))


def loads(text: str | bytes, name: str = "the profile") -> Profile:
    """The profile that the text of a file is; ``name`` is what an error calls it. Raises ProfileError."""
    if len(text) > READ_BYTES:
        raise ProfileError(f"{name} is no profile: it has more than {READ_BYTES:,} bytes")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        why = f"{error.msg} at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "it cannot be read"
        raise ProfileError(f"{name} is no profile: not JSON, {why}") from None
    try:
        return from_value(value)
    except ProfileError as error:
        raise ProfileError(f"{name} is no profile: {error}") from None


def from_value(value: Any) -> Profile:
    """The profile that a JSON object stands for. Raises ProfileError."""
    if not isinstance(value, dict):
        raise ProfileError("it holds no JSON object")
    if value.get(FORMAT) != VERSION:
        raise ProfileError(f"its member {FORMAT!r} is not {VERSION}, the version that this program reads")
    if unknown := sorted(value.keys() - {FORMAT, "site", "pages", "marked", "floor", "digest", "units"}):
        raise ProfileError(f"it has the member {unknown[0][:80]!r}, which no profile has")
    units = value.get("units")
    if not isinstance(units, dict):
        raise ProfileError("its member 'units' must be an object")
    seen = {name: _seen(name, counts) for name, counts in units.items()}
    about: dict[str, Any] = {"site": None, "pages": None, "marked": 0, "floor": 1}
    about |= {name: value[name] for name in about if name in value}
    profile = Profile(units=seen, **about)
    if "digest" in value and value["digest"] != profile.digest:
        raise ProfileError(
            f"its digest is not that of what it holds ({profile.digest}), so it was changed or damaged; "
            "who changes a profile by hand leaves the member 'digest' out"
        )
    return profile


def _seen(name: str, counts: Any) -> Seen:
    if not isinstance(counts, list) or not 1 <= len(counts) <= len(Seen._fields):
        raise ProfileError(f"the unit {name[:40]!r} must have one to five counts in a list")
    return Seen(*counts)


def _check(profile: Profile) -> None:
    site, pages, floor = profile.site, profile.pages, profile.floor
    if not isinstance(site, str) or len(site) > _LONGEST_SITE or (site and not _SITE.fullmatch(site)):
        raise ProfileError("its member 'site' must be the name of a site")
    if not _is_count(pages, 0, _MOST_PAGES):
        raise ProfileError("its member 'pages' must be a whole number, 0 or more")
    if not _is_count(profile.marked, 0, pages):
        raise ProfileError("its member 'marked' must be a whole number, no more than its pages")
    if not _is_count(floor, 1, _MOST_PAGES):
        raise ProfileError("its member 'floor' must be a whole number, 1 or more")
    for name, seen in profile.units.items():
        if not _KEY.fullmatch(name):
            raise ProfileError(f"{name[:40]!r} is neither a unit's text nor its hash")
        if not _is_count(seen[0], 1, pages) or not all(_is_count(each, 0, seen[0]) for each in seen[1:]):
            raise ProfileError(f"the unit {name[:40]!r} has counts that cannot be, of {pages} pages")


def _is_count(value: object, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high


def load(path: str | os.PathLike[str]) -> Profile:
    """Read a profile's file. Raises ProfileError, and OSError where it cannot be read."""
    with Path(path).open("rb") as file:
        return loads(file.read(READ_BYTES + 1), str(path))


def chosen(site: object) -> Profile | None:
    """The profile that a caller names: none, a profile, or the path of its file, which is read once in a process.

    Raises ProfileError, and OSError where the file cannot be read.
    """
    if site is None or isinstance(site, Profile):
        return site
    if isinstance(site, str | os.PathLike) and isinstance(path := os.fspath(site), str):
        return _loaded(path)
    raise ProfileError(f"site takes a profile or the path of its file, not {str(site)[:80]!r}")


@lru_cache(maxsize=64)
def _loaded(path: str) -> Profile:
    return load(path)
