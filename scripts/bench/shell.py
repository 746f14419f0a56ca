"""What a request costs beside cleaning: the service with cleaning that costs nothing, and the no-op, under the same gunicorn.

Usage: python -m scripts.bench.shell [--seconds S]

A page of 5 kB is cleaned once and its answer kept; from then on the service gives that one. CPU time of the worker, a request, in turn.
"""

from __future__ import annotations

import argparse
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from scripts.bench.client import connected, post
from scripts.bench.noop import SIZE
from scripts.bench.processes import NOOP, rate
from scripts.pages import text_page
from tests.serving import serving


def free() -> Any:
    """The service's application, with cleaning that costs nothing."""
    from page_cleaner.cleaner import clean  # noqa: PLC0415
    from page_cleaner.web import jobs  # noqa: PLC0415
    from page_cleaner.web.app import create_app  # noqa: PLC0415

    kept = clean(text_page(5_000), format="text")
    jobs.clean = lambda *_page, **_options: kept  # type: ignore[assignment]
    return create_app()


def main() -> int:
    """Measure, print, and give the exit code."""
    parser = argparse.ArgumentParser(description="What a request costs beside cleaning.")
    parser.add_argument("--seconds", type=float, default=4)
    seconds = parser.parse_args().seconds
    settings = {"CLEAN_WORKERS": "1", "CLEAN_MAX_REQUESTS": "0"}
    body = text_page(5_000).encode()
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, get_context("fork")) as client,
        serving(Path(folder, "a"), "scripts.bench.shell:free()", **settings) as ours,
        serving(Path(folder, "b"), NOOP, **settings) as noop,
    ):
        with connected(ours.port) as connection:
            size = len(connection.ask(post(body, {"Content-Type": "text/plain"})))
        request = post(body, {"Content-Type": "text/plain", SIZE: str(size)})
        found: dict[str, list[float]] = {"service": [], "no-op": []}
        for _ in range(5):
            for name, server in (("service", ours), ("no-op", noop)):
                found[name].append(rate(client, server, [request] * 50, 50, seconds).cost)
    costs = {name: 1000 * median(costs) for name, costs in found.items()}
    print(f"{len(body)} bytes in, {size} out; ms of CPU time a request: service {costs['service']:.2f}, no-op {costs['no-op']:.2f}, "
          f"beside it {costs['service'] - costs['no-op']:.2f}")  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
