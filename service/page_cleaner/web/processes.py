"""What the processes of the service use, for Prometheus: the parent and its workers, added up when it is asked."""

from __future__ import annotations

import contextlib
import os
import platform
import re
from collections.abc import Iterator
from pathlib import Path

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from page_cleaner.catalogue import VERSION

_PROC = Path("/proc")
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


class Processes(Collector):
    """Version, CPU time, memory, files and start; ``parent`` is the process that the workers are children of.

    Where there is no /proc, only the version is told. The CPU time of workers that are gone stays in the sum, so it never falls.
    """

    def __init__(self, parent: int) -> None:
        self._parent = parent

    def collect(self) -> Iterator[Metric]:
        """The metrics, as they are now."""
        build = GaugeMetricFamily(
            "page_cleaner_build_info", "The version that runs; always 1.", labels=["version", "python"]
        )
        build.add_metric([VERSION, platform.python_version()], 1)
        yield build
        tick = os.sysconf("SC_CLK_TCK")
        cpu = memory = files = workers = 0.0
        started = None
        for pid in self._pids():
            with contextlib.suppress(OSError, ValueError):
                stat = (_PROC / str(pid) / "stat").read_text("utf-8").rpartition(")")[2].split()
                ended = 4 if pid == self._parent else 2  # the parent also has the time of children that are gone
                cpu += sum(map(int, stat[11 : 11 + ended])) / tick
                memory += _memory(pid, int(stat[21]))
                files += len(list((_PROC / str(pid) / "fd").iterdir()))
                workers += pid != self._parent
                if pid == self._parent:
                    boot = re.search(r"^btime (\d+)", (_PROC / "stat").read_text("ascii"), re.MULTILINE)
                    started = int(boot[1]) + int(stat[19]) / tick if boot else None
        if started is None:
            return
        yield CounterMetricFamily(
            "process_cpu_seconds", "CPU time of all processes, those that are gone among them.", cpu
        )
        yield GaugeMetricFamily(
            "process_resident_memory_bytes", "Memory of all processes, what they share counted once.", memory
        )
        yield GaugeMetricFamily("process_open_fds", "Open files and connections of all processes.", files)
        yield GaugeMetricFamily("process_start_time_seconds", "When the service started, since 1970.", started)
        yield GaugeMetricFamily("page_cleaner_workers", "Processes that serve.", workers)

    def _pids(self) -> list[int]:
        try:
            children = (_PROC / f"{self._parent}/task/{self._parent}/children").read_text("ascii").split()
        except OSError:
            return []
        return [self._parent, *map(int, children)]


def _memory(pid: int, pages: int) -> int:
    with contextlib.suppress(OSError):
        if found := _PSS.search((_PROC / str(pid) / "smaps_rollup").read_text("ascii")):
            return 1024 * int(found[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
