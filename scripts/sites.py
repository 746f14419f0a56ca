"""Measure what profiles of sites are worth, and what they cost. Prints tables.

    python -m scripts.sites ../shared                # by shape, with and without; fewer pages; the profile of another site
    python -m scripts.sites ../shared --held-out     # the same with a body model that has seen none of these sites; needs make train's environment
    python -m scripts.sites --cost                   # pages a second, memory and size, on generated pages

SHARED holds labelled pages (``pages/dev``) with their scorer, and unlabelled pages of sites (``pages/sites``), whose ``labelled.txt`` names the
labelled pages of the same site. Other sites with four labelled pages or more are measured by leaving one out.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from page_cleaner import clean
from page_cleaner.body import model, words
from page_cleaner.reading.signatures import NotText
from page_cleaner.sites import Profile
from page_cleaner.sites.learning import Counter, Learnt, learn
from scripts.quality import load_module, site

#: Sites with so many labelled pages are measured by leaving one out.
LABELLED = 4
#: The points of the curve.
CURVE = (3, 5, 10, 20, 30, 100)

Row = dict[str, Any]
Profiles = Mapping[str, Profile]


class Pages:
    """The labelled pages, and what is learnt from the unlabelled ones of their sites."""

    def __init__(self, shared: Path) -> None:
        self.score: ModuleType = load_module(shared / "pages" / "score.py")
        self.dev, self.sites = shared / "pages" / "dev", shared / "pages" / "sites"
        self.host = {
            page: file.parent.name
            for file in sorted(self.sites.glob("*/labelled.txt"))
            for page in file.read_text("utf-8").split()
        }
        self.learnt = {
            name: [learn(file.read_bytes()) for file in sorted((self.sites / name).glob("*.html"))]
            for name in sorted(set(self.host.values()))
        }

    def of_sites(self, most: int | None = None) -> dict[str, Profile]:
        """For each labelled page the profile of its site's unlabelled ones, ``most`` of them, spread over all."""
        made = {name: profile_of(spread(learnt, most)) for name, learnt in self.learnt.items()}
        return {page: made[host] for page, host in self.host.items()}

    def of_others(self) -> dict[str, Profile]:
        """For each labelled page the profile of another site."""
        names = sorted(self.learnt)
        other = dict(zip(names, [*names[1:], names[0]], strict=True))
        made = {name: profile_of(learnt) for name, learnt in self.learnt.items()}
        return {page: made[other[host]] for page, host in self.host.items()}

    def left_out(self) -> dict[str, Profile]:
        """For each labelled page of the other sites the profile of the other labelled pages of its site."""
        groups = defaultdict[str, list[str]](list)
        for folder in sorted(path for path in self.dev.iterdir() if path.is_dir() and path.name not in self.host):
            groups[site(folder.name)].append(folder.name)
        found: dict[str, Profile] = {}
        for names in groups.values():
            if len(names) >= LABELLED:
                learnt = {name: self._of_page(self.dev / name) for name in names}
                found |= {name: profile_of([learnt[other] for other in names if other != name]) for name in names}
        return found

    def _of_page(self, folder: Path) -> Learnt:
        html = folder / "page.html"
        try:
            return learn((html if html.exists() else folder / "page.txt").read_bytes())
        except NotText:
            return Learnt({}, marked=False)

    def measure(self, profiles: Profiles, mode: str, *, used: bool = True) -> list[Row]:
        """Score the pages that have a profile, with it or without."""
        rows: list[Row] = []
        for page in sorted(profiles):
            if self.score.has(self.dev / page, mode):
                self.score.post = answering(profiles[page] if used else None)  # type: ignore[attr-defined]
                score = (
                    self.score.html_scores if mode == "html" else lambda url, at: self.score.text_scores(url, at, mode)
                )
                if row := score("", self.dev / page):
                    rows.append(row | {"f": self.score.f1(row["p"], row["r"])})
        return rows


def answering(profile: Profile | None) -> Callable[..., dict[str, Any]]:
    """What stands in the scorer for a request."""

    def post(_url: str, body: bytes, content_type: str, **_more: object) -> dict[str, Any]:
        return clean(body, format="html" if "html" in content_type else "text", site=profile).as_dict()

    return post


def profile_of(learnt: Sequence[Learnt]) -> Profile:
    """The profile of some pages."""
    counter = Counter()
    for page in learnt:
        counter.add(page)
    return counter.profile()


def spread(learnt: Sequence[Learnt], most: int | None) -> Sequence[Learnt]:
    """So many of the pages, from all over them."""
    if most is None or most >= len(learnt):
        return learnt
    return [learnt[len(learnt) * n // most] for n in range(most)]


def summed(rows: Sequence[Row]) -> tuple[float, float, float]:
    """F1 as the mean over the pages, lost and left over all characters."""
    total = {name: sum(row[name] for row in rows) for name in ("f", "lost", "body", "left", "boiler")}
    return (
        total["f"] / max(1, len(rows)),
        total["lost"] / max(1, total["body"]),
        total["left"] / max(1, total["boiler"]),
    )


def by_shape(pages: Pages, profiles: Profiles, title: str) -> None:
    """Print a table of the shapes, with and without the profiles."""
    count = len(profiles)
    print(
        f"\n{title} ({count} pages)\n\n| shape | F1 without | F1 with | lost without | lost with | left without | left with |\n|---|---|---|---|---|---|---|"
    )
    for mode in pages.score.MODES:
        without, used = summed(pages.measure(profiles, mode, used=False)), summed(pages.measure(profiles, mode))
        print(
            f"| {mode} | "
            + " | ".join(f"{100 * a:.2f} | {100 * b:.2f}" for a, b in zip(without, used, strict=True))
            + " |"
        )


def curve(pages: Pages) -> None:
    """Print F1 and lost of some shapes over the number of pages that were learnt from."""
    modes = ("nodes", "oneline", "markdown", "html2txt")
    print(
        "\nPages learnt from\n\n| pages | "
        + " | ".join(f"{mode} F1 | lost" for mode in modes)
        + " |\n|"
        + "---|" * (1 + 2 * len(modes))
    )
    for most in (0, *CURVE):
        profiles = pages.of_sites(most)
        found = [summed(pages.measure(profiles, mode, used=most > 0)) for mode in modes]
        print(
            f"| {most or 'none'} | " + " | ".join(f"{100 * f1:.2f} | {100 * lost:.2f}" for f1, lost, _ in found) + " |"
        )


def held_out(shared: Path, pages: Pages, others: Sequence[str]) -> Path:
    """Train the body model without the pages of the sites that are measured; gives the folder of its tables."""
    from scripts.body import words as of_words  # noqa: PLC0415 - these need make train's environment
    from scripts.body.examples import examples, unlabelled  # noqa: PLC0415
    from scripts.body.training import table, train, with_words  # noqa: PLC0415

    unseen, hosts = {*pages.host, *others}, tuple(f"{host}/" for host in pages.learnt)
    known = [each for each in examples(shared) if each.page not in unseen]
    shapes = [each for each in unlabelled(shared) if not each[0].page.startswith(hosts)]
    folder = Path(tempfile.mkdtemp())
    (folder / words.FILE.name).write_text(of_words.table(with_words(known, shapes), ("held out",)), "utf-8")
    (folder / model.FILE.name).write_text(table(train(known, shapes), ("held out",)), "utf-8")
    print(f"a body model of {len(known)} examples and {len(shapes)} unlabelled pages of other sites")
    return folder


def generated(count: int) -> Iterator[str]:
    """Pages of a made-up site: a menu of 60 links, 20 teasers that change with the weeks, 30 lines that stand on no other page, a foot of 10."""
    menu = "".join(f'<li><a href="/{n}">栏目名称{n}号</a></li>' for n in range(60))
    foot = "".join(f"<p>页脚文字第{n}行，由本站负责维护管理</p>" for n in range(10))
    for number in range(count):
        teasers = "".join(
            f'<li><a href="/t">某县本周新闻标题第{number // 50 * 20 + n}条发布</a></li>' for n in range(20)
        )
        body = "".join(
            f"<p>第{number}号文件第{n}段，研究部署下一阶段第{n}项工作，听取有关情况汇报，要求压实责任。</p>"
            for n in range(30)
        )
        yield f"<html><body><ul>{menu}</ul><div>{body}</div><ul>{teasers}</ul><div>{foot}</div></body></html>"


def cost(count: int) -> None:
    """Print pages a second, the memory and the size of the profile for generated pages, in one process."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    counter, began, least = Counter("www.example.gov.cn"), time.process_time(), 0
    for page in generated(count):
        counter.add(learn(page))
        least = max(least, len(counter.units))
    seconds = time.process_time() - began
    profile = counter.profile()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{count:,} generated pages: {count / seconds:,.0f} pages a CPU second, {after / 1024:,.0f} MiB at most ({(after - before) / 1024:,.0f} more than before)"
    )
    print(
        f"units held at most {least:,}, in the profile {len(profile.units):,}, floor {profile.floor}; its file {len(profile.cut().dumps().encode()):,} bytes, from 3 pages on {len(profile.at_least(3).cut().dumps().encode()):,}"
    )
    page = next(islice(generated(count), 3, None))
    for name, used in (("without", None), ("with", profile)):
        began = time.process_time()
        for _ in range(100):
            clean(page, site=used)
        print(f"cleaning {name} the profile: {100 / (time.process_time() - began):,.0f} pages a CPU second")


def sizes(pages: Pages) -> None:
    """Print the size of the sites' profiles, and what a million of them take."""
    files = [len(profile_of(learnt).at_least(3).cut().dumps().encode()) for learnt in pages.learnt.values()]
    mean = sum(files) / len(files)
    print(
        f"\nprofiles of {len(files)} sites, units on 3 pages or more: {min(files):,} to {max(files):,} bytes, {mean:,.0f} on average; of a million hosts {mean / 1000:,.0f} GB"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?")
    parser.add_argument("--held-out", action="store_true", help="train a body model without the measured sites first")
    parser.add_argument(
        "--cost",
        type=int,
        nargs="?",
        const=100_000,
        metavar="PAGES",
        help="measure the cost, on so many generated pages",
    )
    asked = parser.parse_args()
    if asked.cost:
        cost(asked.cost)
    if asked.shared:
        pages = Pages(asked.shared)
        left_out = pages.left_out()
        if asked.held_out:
            folder = held_out(asked.shared, pages, list(left_out))
            model.FILE, words.FILE = folder / model.FILE.name, folder / words.FILE.name
        by_shape(pages, pages.of_sites(), "Profiles of unlabelled pages")
        by_shape(pages, left_out, "Other sites, the page left out")
        by_shape(pages, pages.of_others(), "The profile of another site")
        by_shape(pages, pages.of_sites(5), "Profiles of five pages")
        curve(pages)
        sizes(pages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
