"""A site made up for tests: pages of one template, with articles, forms, notices, registers and the news of the week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from page_cleaner.sites import Profile
from page_cleaner.sites.learning import Counter, learn

MENU = ("青山之窗", "碧水专栏", "田园风采", "乡贤驿站")
FOOT = ("版权所有：某县人民政府办公室", "碧水长流青山常在", "田园牧歌伴你我", "乡贤驿站欢迎你")
#: It stands on so many pages among the teasers.
TEASER, TEASED = "全县春季植树活动启动", 10


def pages() -> Iterator[str]:
    """The pages of the site, as markup, without end."""
    number = 0
    while True:
        number += 1
        kind = number % 4
        if kind == 0:
            body = [
                f"第{number}次会议召开",
                f"近日，某县召开第{number}次会议，研究部署第{number}项工作，听取有关情况汇报。",
            ]
        elif kind == 1:
            body = [
                f"处罚公示第{number}号",
                "处罚对象",
                f"李{number}",
                "处罚理由",
                f"第{number}种理由",
                "处罚结论",
                f"罚款{number}元",
            ]
        elif kind == 2:
            body = [
                f"关于第{number}号地块的公告",
                f"现将第{number}号地块的出让结果予以公布，公示期为{number}个工作日，欢迎监督。",
            ]
            body += ["特此公告。", "附件：出让结果一览表", "某县自然资源局", f"20{number % 90 + 10}年3月8日"]
        else:
            body = [
                f"第{number}期登记",
                "登记的品种",
                "登记的产地",
                "登记的去处",
                "登记的经手",
                f"菜{number}",
                f"村{number}",
            ]
        yield page(body, teaser=number <= TEASED)


def page(body: Iterable[str], *, teaser: bool = False) -> str:
    """A page of the site with such a body."""
    menu = "".join(f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate(MENU))
    news = f'<ul><li><a href="/news">{TEASER}</a></li></ul>' if teaser else ""
    foot = "".join(f"<p>{line}</p>" for line in FOOT)
    return f"<html><body><ul>{menu}</ul><div>{''.join(f'<p>{line}</p>' for line in body)}</div>{news}<div>{foot}</div></body></html>"


def article(number: int) -> str:
    """A page of the site that no profile was learnt from."""
    return page(
        [f"某县召开第{number}次会议", f"近日，某县召开第{number}次会议，研究部署下一阶段工作，听取有关情况汇报。"]
    )


def profile(count: int = 40, site: str = "www.example.gov.cn") -> Profile:
    """The profile of so many pages of the site."""
    counter = Counter(site)
    for each in islice(pages(), count):
        counter.add(learn(each))
    return counter.profile()
