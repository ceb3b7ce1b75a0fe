"""The API's document as a page for people: rendered here, without anything from another host."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
METHODS = ("get", "post", "put", "patch", "delete")
Json = Mapping[str, Any]


class Pages(Protocol):
    def page(self, name: str, data: Mapping[str, Any]) -> str: ...


def routes(words: Pages, document: Callable[[], Json]) -> APIRouter:
    router = APIRouter(tags=["docs"], include_in_schema=False)

    @router.get("/docs")
    def page() -> HTMLResponse:
        return HTMLResponse(words.page("web/api_docs", {"api": told(document())}), headers=HEADERS)

    return router


def told(document: Json) -> dict[str, Any]:
    """The document in the order in which a person reads it."""
    document = _spelled_out(document, document["components"]["schemas"])
    server = document["servers"][0]["url"]
    by_tag: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method in (method for method in METHODS if method in methods):
            operation = methods[method]
            by_tag.setdefault(operation["tags"][0], []).append(_operation(server + path, method, operation))
    schemas = document["components"]["schemas"]
    return {
        "title": document["info"]["title"],
        "version": document["info"]["version"],
        "about": document["info"]["description"],
        "nouns": by_tag,
        "shapes": {name: list(_fields(schema)) for name, schema in sorted(schemas.items()) if "enum" not in schema},
    }


def _spelled_out(value: Any, schemas: Json) -> Any:
    """Closed lists of words stand where they are used; the backticks of Markdown are nothing for a plain page."""
    if isinstance(value, dict):
        named = schemas.get(str(value.get("$ref")).rpartition("/")[2], {})
        if "enum" in named:
            return dict(named)
        return {name: _spelled_out(inner, schemas) for name, inner in value.items()}
    if isinstance(value, list):
        return [_spelled_out(inner, schemas) for inner in value]
    return value.replace("`", "") if isinstance(value, str) else value


def _operation(path: str, method: str, operation: Json) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    scopes = [scope for needed in operation.get("security", []) for some in needed.values() for scope in some]
    return {
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "about": operation.get("description", ""),
        "scopes": scopes,
        "parameters": [_parameter(one) for one in operation.get("parameters", [])],
        "body": _kind(body) if body else "",
        "answers": [_answer(status, answer) for status, answer in operation["responses"].items()],
    }


def _parameter(parameter: Json) -> dict[str, str]:
    schema = parameter["schema"]
    return {
        "name": parameter["name"],
        "kind": _kind(schema),
        "about": parameter.get("description") or schema.get("description", ""),
        "place": parameter["in"],
    }


def _answer(status: str, answer: Json) -> dict[str, str]:
    content: Json = next(iter(answer.get("content", {}).values()), {})
    return {"status": status, "about": answer["description"], "kind": _kind(content.get("schema", {}))}


def _fields(schema: Json) -> Iterator[dict[str, str]]:
    for name, field in schema.get("properties", {}).items():
        must = "" if name in schema.get("required", ()) else "optional"
        yield {"name": name, "kind": _kind(field), "about": field.get("description", ""), "must": must}


def _kind(schema: Json) -> str:
    """One line: “text or null”, “list of: P1, P2”, “P1, P2”."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of: {_kind(schema['items'])}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"mapping to {_kind(schema['additionalProperties'])}"
    kind = str(schema.get("format") or schema.get("type", "anything"))
    return {"string": "text", "integer": "number", "boolean": "true or false", "date-time": "instant"}.get(kind, kind)
