"""What the service counts, in the form that Prometheus reads.

Under gunicorn every worker counts into files of its own in the folder that PROMETHEUS_MULTIPROC_DIR names, and an answer
adds up all of them. The files are named by the worker's slot, not by its process: a worker that takes the place of
another counts on where that one stopped, so that their number does not grow with every replacement.
"""

from __future__ import annotations

import os
from collections import Counter as Counts
from collections.abc import Callable, Iterable
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess, values

from page_cleaner.account import taken
from page_cleaner.cleaned import Cleaned
from page_cleaner.web.processes import Processes

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40)
_CONFIDENCE = (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1)
_slot = "parent"


def use_slot(slot: int) -> None:
    """Count into the files of this slot from now on; to be called in a worker before its first request."""
    global _slot  # noqa: PLW0603 - the library asks a function of the module
    _slot = str(slot)


def forget_slot(slot: int) -> None:
    """Drop what the dead worker of a slot had in flight; its counters stay."""
    multiprocess.mark_process_dead(slot)  # type: ignore[no-untyped-call]


if _FOLDER in os.environ:
    values.ValueClass = values.MultiProcessValue(lambda: _slot)  # type: ignore[no-untyped-call]


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()

        def counter(name: str, text: str, *labels: str) -> Callable[..., Counter]:
            # the library looks labels up anew every time, which takes longer than to count
            return cache(Counter(name, text, labels, registry=registry).labels)

        self._requests = counter("page_cleaner_requests", "Requests answered.", "operation", "status")
        seconds = Histogram(
            "page_cleaner_request_seconds",
            "Time from the head of a request to the end of its answer.",
            ["operation"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._seconds = cache(seconds.labels)
        self._size = counter("page_cleaner_bytes", "Bytes of bodies, as they were sent.", "direction")
        self._problems = counter(
            "page_cleaner_problems", "Problems answered, those of a batch's lines among them.", "type"
        )
        self.in_flight = Gauge(
            "page_cleaner_in_flight",
            "Requests for cleaning that are being read, wait, or are worked on.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._pages = counter("page_cleaner_pages", "Pages cleaned.", "format", "script")
        self._confidence = Histogram(
            "page_cleaner_confidence",
            "How sure the choice of the body was, of pages cleaned.",
            buckets=_CONFIDENCE,
            registry=registry,
        )
        self._removed = counter("page_cleaner_removed_characters", "Code points taken out of pages.", "detector")
        self._kept = Counter("page_cleaner_kept_characters", "Code points of cleaned texts.", registry=registry)

    def count(self, cleaned: Cleaned) -> None:
        """Count a cleaned page."""
        self._pages(cleaned.format, cleaned.script.variant).inc()
        self._kept.inc(len(cleaned.text))
        self._confidence.observe(cleaned.confidence)
        for each in taken(cleaned):
            self._removed(each.detector).inc(each.characters)

    def answered(self, operation: str, status: int, seconds: float, received: int, sent: int) -> None:
        """Count a request and its answer; ``received`` and ``sent`` are the bytes of the bodies."""
        self._requests(operation, status).inc()
        self._seconds(operation).observe(seconds)
        self._size("received").inc(received)
        self._size("sent").inc(sent)

    def refused(self, problems: Iterable[str]) -> None:
        """Count problems, by their kinds."""
        for kind, number in Counts(problems).items():
            self._problems(f"/problems/{kind}").inc(number)

    def text(self) -> bytes:
        """All that was counted, by every process of the service."""
        if _FOLDER not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        registry.register(Processes(os.getppid()))
        return generate_latest(registry)
