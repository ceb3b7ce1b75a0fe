"""The API's document and its page: complete, and without anything from another host."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.asking import elements

METHODS = {"get", "post", "delete"}
API = Path(__file__).parents[3] / "docs" / "api.md"


@pytest.fixture
def document(anybody: TestClient) -> dict[str, Any]:
    return dict(anybody.get("/api/openapi.json").json())


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def test_every_operation_says_its_scope_and_its_problems(document: dict[str, Any]) -> None:
    found = operations(document)
    assert len(found) > 20
    for name, operation in found:
        (scopes,) = [scopes for needed in operation["security"] for scopes in needed.values()]
        assert len(scopes) == 1, name
        assert {"401", "403", "422", "503"} <= operation["responses"].keys(), name
    assert len({operation["operationId"] for _, operation in found}) == len(found)


def test_every_shape_that_is_named_is_there(document: dict[str, Any]) -> None:
    named = set(re.findall(r"#/components/schemas/([^\"']+)", str(document)))
    assert named <= document["components"]["schemas"].keys()
    assert "Problem" in named


def test_no_shape_is_named_after_a_module_of_ours(document: dict[str, Any]) -> None:
    assert [name for name in document["components"]["schemas"] if "__" in name] == []


def test_the_page_that_people_read_first_names_every_address(document: dict[str, Any]) -> None:
    table = API.read_text(encoding="utf-8")
    literal = {part for path in document["paths"] for part in path.split("/") if part and not part.startswith("{")}
    named = set(re.findall(r"[a-z]+", " ".join(re.findall(r"`([^`]+)`", table))))
    assert literal - named - {"v1"} == set()


def test_the_page_tells_of_every_operation_and_loads_nothing_from_elsewhere(
    anybody: TestClient, document: dict[str, Any]
) -> None:
    answer = anybody.get("/api/docs")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for path in document["paths"]:
        assert f"/api{path}</code>" in answer.text
    addresses = [
        value for _, given in elements(answer.text) for name, value in given.items() if name in ("src", "href")
    ]
    assert addresses
    assert all(address and address.startswith(("/static/", "/api/", "#")) for address in addresses)
    assert "list of: P1, P2, P3, P4" in answer.text
    targets = {given["id"] for _, given in elements(answer.text) if "id" in given}
    assert {address[1:] for address in addresses if address and address.startswith("#")} <= targets


def test_the_rest_of_the_house_has_no_document(anybody: TestClient) -> None:
    assert [anybody.get(path).status_code for path in ("/docs", "/openapi.json", "/redoc", "/api/redoc")] == [404] * 4
