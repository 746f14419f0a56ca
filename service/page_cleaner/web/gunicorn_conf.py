"""How gunicorn runs the service: ``python -m gunicorn --config python:page_cleaner.web.gunicorn_conf``.

Processes use the CPUs; each has a loop that collects requests (worker.py), and threads that clean a few pages at once and answer
probes meanwhile. The
parent loads the tables once, before it forks. Add ``--check-config`` to check the settings without serving.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from page_cleaner.web.settings import Settings, SettingsError
from page_cleaner.web.sites import Sites

try:
    _settings = Settings.from_environ()
    Sites.load(_settings.sites)
except SettingsError as error:
    raise SystemExit(f"The service cannot start: {error}.") from None

# Heartbeat files belong in memory: on a disk they stall with it, and the file system may be read-only. So do counters.
_MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes unnamed files there, and the folder is a private one
worker_tmp_dir = _MEMORY if os.access(_MEMORY, os.W_OK) else None
try:
    _counters = tempfile.mkdtemp(prefix="page-cleaner-", dir=worker_tmp_dir)
except OSError as error:
    raise SystemExit(
        f"The service cannot start: it needs a folder to count in, /dev/shm or TMPDIR ({error})."
    ) from None
_parent = os.getpid()
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counters  # read by the library when it is imported

from page_cleaner import clean, core  # noqa: E402
from page_cleaner.rules import RULES  # noqa: E402
from page_cleaner.rules.rule import compile_all  # noqa: E402
from page_cleaner.web import metrics, siblings, work  # noqa: E402

#: A page for which everything is built, the dictionary for Traditional text too (11 MB, 60 ms).
_FIRST = "會議強調，要持續改善環境質量，讓群眾看得見、感受得到。\n" * 40

_libc = ctypes.CDLL(None)
_GLIBC = hasattr(_libc, "mallopt") and hasattr(_libc, "malloc_trim")
#: What mallopt(3) calls its settings.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8

#: What says in the environment that sockets are there already.
_INHERITED = frozenset(("GUNICORN_FD", "LISTEN_FDS"))
#: Threads beyond those that hold requests for cleaning: for probes, and for refusing what is too much.
_SPARE = 16
#: Seconds after which a thread that cleans gives the interpreter to one that waits for it.
_SWITCH = 0.0005


@atexit.register
def _clear() -> None:
    if os.getpid() == _parent:
        shutil.rmtree(_counters, ignore_errors=True)


def on_starting(server: Any) -> None:
    """Build what is built once before there are workers, so that they share it and none of them starts slowly."""
    if not _INHERITED.intersection(os.environ):
        _find_port_free()
    if core.NAME == "python":
        server.log.info("The compiled core is not in use, so cleaning runs in Python alone.")
    if _GLIBC:
        _share_one_heap()
    clean(_FIRST)
    compile_all(RULES)
    gc.freeze()


def _find_port_free() -> None:
    """End with a sentence where the address cannot be listened on; gunicorn would try for five seconds and log each."""
    family = socket.AF_INET6 if ":" in _settings.host else socket.AF_INET
    try:
        socket.create_server((_settings.host, _settings.port), family=family).close()
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (")[0]  # Python adds the address to it
        raise SystemExit(
            f"The service cannot start: {_settings.host}, port {_settings.port}: {why}. PORT names another port."
        ) from None


def _share_one_heap() -> None:
    """Let all threads take memory from one heap, and give back what is free at its end.

    By default glibc has a heap for each of them, and every one stays about as large as the largest page it has seen. The
    buffers of all but the largest pages shall come from the heap too: to map and unmap each takes a third of a batch's
    time.
    """
    _libc.mallopt(_M_ARENA_MAX, 1)
    _libc.mallopt(_M_MMAP_THRESHOLD, 4 * 1024 * 1024)
    _libc.mallopt(_M_TRIM_THRESHOLD, 2 * 1024 * 1024)


def post_request(_worker: Any, _req: Any, environ: dict[str, Any], _resp: Any) -> None:
    """Give back what a large page leaves free between what stays."""
    if _GLIBC and int(environ.get("CONTENT_LENGTH") or 0) > work.LARGE:
        _libc.malloc_trim(0)


def pre_fork(server: Any, worker: Any) -> None:
    """Give the worker the lowest slot that is free."""
    held = {other.slot for other in server.WORKERS.values()}
    worker.slot = next(slot for slot in range(len(held) + 1) if slot not in held)


def post_fork(_server: Any, worker: Any) -> None:
    """Let the worker count in its slot."""
    metrics.use_slot(worker.slot)


def post_worker_init(worker: Any) -> None:
    """Let the workers of the service help each other.

    A thread that only passes lines on waits for the interpreter at every step, by default for 5 ms, as long as a page takes.
    """
    sys.setswitchinterval(_SWITCH)
    if own := getattr(worker.wsgi, "extensions", {}).get("work"):
        own.siblings.open(Path(_counters), worker.slot, _settings.workers, own.help)


def child_exit(_server: Any, worker: Any) -> None:
    """Forget what a worker that is gone had in flight, and where it was asked for help."""
    metrics.forget_slot(worker.slot)
    siblings.forget(Path(_counters), worker.slot)


wsgi_app = "page_cleaner.web.app:create_app()"
bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = "page_cleaner.web.worker.Worker"
threads = _settings.in_flight + _SPARE
worker_connections = 1000 + threads
timeout = _settings.timeout
graceful_timeout = _settings.graceful_timeout
keepalive = _settings.keepalive
max_requests = _settings.max_requests
max_requests_jitter = _settings.max_requests // 10
preload_app = True
control_socket_disable = True
# The service logs its requests itself; what gunicorn has to say goes the same way.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "page_cleaner.web.logs.Lines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stdout"}},
    "root": {"level": "WARNING", "handlers": ["out"]},
    "loggers": {
        name: {"level": level, "handlers": ["out"], "propagate": False}
        for name, level in (
            ("page_cleaner", _settings.log_level.upper()),
            ("gunicorn.error", _settings.log_level.upper()),
            ("gunicorn.access", "CRITICAL"),
        )
    },
}
