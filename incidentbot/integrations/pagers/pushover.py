"""Push by Pushover: a P1 is an emergency, which sounds again until somebody acknowledges it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from incidentbot.domain.notification import MethodKind
from incidentbot.domain.priority import Priority
from incidentbot.errors import NeedsPerson, NotGenuine, VendorError
from incidentbot.integrations.pagers import wording
from incidentbot.integrations.pagers.wire import Wire
from incidentbot.ports import Answer, Became, Callback, PageMessage, Press, Said

NAME = "pushover"
EMERGENCY = 2
URGENCY = {Priority.P1: EMERGENCY, Priority.P2: 1, Priority.P3: 0, Priority.P4: -1}
AGAIN, UNTIL = 30, 600  # seconds: sounds every, at most for; 30 is the least that Pushover allows
RECEIPT_LENGTH = 30


class Pushover:
    """`address_of` signs the address at which an acknowledgement comes back: Pushover itself signs nothing."""

    name = NAME
    kind = MethodKind.PUSH
    can_be_asked = False
    tells_delivery = True  # of an emergency, where it is asked

    def __init__(self, token: str, api_url: str, address_of: Callable[[int], str]) -> None:
        self._token = token
        self._address_of = address_of
        self._wire = Wire("Pushover", api_url)

    def send(self, message: PageMessage, address: str) -> str:
        urgency = URGENCY[message.priority] if message.code or message.is_test else 0
        fields = {
            "token": self._token,
            "user": address,
            "title": wording.title(message),
            "message": wording.cut(message.body, 1000) or wording.title(message),
            "priority": str(urgency),
        }
        if message.page_url:
            fields |= {"url": message.page_url, "url_title": "Look, and acknowledge"}
        if urgency == EMERGENCY:
            back = self._address_of(message.notification_id)
            fields |= {"retry": str(AGAIN), "expire": str(UNTIL), "callback": back}
        answer = self._wire.ask("POST", "/1/messages.json", data=fields)
        told = answer.body
        if told.get("status") != 1:
            said = "; ".join(map(str, told.get("errors") or [f"status {answer.status}"]))
            if told.get("token") == "invalid":
                raise NeedsPerson(f"Pushover does not accept our application: {said[:200]}")
            raise self._wire.refusal(said)
        return str(told.get("receipt") or told.get("request"))

    def find(self, key: str, address: str) -> str | None:
        return None

    def became(self, provider_id: str) -> Became:
        """By its receipt, which an emergency has; it may be asked every five seconds. Raises VendorError."""
        if len(provider_id) != RECEIPT_LENGTH:
            return Became(is_over=True)
        answer = self._wire.ask("GET", f"/1/receipts/{provider_id}.json", params={"token": self._token})
        told = answer.body
        if told.get("status") != 1:
            return Became(is_over=True)  # it keeps receipts for a week
        is_acknowledged = told.get("acknowledged") == 1
        return Became(bool(told.get("last_delivered_at")), is_acknowledged, is_acknowledged or told.get("expired") == 1)

    def withdraw(self, provider_id: str) -> None:
        if len(provider_id) != RECEIPT_LENGTH:
            return  # no emergency: it made one sound
        try:
            self._wire.ask("POST", f"/1/receipts/{provider_id}/cancel.json", data={"token": self._token})
        except VendorError:
            return  # it ends by itself after UNTIL seconds


class PushoverAcknowledgements:
    """/callbacks/pushover/{token}, where the token is of our own making."""

    def __init__(self, notification_of: Callable[[str], int | None]) -> None:
        self._notification_of = notification_of

    def read(self, call: Callback) -> Press | None:
        notification = self._notification_of(call.url.rpartition("/")[2])
        if notification is None:
            raise NotGenuine("This address is not one that we gave to Pushover.")
        fields = dict(parse_qsl(call.body.decode("utf-8", "replace")))
        if fields.get("acknowledged") != "1":
            return None
        return Press(NAME, fields.get("receipt", "")[:RECEIPT_LENGTH] or str(notification), notification, "4")

    def answer(self, said: Said) -> Answer:
        return Answer()
