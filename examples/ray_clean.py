"""Clean a Ray dataset with a column ``page`` (str or bytes) on the machines of a Ray cluster.

Usage: python examples/ray_clean.py INPUT.parquet OUTPUT_FOLDER
"""

from __future__ import annotations

import json
import sys
from typing import Any

import ray

from page_cleaner import NotText, clean


class CleanBatch:
    """Clean a batch of rows; one that is no text gets an empty text and the reason in ``error``.

    A class, so that an actor loads the tables once; the account is JSON, so that its type does not depend on the pages.
    """

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Put ``text``, ``variant``, ``account`` and ``error`` in the place of ``page``."""
        columns: dict[str, list[str]] = {"text": [], "variant": [], "account": [], "error": []}
        for page in batch["page"]:
            try:
                answer, error = clean(page).as_dict(), ""
            except NotText as reason:
                answer, error = {"text": "", "script": {"variant": "unknown"}}, str(reason)
            columns["text"].append(answer.pop("text"))
            columns["variant"].append(answer["script"]["variant"])
            columns["account"].append(json.dumps(answer, ensure_ascii=False))
            columns["error"].append(error)
        return {name: values for name, values in batch.items() if name != "page"} | columns


def cleaned(pages: ray.data.Dataset, actors: int = 2) -> ray.data.Dataset:
    """The dataset, cleaned by so many actors."""
    return pages.map_batches(CleanBatch, batch_size=256, compute=ray.data.ActorPoolStrategy(size=actors))


if __name__ == "__main__":
    cleaned(ray.data.read_parquet(sys.argv[1])).write_parquet(sys.argv[2])
