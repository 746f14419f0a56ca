"""Requests that Schemathesis makes from openapi.yaml, right and wrong ones: every answer is as the document says."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.serving import ROOT, Server

_PIECES = ["<p>", "</p>", "<a href='#'>", "<div class='nav'>", "<br>", "分享到：", "会议", "&nbsp;", "\n", "<!--", "\0"]
_MARKUP = st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=12).map(lambda all_: "".join(all_).encode())
_LINE = st.fixed_dictionaries(
    {}, optional={"id": st.text(max_size=5) | st.integers() | st.none(), "text": st.text(max_size=30), "html": st.text(max_size=30),
                  "options": st.dictionaries(st.sampled_from(["format", "spans", "skip", "x"]), st.text(max_size=5), max_size=2)}
)  # fmt: skip
_LINES = st.lists(_LINE.map(json.dumps) | st.text(max_size=20).map(lambda line: line.replace("\n", "")), max_size=5)

schemathesis.openapi.media_type("text/html", _MARKUP)
schemathesis.openapi.media_type("application/xhtml+xml", _MARKUP)
schemathesis.openapi.media_type("application/x-ndjson", _LINES.map(lambda lines: "\n".join(lines).encode()))
schemathesis.openapi.media_type("*/*", st.binary(max_size=200))

SCHEMA = schemathesis.openapi.from_path(ROOT / "openapi.yaml")
#: That what fits the schemas is taken, and what does not is refused, is no promise: any bytes may be a page, and a name of a
#: charset may be none.
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, unsupported_method,
]  # fmt: skip


@pytest.fixture(scope="session")
def address(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}"


@SCHEMA.parametrize()
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_documented(case: schemathesis.Case[Any], address: str) -> None:
    case.call_and_validate(base_url=address, checks=CHECKS)
