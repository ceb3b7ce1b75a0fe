"""Calls by Twilio: a voice reads the title; 4 acknowledges, 6 escalates."""

from __future__ import annotations

from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from incidentbot.domain.notification import MethodKind
from incidentbot.errors import VendorError
from incidentbot.integrations.pagers import wording
from incidentbot.integrations.pagers.twilio import Twilio, notification_in
from incidentbot.integrations.pagers.twilio_sms import LONGEST_SID
from incidentbot.ports import Answer, Callback, PageMessage, Press, Receipt, Said

NAME = "twilio_voice"
RING = 40  # seconds; a mailbox that answers presses no key
KEYS = "Press 4 to acknowledge, 6 to escalate."
# https://www.twilio.com/docs/voice/api/call-resource#call-status-values
ANSWERED = {"in-progress": True, "completed": True, "busy": False, "failed": False, "no-answer": False}
ANSWERED |= {"canceled": False}


class TwilioVoice:
    name = NAME
    kind = MethodKind.VOICE
    can_be_asked = False
    tells_delivery = True

    def __init__(self, twilio: Twilio) -> None:
        self._twilio = twilio

    def send(self, message: PageMessage, address: str) -> str:
        asked = self._twilio.callback("voice", message.notification_id)
        fields: dict[str, str | list[str]] = {
            "To": address,
            "From": self._twilio.sender,
            "Twiml": script(message, asked),
            "Timeout": str(RING),
            "StatusCallback": self._twilio.callback("call", message.notification_id),
            "StatusCallbackEvent": ["answered", "completed"],
        }
        return self._twilio.create("Calls", fields)

    def find(self, key: str, address: str) -> str | None:
        return None

    def has_told(self, message: PageMessage, address: str, since: datetime) -> bool:
        """Any call: the list does not say what it was about."""
        return bool(self._twilio.sent_lately("Calls", address, since))

    def withdraw(self, provider_id: str) -> None:
        """Ends the ringing. A call that was answered goes on: the person in it may be listening."""
        try:
            self._twilio.create(f"Calls/{provider_id}", {"Status": "canceled"})
        except VendorError:
            return  # it has ended by itself


class TwilioCallReceipts:
    """/callbacks/twilio/call"""

    def __init__(self, twilio: Twilio) -> None:
        self._twilio = twilio

    def read(self, call: Callback) -> Receipt | None:
        fields = self._twilio.genuine(call)
        status = fields.get("CallStatus", "")
        answered = ANSWERED.get(status)
        if answered is None:
            return None
        sid = fields.get("CallSid", "")[:LONGEST_SID]
        return Receipt(NAME, sid, answered, "" if answered else status, notification_in(fields))

    def answer(self, said: Said) -> Answer:
        return Answer()


class TwilioDigits:
    """/callbacks/twilio/voice"""

    def __init__(self, twilio: Twilio) -> None:
        self._twilio = twilio

    def read(self, call: Callback) -> Press | None:
        fields = self._twilio.genuine(call)
        notification = notification_in(fields)
        sid = fields.get("CallSid", "")[:LONGEST_SID]
        digit = fields.get("Digits", "")[:1]
        return Press(NAME, sid, notification, digit) if sid and notification is not None else None

    def answer(self, said: Said) -> Answer:
        heard = _say(said.text)
        return Answer("text/xml", _response(_asking(heard + _say(KEYS)) if said.asks_again else heard))


def script(message: PageMessage, asked: str) -> str:
    """What the voice says: three times, unless a key is pressed. TwiML in a request has at most 4,000 characters."""
    about = _say(wording.spoken(message))
    if not message.code:
        return _response(f'{about}<Pause length="1"/>{about}')
    once = f"{about}{_say(KEYS)}"
    return _response(_asking('<Pause length="2"/>'.join([once] * 3), asked) + _say("No key was pressed. Goodbye."))


def _asking(inner: str, asked: str = "") -> str:
    """Without an address, the digit goes to the one that is being answered."""
    action = f" action={quoteattr(asked)}" if asked else ""
    return f'<Gather input="dtmf" numDigits="1" timeout="8"{action} method="POST">{inner}</Gather>'


def _say(text: str) -> str:
    return f"<Say>{escape(wording.cut(text, 400))}</Say>" if text else ""


def _response(inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inner}</Response>'
