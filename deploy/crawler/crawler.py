"""A small polite crawler: the pages of the sites that START_URLS name, cleaned by the service at CLEAN_URL, as JSON lines.

START_URLS are addresses separated by blanks; CRAWL_DELAY is the pause in seconds between two requests to a site (2).
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor


class Pages(scrapy.Spider):  # type: ignore[misc]
    """Follow the links of the start pages within their sites."""

    name = "pages"
    start_urls: ClassVar[list[str]] = os.environ["START_URLS"].split()
    allowed_domains: ClassVar[list[str | None]] = [urlsplit(address).hostname for address in start_urls]
    custom_settings: ClassVar[dict[str, Any]] = {
        "CLEAN_URL": os.environ.get("CLEAN_URL", "http://127.0.0.1:8000/clean"),
        "DOWNLOAD_DELAY": float(os.environ.get("CRAWL_DELAY", "2")),
        "ITEM_PIPELINES": {"scrapy_over_http.CleanOverHttp": 300},
        "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False,
    }

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for the start pages, once even where other pages lead back to them."""
        for address in self.start_urls:
            yield scrapy.Request(address)

    def parse(self, response: Response) -> Iterator[Any]:
        """Give the page as its bytes, and follow its links."""
        if not isinstance(response, TextResponse):
            return
        yield {"url": response.url, "page": response.body}
        for link in LinkExtractor().extract_links(response):
            yield response.follow(link)
