"""openapi.yaml: a valid document that knows what the code knows, with examples that are the service's own answers."""

from __future__ import annotations

import json
import tomllib
from typing import Any
from urllib.parse import urlencode

import pytest
from openapi_spec_validator import validate

from page_cleaner.options import CONVERSIONS, DETECTORS, Options
from page_cleaner.reading.decoding import EVIDENCE
from page_cleaner.web.problems import KINDS
from tests import contract
from tests.serving import ROOT, Server

CLEAN = contract.DOCUMENT["paths"]["/clean"]["post"]
SCHEMAS = contract.DOCUMENT["components"]["schemas"]


def test_the_document_is_valid() -> None:
    validate(contract.DOCUMENT)


def test_it_knows_the_names_that_the_code_knows() -> None:
    assert SCHEMAS["Detector"]["enum"] == list(DETECTORS)
    assert SCHEMAS["Conversion"]["enum"] == list(CONVERSIONS)
    assert SCHEMAS["Encoding"]["properties"]["evidence"]["enum"] == list(EVIDENCE)
    assert SCHEMAS["ProblemMembers"]["properties"]["type"]["enum"] == [f"/problems/{kind}" for kind in KINDS]
    options = list(Options.__dataclass_fields__)
    assert list(SCHEMAS["Options"]["properties"]) == options
    assert [p["name"] for p in map(contract.follow, CLEAN["parameters"]) if p["in"] == "query"] == [*options, "url"]


def test_it_has_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert contract.DOCUMENT["info"]["version"] == project["version"]


@pytest.mark.parametrize("parameter", [p for p in map(contract.follow, CLEAN["parameters"]) if p["in"] == "query" and p["name"] != "url"],
                         ids=lambda p: p["name"])  # fmt: skip
def test_every_value_that_it_lists_is_taken(parameter: dict[str, Any]) -> None:
    schema = contract.follow(parameter["schema"])
    values = schema.get("enum") or schema.get("examples") or [",".join(DETECTORS)]
    for value in values:
        Options.parse({parameter["name"]: value})


EXAMPLES = [
    (media_type, name, example)
    for media_type, content in CLEAN["requestBody"]["content"].items()
    for name, example in content.get("examples", {}).items()
]


def any_version(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer as any version of the rules and of the body model gives it."""
    return answer | {"version": "", "confidence": 0 if answer.get("text") == "" else "some"}


@pytest.mark.parametrize(("media_type", "name", "example"), EXAMPLES, ids=[name for _, name, _ in EXAMPLES])
def test_its_examples_are_answered_as_it_says(
    media_type: str, name: str, example: dict[str, Any], server: Server
) -> None:
    value = example["value"]
    body = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    contents = contract.responses()["POST", "/clean", 200, "application/json"]["content"]
    answers = {
        kind: content["examples"][name]["value"]
        for kind, content in contents.items()
        if name in content.get("examples", {})
    }
    assert answers, f"no answer is documented for the example {name!r}"
    for accept, expected in answers.items():
        answer = server.send(body=body.encode(), headers={"Content-Type": media_type, "Accept": accept})
        if accept == "text/plain":
            assert answer.body.decode() == expected
        elif accept == "application/x-ndjson":
            lines = zip(answer.body.decode().splitlines(), expected.splitlines(), strict=True)
            assert all(any_version(json.loads(found)) == any_version(json.loads(told)) for found, told in lines)
        else:
            assert any_version(json.loads(answer.body)) == any_version(expected)


def test_a_query_of_every_documented_option_is_taken(server: Server) -> None:
    query = urlencode({"format": "text", "charset": "utf-8", "skip": "media,notice", "source": "1", "spans": "full",
                       "convert": "s2t", "punctuation": "keep"})  # fmt: skip
    assert server.send(path=f"/clean?{query}", body="全市工作会议召开。".encode()).status == 200


@pytest.mark.parametrize("status", [status for status in CLEAN["responses"] if status != "200"])
def test_its_problems_are_problems_that_exist(status: str) -> None:
    content = contract.follow(CLEAN["responses"][status])["content"]["application/problem+json"]
    for example in content["examples"].values():
        problem = example["value"]
        assert contract.errors(problem, "/components/schemas/Problem") == []
        assert (problem["status"], problem["title"]) == KINDS[problem["type"].removeprefix("/problems/")]
        assert str(problem["status"]) == status
