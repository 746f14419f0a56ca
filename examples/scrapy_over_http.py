"""An item pipeline for Scrapy that cleans pages in a service beside the crawler; it needs nothing of the service's code.

An item carries ``page``, the response's body as bytes, and where known ``charset``, what its headers declared:

    yield {"url": response.url, "page": response.body}

The pipeline takes the page out and puts ``text``, ``variant``, ``metadata`` and ``removed`` in. In settings.py:

    ITEM_PIPELINES = {"scrapy_over_http.CleanOverHttp": 300}
    CLEAN_URL = "http://127.0.0.1:8000/clean"
"""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import DropItem

Item = dict[str, Any]


class CleanOverHttp:
    """Clean pages in a service at ``CLEAN_URL``, at most ``CLEAN_CONCURRENCY`` at a time, waiting where it is busy."""

    def __init__(self, url: str = "http://127.0.0.1:8000/clean", concurrency: int = 8, patience: float = 60) -> None:
        self.address, self.patience = urlsplit(url), patience
        self.turn = asyncio.Semaphore(concurrency)

    @classmethod
    def from_crawler(cls, crawler: Any) -> CleanOverHttp:
        """Read the crawler's settings."""
        settings = crawler.settings
        return cls(settings.get("CLEAN_URL", "http://127.0.0.1:8000/clean"), settings.getint("CLEAN_CONCURRENCY", 8))

    async def process_item(self, item: Item) -> Item:
        """Send one item's page to the service."""
        charset = item.pop("charset", None)
        headers = {
            "Content-Type": f"application/octet-stream; charset={charset}" if charset else "application/octet-stream"
        }
        async with self.turn:
            answer = await asyncio.to_thread(self.post, item.pop("page"), headers)
        return filled(item, answer)

    def post(self, page: bytes, headers: dict[str, str]) -> dict[str, Any]:
        """Post a page; 429 and 503 say how long to wait. Raises DropItem for what the service refuses for good."""
        give_up = time.monotonic() + self.patience
        while True:
            connection = http.client.HTTPConnection(
                self.address.hostname or "", self.address.port, timeout=self.patience
            )
            try:
                connection.request("POST", self.address.path, page, headers)
                response = connection.getresponse()
                answer: dict[str, Any] = json.loads(response.read())
            finally:
                connection.close()
            if response.status == 200:
                return answer
            wait = float(response.headers.get("Retry-After") or 1)
            if response.status not in {429, 503} or time.monotonic() + wait > give_up:
                raise DropItem(answer["detail"])
            time.sleep(wait)


def filled(item: Item, answer: dict[str, Any]) -> Item:
    """The item with the answer's fields. Raises DropItem where nothing is left of the page."""
    if not answer["text"]:
        raise DropItem("; ".join(answer["warnings"]))
    return {
        **item,
        "text": answer["text"],
        "variant": answer["script"]["variant"],
        "metadata": answer["metadata"],
        "removed": answer["removed"],
    }
