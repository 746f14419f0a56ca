"""Names of sites: the host of a page's address, and the files that profiles are kept in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from page_cleaner.sites.profile import Profile, ProfileError, load

#: What the name of a file may be made of, and so a site's.
_HOST = re.compile(r"[^\W_]([\w.:-]{0,251}[^\W_])?")
SUFFIX = ".json"


def host_of(url: str) -> str | None:
    """The host of an address, in lower case and without its port; None where there is none, or one that no site has."""
    try:
        host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").rstrip(".")
    except ValueError:
        return None
    return host if _HOST.fullmatch(host) else None


def spellings(host: str) -> Iterator[str]:
    """The names under which a host's profile may be kept: its own, then with or without www."""
    yield host
    yield host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def file_of(folder: str | os.PathLike[str], site: str) -> Path:
    """The file in a folder that holds a site's profile. Raises ProfileError for a name that can be none."""
    if not _HOST.fullmatch(site):
        raise ProfileError(f"{site[:80]!r} can be no name of a site")
    return Path(folder) / f"{site}{SUFFIX}"


def load_all(folder: str | os.PathLike[str]) -> dict[str, Profile]:
    """All profiles of a folder by their files' names without the suffix. Raises ProfileError, and OSError for what cannot be read."""
    files = sorted(path for path in Path(folder).iterdir() if path.suffix == SUFFIX and not path.name.startswith("."))
    return {path.stem: load(path) for path in files}
