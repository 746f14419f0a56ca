"""What a request costs beside cleaning: the service with cleaning that costs nothing, and the no-op, under the same gunicorn.

Usage: python -m scripts.bench.shell [--seconds S | --alone]

A page of 5 kB is cleaned once and its answer kept; from then on the service gives that one. CPU time of the worker, a request, in turn.
With --alone the two applications are called without gunicorn around, the best of many rounds: a busy machine disturbs that less.
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from werkzeug.test import create_environ

from scripts.bench import noop
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


def alone(application: Any, body: bytes, size: int) -> float:
    """The least CPU milliseconds that an application takes for a request, in a round of 200."""
    headers = {"Content-Type": "text/plain", SIZE: str(size)}
    asked = create_environ("/clean", method="POST", data=body, headers=headers)
    began = time.process_time()
    for _ in range(200):
        answer = application({**asked, "wsgi.input": BytesIO(body)}, lambda *_: None)
        size = sum(map(len, answer))
        answer.close()
    return 5 * (time.process_time() - began)


def without_server(body: bytes) -> None:
    """Measure both applications in this process, counting into files and logging as under gunicorn."""
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as nowhere:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # read by the library when it is imported
        from page_cleaner.web import logs  # noqa: PLC0415

        handler = logging.StreamHandler(nowhere)
        handler.setFormatter(logs.Lines())
        logs.logger.addHandler(handler)
        logs.logger.setLevel(logging.INFO)
        applications = {"service": free(), "no-op": noop.app}
        found: dict[str, list[float]] = {name: [] for name in applications}
        for _ in range(30):
            for name, application in applications.items():
                found[name].append(alone(application, body, 25_000))
    costs = {name: min(costs) for name, costs in found.items()}
    print(
        f"without a server, ms: service {costs['service']:.3f}, no-op {costs['no-op']:.3f}, beside it {costs['service'] - costs['no-op']:.3f}"
    )


def main() -> int:
    """Measure, print, and give the exit code."""
    parser = argparse.ArgumentParser(description="What a request costs beside cleaning.")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--alone", action="store_true", help="call the applications without gunicorn")
    asked = parser.parse_args()
    settings = {"CLEAN_WORKERS": "1", "CLEAN_MAX_REQUESTS": "0"}
    body, seconds = text_page(5_000).encode(), asked.seconds
    if asked.alone:
        without_server(body)
        return 0
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
