"""Twilio: a text and a call arrive, are answered, and what Twilio says back is believed only when it signed it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import httpx2
import pytest

from incidentbot.errors import CannotBeDone, NeedsPerson, TryAgain
from incidentbot.integrations.pagers.twilio import Twilio, signature
from incidentbot.integrations.pagers.twilio_sms import TwilioSms
from incidentbot.ports import Callback, PageMessage, Said
from incidentbot.sandbox.telephones.accounts import TWILIO_SID, TWILIO_TOKEN
from incidentbot.services.link import Links
from tests.integrations.pagers.conftest import KEY, Kit
from tests.sandbox.town import ALICE, BOB, until


def test_a_text_says_what_is_wrong_and_what_to_answer_and_its_arrival_is_told(kit: Kit, message: PageMessage) -> None:
    sid = kit.provider("twilio_sms").send(message, kit.phone(ALICE)["number"])
    text = kit.item(ALICE)["text"]
    assert text.startswith("P1 checkout is down <b>&. 5xx above 20 % for 5 minutes. Reply 4812 to acknowledge")
    receipt = kit.receipt()
    assert (receipt.provider, receipt.provider_id, receipt.is_delivered, receipt.notification_id) == (
        *("twilio_sms", sid),
        *(True, 7),
    )


def test_a_text_to_nobody_is_told_to_have_failed(kit: Kit, message: PageMessage) -> None:
    kit.provider("twilio_sms").send(message, "+420601000000")
    receipt = kit.receipt()
    assert (receipt.is_delivered, receipt.error) == (False, "undelivered, error 30003")


def test_what_somebody_writes_back_comes_in_and_is_answered(kit: Kit, message: PageMessage) -> None:
    kit.provider("twilio_sms").send(message, kit.phone(ALICE)["number"])
    kit.item(ALICE)
    kit.desk.says = Said("You have T-1 <thanks>.")
    kit.town.act(ALICE, "reply_sms", text="4812")
    [reply] = kit.desk.replies
    assert (reply.sender, reply.text, reply.provider) == (kit.phone(ALICE)["number"], "4812", "twilio_sms")
    assert kit.item(ALICE)["text"] == "You have T-1 <thanks>."


def test_a_call_reads_the_title_three_times_and_4_is_heard(kit: Kit, message: PageMessage) -> None:
    sid = kit.provider("twilio_voice").send(message, kit.phone(ALICE)["number"])
    item = kit.item(ALICE)
    assert item["state"] == "ringing"
    script = kit.asked("twilio_voice")[0]["args"]["Twiml"]
    assert script.count("Priority 1. checkout is down &lt;b&gt;&amp;.") == 3
    assert len(script) < 4000
    assert kit.town.act(ALICE, "answer", item=item["id"])["ok"]
    assert kit.receipt().is_delivered
    kit.desk.says = Said("You have T-1.")
    kit.town.act(ALICE, "digit", item=item["id"], value="4")
    [press] = kit.desk.presses
    assert (press.provider_id, press.notification_id, press.digit) == (sid, 7, "4")
    item = kit.item(ALICE)
    assert (item["state"], item["lines"][-2:]) == ("ended", ["[4]", "You have T-1."])


def test_a_wrong_key_is_asked_for_again(kit: Kit, message: PageMessage) -> None:
    kit.provider("twilio_voice").send(message, kit.phone(ALICE)["number"])
    id = kit.item(ALICE)["id"]
    kit.town.act(ALICE, "answer", item=id)
    kit.desk.says = Said("That key does nothing.", asks_again=True)
    kit.town.act(ALICE, "digit", item=id, value="9")
    assert kit.item(ALICE)["state"] == "talking"
    kit.desk.says = Said("Escalated.")
    kit.town.act(ALICE, "digit", item=id, value="6")
    assert [press.digit for press in kit.desk.presses] == ["9", "6"]
    assert kit.item(ALICE)["state"] == "ended"


@pytest.mark.parametrize(("act", "told", "state"), [("hang_up", "busy", "declined"), ("nobody", "no-answer", "missed")])
def test_a_call_that_nobody_takes_has_failed(kit: Kit, message: PageMessage, act: str, told: str, state: str) -> None:
    kit.provider("twilio_voice").send(message, kit.phone(ALICE)["number"])
    item = kit.item(ALICE)
    if act == "hang_up":
        kit.town.act(ALICE, "hang_up", item=item["id"])
    else:
        kit.town.advance(60)
    receipt = kit.receipt()
    assert (receipt.is_delivered, receipt.error) == (False, told)
    assert kit.item(ALICE)["state"] == state


def test_a_call_that_rings_falls_silent_when_it_is_withdrawn_and_one_that_is_answered_goes_on(
    kit: Kit, message: PageMessage
) -> None:
    voice, number = kit.provider("twilio_voice"), kit.phone(ALICE)["number"]
    first = voice.send(message, number)
    kit.item(ALICE)
    voice.withdraw(first)
    assert until(lambda: kit.item(ALICE)["state"] == "canceled")
    second = voice.send(message, number)
    until(lambda: len(kit.items(ALICE)) == 2)
    kit.town.act(ALICE, "answer", item=kit.item(ALICE)["id"])
    voice.withdraw(second)
    assert kit.item(ALICE)["state"] == "talking"


def test_a_code_is_read_without_keys_to_press(kit: Kit, message: PageMessage) -> None:
    code = replace(message, title="Your code is 1 2 3 4 5 6", body="", code="", page_url="")
    kit.provider("twilio_voice").send(code, kit.phone(ALICE)["number"])
    kit.town.act(ALICE, "answer", item=kit.item(ALICE)["id"])
    item = kit.item(ALICE)
    assert (item["state"], item["lines"]) == ("ended", ["Your code is 1 2 3 4 5 6."])


@pytest.mark.parametrize(
    ("fault", "raised", "doubtful"),
    [
        ({"kind": "provider_fails"}, TryAgain, True),
        ({"kind": "provider_breaks_off"}, TryAgain, True),
        ({"kind": "provider_refuses", "error": "20429"}, TryAgain, False),
        ({"kind": "provider_refuses", "error": "21211"}, CannotBeDone, None),
        ({"kind": "provider_refuses", "error": "21610"}, CannotBeDone, None),
        ({"kind": "provider_refuses", "error": "21606"}, NeedsPerson, None),
        ({"kind": "provider_refuses", "error": "20003"}, NeedsPerson, None),
    ],
)
def test_a_refusal_says_whether_trying_again_helps(
    kit: Kit, message: PageMessage, fault: dict[str, str], raised: type[Exception], doubtful: bool | None
) -> None:
    number = kit.phone(ALICE)["number"]
    with kit.town.fault(fault.pop("kind"), method="twilio_sms", **fault), pytest.raises(raised) as trouble:
        kit.provider("twilio_sms").send(message, number)
    assert getattr(trouble.value, "doubtful", None) == doubtful
    assert number not in str(trouble.value) or "21211" in str(trouble.value)


def test_a_provider_that_is_not_there_has_not_got_the_message(message: PageMessage) -> None:
    nowhere = TwilioSms(Twilio(TWILIO_SID, TWILIO_TOKEN, "+15005550006", "http://127.0.0.1:9", "http://127.0.0.1:1"))
    with pytest.raises(TryAgain) as trouble:
        nowhere.send(message, "+420601000000")
    assert not trouble.value.doubtful


def test_a_lie_and_a_dropped_text_bring_nothing_to_the_telephone(kit: Kit, message: PageMessage) -> None:
    sms, number = kit.provider("twilio_sms"), kit.phone(ALICE)["number"]
    with kit.town.fault("provider_lies", method="twilio_sms"):
        sms.send(message, number)
    assert kit.receipt().is_delivered
    kit.desk.receipts.clear()
    with kit.town.fault("provider_drops", method="twilio_sms"):
        sms.send(message, number)
    sms.send(message, number)
    kit.receipt()
    assert len(kit.desk.receipts) == 1  # of the third
    assert len(kit.items(ALICE)) == 1


def test_the_signature_is_the_one_that_twilio_documents() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    assert signature("12345", url, list(fields.items())) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


@pytest.mark.parametrize("forged", ["no signature", "other field", "other address", "other token"])
def test_what_twilio_did_not_sign_is_refused(kit: Kit, forged: str) -> None:
    url = f"{kit.desk.url}/callbacks/twilio/voice?notification=7"
    fields = {"CallSid": "CA1", "Digits": "4"}
    token = "another" if forged == "other token" else TWILIO_TOKEN
    headers = {"X-Twilio-Signature": signature(token, url, list(fields.items()))}
    if forged == "no signature":
        headers = {}
    if forged == "other field":
        fields["Digits"] = "6"
    if forged == "other address":
        url = url.replace("=7", "=8")
    body = urlencode(fields)
    answer = httpx2.post(url, content=body, headers=headers | {"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 403
    assert kit.desk.presses == []


def test_a_signature_holds_with_the_usual_port_written_out_or_not() -> None:
    twilio = Twilio(TWILIO_SID, TWILIO_TOKEN, "+1", "https://api.example", "https://bot.example")
    for signed, called in (("https://b.example:443/x", "https://b.example/x"), ("https://b.example/x",) * 2):
        given = signature(TWILIO_TOKEN, signed, [("a", "b")])
        assert twilio.genuine(_call(called, given))["a"] == "b"


def _call(url: str, given: str) -> Callback:
    return Callback(url, {"x-twilio-signature": given}, b"a=b")


def test_a_text_whose_answer_was_lost_is_found_by_the_page_in_it(kit: Kit, message: PageMessage) -> None:
    sms, number = kit.provider("twilio_sms"), kit.phone(ALICE)["number"]
    links = Links(kit.desk.url, KEY)
    written = replace(message, page_url=links.acknowledge(7))
    assert sms.find(message.key, number) is None
    with kit.town.fault("provider_breaks_off", method="twilio_sms"), pytest.raises(TryAgain) as trouble:
        sms.send(written, number)
    assert trouble.value.doubtful
    assert sms.can_be_asked
    assert (sms.find(message.key, number) or "").startswith("SM")
    assert sms.find("notification:8", number) is None
    assert sms.find(message.key, kit.phone(BOB)["number"]) is None
    assert sms.find("work:7", number) is None, "a code has no page"
