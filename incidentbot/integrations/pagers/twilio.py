"""Twilio's API and signature, as its SMS and its calls use them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from incidentbot.errors import NeedsPerson, NotGenuine
from incidentbot.integrations.pagers.wire import Wire
from incidentbot.ports import Callback

Fields = Sequence[tuple[str, str]]

# Error codes that are about our account or our number, not about the one who is called.
OURS = {"20003", "20005", "20008", "21212", "21408", "21603", "21606", "21608", "21659", "21660", "30002"}
MOST_LISTED = 20
PORTS = {"https": ":443", "http": ":80"}


class Twilio:
    def __init__(self, account: str, token: str, sender: str, api_url: str, base_url: str) -> None:
        self._account = account
        self._token = token
        self.sender = sender
        self._base_url = base_url
        self._wire = Wire("Twilio", f"{api_url}/2010-04-01/Accounts/{account}", (account, token))

    def create(self, resource: str, fields: Mapping[str, str | list[str]]) -> str:
        """Returns the sid of what was made. Raises TryAgain, NeedsPerson, CannotBeDone."""
        answer = self._wire.ask("POST", f"/{resource}.json", data=fields)
        told = answer.body
        if not answer.is_good or not told.get("sid"):
            said = str(told.get("message") or f"status {answer.status}").replace(str(fields.get("To") or "\0"), "…")
            self._refuse(said, str(told.get("code") or ""))
        return str(told["sid"])

    def sent_lately(self, resource: str, address: str, since: datetime) -> list[Mapping[str, Any]]:
        """What this account sent there, the newest first, whichever replica asked for it. Raises VendorError."""
        answer = self._wire.ask("GET", f"/{resource}.json", params={"To": address, "PageSize": str(MOST_LISTED)})
        listed = answer.body.get(resource.lower())
        found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        return [one for one in found if _made_at(one) >= since]

    def callback(self, what: str, notification_id: int) -> str:
        return f"{self._base_url}/callbacks/twilio/{what}?notification={notification_id}"

    def _refuse(self, said: str, code: str) -> None:
        if code in OURS:
            raise NeedsPerson(f"Twilio does not let us: {said[:200]}", code)
        raise self._wire.refusal(said, code)

    def genuine(self, call: Callback) -> dict[str, str]:
        """The fields of a call back. Raises NotGenuine when Twilio did not sign them."""
        fields = parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True)
        given = call.headers.get("x-twilio-signature", "")
        if not any(_same(self._signature(url, fields), given) for url in _spellings(call.url)):
            raise NotGenuine("This is not signed by Twilio.")
        return dict(fields) | {"notification": dict(parse_qsl(urlsplit(call.url).query)).get("notification", "")}

    def _signature(self, url: str, fields: Fields) -> str:
        return signature(self._token, url, fields)


def signature(token: str, url: str, fields: Fields) -> str:
    """HMAC-SHA1 of the address and all fields in order of their names, by https://www.twilio.com/docs/usage/security."""
    signed = url + "".join(f"{name}{value}" for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def _made_at(listed: Mapping[str, Any]) -> datetime:
    """Twilio writes dates as letters do."""
    try:
        return parsedate_to_datetime(str(listed.get("date_created"))).astimezone(UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def notification_in(fields: Mapping[str, str]) -> int | None:
    number = fields.get("notification", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "replace"))


def _spellings(url: str) -> list[str]:
    """With and without the usual port: which of them was signed depends on the product."""
    parts = urlsplit(url)
    usual = PORTS.get(parts.scheme, "")
    if parts.port is None:
        return [url, parts._replace(netloc=parts.netloc + usual).geturl()]
    return [url, parts._replace(netloc=parts.netloc.removesuffix(usual)).geturl()]
