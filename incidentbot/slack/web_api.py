"""Slack's Web API: one call at a time, never repeated here, every failure named."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request as UrlRequest
from urllib.request import urlopen

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.webhook import WebhookClient

from incidentbot.errors import CannotBeDone, TryAgain, VendorError
from incidentbot.failpoints import reach
from incidentbot.slack.trouble import error_of

TIMEOUT = 10  # seconds; well under a work row's lease together with its one repair


class SlackWeb:
    """slack_sdk repeats a POST whose connection dropped, and a message arrives twice; hence `retry_handlers=[]`."""

    def __init__(self, token: str, base_url: str) -> None:
        self._client = WebClient(token=token, base_url=base_url, timeout=TIMEOUT, retry_handlers=[])
        self._base = urlsplit(base_url)

    def call(self, method: str, **arguments: object) -> dict[str, Any]:
        """Raises TryAgain, NeedsPerson or CannotBeDone, with Slack's code."""
        reach("slack.before_call")
        try:
            answer = getattr(self._client, method.replace(".", "_"))(**arguments)
        except SlackApiError as refused:
            raise _refusal(method, refused) from refused
        except (URLError, http.client.HTTPException, TimeoutError, ConnectionError, SlackRequestError) as trouble:
            raise _unreachable(method, trouble) from trouble
        reach("slack.after_call")
        data = answer.data
        return data if isinstance(data, dict) else {}

    def pages(self, method: str, most: int, **arguments: object) -> Iterator[dict[str, Any]]:
        """Up to `most` pages of a listing; an empty cursor is the end."""
        cursor = ""
        for _ in range(most):
            page = self.call(method, **arguments, **({"cursor": cursor} if cursor else {}))
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def upload(self, address: str, content: bytes) -> None:
        """Brings a file to the address that files.getUploadURLExternal named."""
        self._check_address(address, "the upload's address")
        sent = UrlRequest(address, data=content, headers={"Content-Type": "application/octet-stream"}, method="POST")
        reach("slack.before_call")
        try:
            with urlopen(sent, timeout=TIMEOUT):
                pass
        except HTTPError as refused:
            if refused.code == 429 or refused.code >= 500:
                raise TryAgain(
                    f"upload: HTTP {refused.code}", "ratelimited", _retry_after(refused.headers)
                ) from refused
            raise CannotBeDone(f"upload: HTTP {refused.code}", "upload_refused") from refused
        except (URLError, http.client.HTTPException, TimeoutError, ConnectionError) as trouble:
            raise _unreachable("upload", trouble) from trouble
        reach("slack.after_call")

    def respond(self, response_url: str, message: dict[str, Any]) -> None:
        """Answers at a response_url: five times within half an hour. Raises CannotBeDone when that is over."""
        self._check_address(response_url, "response_url")
        try:
            answer = WebhookClient(response_url, timeout=TIMEOUT, retry_handlers=[]).send_dict(message)
        except (URLError, http.client.HTTPException, TimeoutError, ConnectionError) as trouble:
            raise _unreachable("response_url", trouble) from trouble
        if answer.status_code == 429 or answer.status_code >= 500:
            raise TryAgain(f"response_url: HTTP {answer.status_code}", "ratelimited", _retry_after(answer.headers))
        if answer.status_code != 200:
            raise CannotBeDone(f"response_url: HTTP {answer.status_code} {answer.body[:100]}", "expired_url")

    def _check_address(self, address: str, what: str) -> None:
        """Only Slack's own hosts, or the host that stands in for Slack: the address came from outside."""
        url = urlsplit(address)
        is_slack = url.scheme == "https" and (url.hostname or "").endswith(".slack.com")
        if not is_slack and (url.scheme, url.netloc) != (self._base.scheme, self._base.netloc):
            raise CannotBeDone(f"{what}: not an address of Slack's", "invalid_response_url")


def _refusal(method: str, refused: SlackApiError) -> VendorError:
    response = refused.response
    status = getattr(response, "status_code", 200)
    if status == 429:
        seconds = _retry_after(getattr(response, "headers", {})) or 1.0
        return TryAgain(f"{method}: Slack asks us to wait {seconds:g} s", "ratelimited", seconds)
    if status >= 500:
        return TryAgain(f"{method}: HTTP {status}", f"http_{status}", doubtful=True)
    body = response.data if hasattr(response, "data") else response
    return error_of(method, body if isinstance(body, dict) else _parsed(body))


def _parsed(body: object) -> dict[str, Any]:
    try:
        parsed = json.loads(body) if isinstance(body, str | bytes) else {}
    except ValueError:
        parsed = {}
    return parsed if isinstance(parsed, dict) else {}


def _retry_after(headers: Any) -> float | None:
    found = next((value for name, value in dict(headers or {}).items() if name.lower() == "retry-after"), None)
    if isinstance(found, list):
        found = found[0] if found else None
    try:
        return float(found) if found is not None else None
    except ValueError:
        return None


def _unreachable(method: str, trouble: Exception) -> TryAgain:
    """A refused connection cannot have done anything; any other break may have come after the deed."""
    reason = getattr(trouble, "reason", trouble)
    refused = isinstance(reason, ConnectionRefusedError)
    return TryAgain(f"{method}: Slack cannot be reached ({reason})", "unreachable", doubtful=not refused)
