"""What can take a piece of a page: every rule's id with its why, and the version that an answer rests on."""

from __future__ import annotations

import hashlib
from importlib import metadata

from page_cleaner.body import choice, model
from page_cleaner.repairs import REPAIRS
from page_cleaner.rules import RULES

#: The structural rules, by which the choice of the body takes what stands around it.
STRUCTURE = choice.WHYS

#: Every id that a span's ``rule`` can have, in the order of the detectors' files, with its why in one line.
WHYS = {
    **{rule.id: rule.why for repair in REPAIRS for rule in repair.RULES},
    **{rule.id: rule.why for rule in RULES},
    **STRUCTURE,
}


def _package() -> str:
    """Give the version that pyproject.toml names; a copy that nobody installed has none."""
    try:
        return metadata.version("page-cleaner")
    except metadata.PackageNotFoundError:
        return "0+uninstalled"


def _digest() -> str:
    parts = [(r.id, r.pattern, r.take, r.limit, r.unless, r.where, r.beside, r.follows, r.reach) for r in RULES]
    return hashlib.sha256(repr([*parts, model.digest()]).encode()).hexdigest()[:7]


#: The package's version and a digest of its rules and its body model: the same bytes and the same version give the same answer.
VERSION = f"{_package()}+rules.{_digest()}"


def version(profile: str | None = None) -> str:
    """The version that an answer rests on, with the digest of the site's profile where one was used."""
    return VERSION if profile is None else f"{VERSION}.site.{profile}"
