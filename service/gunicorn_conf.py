"""How gunicorn runs the service: ``python -m gunicorn --config python:service.gunicorn_conf``.

Threads answer probes and slow clients while others clean; processes use the CPUs. The parent loads the tables once,
before it forks. Add ``--check-config`` to check the settings without serving.
"""

from __future__ import annotations

import os
from typing import Any

from gunicorn.glogging import Logger

from service.settings import Settings, SettingsError

try:
    _settings = Settings.from_environ()
except SettingsError as error:
    raise SystemExit(f"The service cannot start: {error}.") from None


class RequestLog(Logger):  # type: ignore[misc]
    """The access log without the probes."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """Log a request, unless it asks for the service's health."""
        if environ.get("PATH_INFO") != "/healthz":
            super().access(resp, req, environ, request_time)


def pre_request(_worker: Any, req: Any) -> None:
    """Bound the wait for a client that stalls while it sends its body or reads its answer."""
    req.unreader.sock.settimeout(_settings.timeout)


wsgi_app = "service.app:create_app()"
bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = "gthread"
threads = _settings.threads
timeout = _settings.timeout
graceful_timeout = _settings.graceful_timeout
keepalive = _settings.keepalive
max_requests = _settings.max_requests
max_requests_jitter = _settings.max_requests // 10
preload_app = True
control_socket_disable = True
# Heartbeat files belong in memory: on a disk they stall with it, and the file system may be read-only.
_MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes unnamed files there
worker_tmp_dir = _MEMORY if os.access(_MEMORY, os.W_OK) else None
loglevel = _settings.log_level
logger_class = RequestLog
accesslog = "-"
access_log_format = '%({x-request-id}o)s "%(r)s" %(s)s %(b)s bytes in %(D)s us'
