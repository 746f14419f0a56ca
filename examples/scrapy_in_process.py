"""An item pipeline for Scrapy that cleans pages in the crawler's own process: the simplest way, and the fastest.

An item carries ``page``, the response's body as bytes, and where known ``charset``, what its headers declared:

    yield {"url": response.url, "page": response.body}

The pipeline takes the page out and puts ``text``, ``variant``, ``metadata`` and ``removed`` in. In settings.py:

    ITEM_PIPELINES = {"scrapy_in_process.CleanInProcess": 300}
"""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import DropItem

from page_cleaner import NotText, clean


class CleanInProcess:
    """Clean pages where they are crawled."""

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """Clean one item's page; a page that is no text, or nothing but boilerplate, is dropped."""
        try:
            cleaned = clean(item.pop("page"), declared=item.pop("charset", None))
        except NotText as error:
            raise DropItem(str(error)) from error
        if not cleaned.text:
            raise DropItem("; ".join(cleaned.warnings))
        answer = cleaned.as_dict()
        return {
            **item, "text": cleaned.text, "variant": cleaned.script.variant, "metadata": answer["metadata"],
            "removed": answer["removed"],
        }  # fmt: skip
