"""openapi.yaml as tests use it: which responses it documents, and whether one is as documented."""

from __future__ import annotations

import json
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.serving import ROOT, Answer

DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
_REGISTRY: Registry[Any] = Registry().with_resource("openapi", DRAFT202012.create_resource(DOCUMENT))

#: A response is named by its operation, status and media type, None where it has no content.
Documented = tuple[str, str, int, str | None]


def follow(node: dict[str, Any]) -> dict[str, Any]:
    """The node that a reference within the document leads to, or the node itself."""
    while "$ref" in node:
        target: Any = DOCUMENT
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def responses() -> dict[Documented, dict[str, Any]]:
    """Every documented response, with its object."""
    found: dict[Documented, dict[str, Any]] = {}
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            for status, reference in operation["responses"].items():
                response = follow(reference)
                for media_type in response.get("content", {None: {}}):
                    found[method.upper(), path, int(status), media_type] = response
    return found


def errors(value: object, schema: str) -> list[str]:
    """What is wrong with a value by the schema at a JSON pointer of the document, empty where nothing is."""
    validator = Draft202012Validator({"$ref": f"openapi#{schema}"}, registry=_REGISTRY)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def check(answer: Answer, response: dict[str, Any]) -> None:
    """Fail unless the answer has the documented headers and its body fits the documented schema."""
    for name, reference in response.get("headers", {}).items():
        header = follow(reference)
        assert name in answer.headers or not header.get("required"), f"{name} is missing"
        if name in answer.headers:
            Draft202012Validator(header["schema"]).validate(answer.headers[name])
    if answer.media_type is None:
        assert answer.body == b""
    else:
        schema = response["content"][answer.media_type]["schema"]
        validator = Draft202012Validator(_absolute(schema), registry=_REGISTRY)
        body = answer.body.decode()
        if answer.media_type == "application/x-ndjson":
            values = [json.loads(line) for line in body.splitlines()]
        else:
            values = [json.loads(body) if answer.media_type.endswith("json") else body]
        for value in values:
            validator.validate(value)


def _absolute(schema: dict[str, Any]) -> dict[str, Any]:
    return {"$ref": "openapi" + schema["$ref"]} if "$ref" in schema else schema
