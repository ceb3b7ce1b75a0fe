"""SMS by Twilio: sending, receipts, and what people write back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from incidentbot.domain.notification import MethodKind
from incidentbot.integrations.pagers import wording
from incidentbot.integrations.pagers.twilio import Twilio, notification_in
from incidentbot.ports import Answer, Callback, PageMessage, Receipt, Reply, Said

NAME = "twilio_sms"
# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
DELIVERED = {"delivered": True, "read": True, "undelivered": False, "failed": False}
LONGEST_SID = 64
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class TwilioSms:
    """`page_of` tells the address that stands in the text of a page, by the page's key: its mark in Twilio's list."""

    name = NAME
    kind = MethodKind.SMS
    can_be_asked = True
    tells_delivery = True

    def __init__(self, twilio: Twilio, page_of: Callable[[str], str] = lambda key: "") -> None:
        self._twilio = twilio
        self._page_of = page_of

    def send(self, message: PageMessage, address: str) -> str:
        fields: dict[str, str | list[str]] = {
            "To": address,
            "From": self._twilio.sender,
            "Body": wording.text(message),
            "StatusCallback": self._twilio.callback("status", message.notification_id),
        }
        return self._twilio.create("Messages", fields)

    def find(self, key: str, address: str) -> str | None:
        page = self._page_of(key)
        if not page:
            return None  # a code, or a test: twice harms nobody
        listed = self._twilio.sent_lately("Messages", address, LONG_AGO)
        sids = (str(one["sid"]) for one in listed if page in str(one.get("body", "")) and one.get("sid"))
        return next(sids, None)

    def has_told(self, message: PageMessage, address: str, since: datetime) -> bool:
        beginning = wording.title(message)
        listed = self._twilio.sent_lately("Messages", address, since)
        return any(str(one.get("body", "")).startswith(beginning) for one in listed)

    def withdraw(self, provider_id: str) -> None:
        """What was sent has been read, or will be."""


class TwilioSmsReceipts:
    """/callbacks/twilio/status"""

    def __init__(self, twilio: Twilio) -> None:
        self._twilio = twilio

    def read(self, call: Callback) -> Receipt | None:
        fields = self._twilio.genuine(call)
        delivered = DELIVERED.get(fields.get("MessageStatus", ""))
        if delivered is None:
            return None
        code = fields.get("ErrorCode", "")
        error = "" if delivered else f"{fields['MessageStatus']}{f', error {code[:10]}' if code else ''}"
        return Receipt(NAME, fields.get("MessageSid", "")[:LONGEST_SID], delivered, error, notification_in(fields))

    def answer(self, said: Said) -> Answer:
        return Answer()


class TwilioSmsReplies:
    """/callbacks/twilio/sms: the address that is set for our number."""

    def __init__(self, twilio: Twilio) -> None:
        self._twilio = twilio

    def read(self, call: Callback) -> Reply | None:
        fields = self._twilio.genuine(call)
        sid = fields.get("MessageSid", "")[:LONGEST_SID]
        return Reply(NAME, sid, fields.get("From", ""), fields.get("Body", "")) if sid else None

    def answer(self, said: Said) -> Answer:
        message = f"<Message>{escape(wording.cut(said.text, 300))}</Message>" if said.text else ""
        return Answer("text/xml", f'<?xml version="1.0" encoding="UTF-8"?><Response>{message}</Response>')
