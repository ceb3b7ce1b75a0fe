"""What the API answers when it cannot do as asked: problem+json (RFC 9457), in words that say what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from incidentbot.errors import (
    AlreadyActed,
    IncidentbotError,
    InvalidInput,
    NotFound,
    NotPossible,
    StoreUnavailable,
)
from incidentbot.process import ProcessFileError

PROBLEM = "application/problem+json"
RETRY_AFTER = "5"  # seconds
MOST_ERRORS = 50
DONE_BEFORE = "A request with this Idempotency-Key was done before; nothing was done now."


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    where: str = Field(description="The place in the request, such as query.limit or body.labels.")
    what: str = Field(description="What is wrong there, or what to write instead.")


class Problem(BaseModel):
    """Why it was not done, and what to do about it."""

    title: str
    status: int
    detail: str
    errors: list[Fault] = []


# What each of our errors becomes; the first that fits counts, so the narrower ones stand first.
ANSWERS: tuple[tuple[type[IncidentbotError], int, str], ...] = (
    (ProcessFileError, 422, "The process file has mistakes"),
    (InvalidInput, 422, "Something in the request is wrong"),
    (NotFound, 404, "Not found"),
    (NotPossible, 409, "Not possible as things are"),
    (AlreadyActed, 409, "Done before"),
    (StoreUnavailable, 503, "The database does not answer"),
    (IncidentbotError, 409, "Not possible as things are"),
)
TITLES: Mapping[int, str] = {
    400: "The body cannot be read",
    401: "A key is missing or wrong",
    403: "The key may not do this",
    404: "Not found",
    405: "Not possible with this method",
    413: "The body is too long",
    415: "The body is of a wrong type",
}
# Where the framework says no more than the status's own name.
WHAT_TO_DO: Mapping[int, str] = {
    404: "There is nothing at this address; /api/docs lists what there is.",
    405: "This address does not know that method; /api/docs lists what it knows.",
    400: "The body cannot be read; send JSON in UTF-8.",
}
WORDS: Mapping[str, str] = {
    "model_attributes_type": "write a JSON object here, and send it with Content-Type: application/json",
    "extra_forbidden": "is not known here; /api/docs lists what is",
    "missing": "is missing",
}
DESCRIPTIONS: Mapping[int, str] = {
    400: "The body is not JSON; the problem says where.",
    401: "No key, or one that is not valid.",
    403: "The key lacks the scope.",
    404: "There is no such thing.",
    409: "The rules do not allow it now; the problem says what is possible.",
    413: "The body is longer than 1 MiB.",
    422: "Something in the request is wrong; the problem says what, and where.",
    503: "The database does not answer; try again after the seconds in Retry-After.",
}


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How these statuses stand in the OpenAPI document, besides those that every address may give."""
    told = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    plain = {"text/plain": {"schema": {"type": "string"}}}  # said by the gate, before anything else has looked
    return {
        status: {"description": DESCRIPTIONS[status], "content": plain if status == 413 else told}
        for status in (401, 403, 422, 503, *statuses)
    }


def problem(
    status: int, detail: str, title: str = "", errors: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    told = Problem(title=title or TITLES.get(status, "Not possible"), status=status, detail=detail, errors=list(errors))
    return JSONResponse(told.model_dump(mode="json"), status, headers, media_type=PROBLEM)


def answer_problems(app: FastAPI) -> None:
    app.add_exception_handler(IncidentbotError, _ours)
    app.add_exception_handler(RequestValidationError, _not_as_described)
    app.add_exception_handler(HTTPException, _http)


def _ours(_: Request, error: Exception) -> JSONResponse:
    status, title = next((status, title) for kind, status, title in ANSWERS if isinstance(error, kind))
    headers = {"Retry-After": RETRY_AFTER} if status == 503 else None
    detail = DONE_BEFORE if isinstance(error, AlreadyActed) else str(error)
    return problem(status, detail, title, _faults(error), headers)


def _faults(error: Exception) -> list[Fault]:
    if isinstance(error, InvalidInput):
        return [Fault(where=name, what=told) for name, told in error.fields.items()][:MOST_ERRORS]
    if isinstance(error, ProcessFileError):
        return [Fault(where="process file", what=mistake) for mistake in error.mistakes][:MOST_ERRORS]
    return []


def _not_as_described(_: Request, error: Exception) -> JSONResponse:
    """What was given is not repeated: it may be long, secret, or of characters that no answer can carry."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if found and found[0]["type"] == "json_invalid":
        return problem(400, f"The body is not JSON: {found[0]['ctx']['error']} at character {found[0]['loc'][-1]}.")
    faults = [Fault(where=_place(one["loc"]), what=_words(one)) for one in found[:MOST_ERRORS]]
    detail = " ".join(f"{fault.where}: {fault.what}." for fault in faults[:3])
    return problem(422, detail, "Something in the request is wrong", faults)


def _place(loc: Sequence[object]) -> str:
    return ".".join(_printable(part) for part in loc)[:200]


def _words(error: Mapping[str, Any]) -> str:
    return WORDS.get(error["type"]) or _printable(error["msg"].removeprefix("Value error, "))[:300]


def _printable(part: object) -> str:
    """The name of a field may come from outside, half a surrogate pair in it."""
    return str(part).encode("utf-8", "replace").decode()


def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    is_bare = error.detail == HTTPStatus(error.status_code).phrase or error.status_code == 400
    detail = WHAT_TO_DO.get(error.status_code) if is_bare else None
    return problem(error.status_code, detail or str(error.detail), headers=error.headers)
