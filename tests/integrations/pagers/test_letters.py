"""E-mail and webhooks: signed, addressed to the outside only, and telling what a refusal means."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx2
import pytest

from incidentbot.errors import CannotBeDone, NeedsPerson, TryAgain
from incidentbot.integrations.pagers import Ours, pagers
from incidentbot.integrations.pagers.guard import outside
from incidentbot.integrations.pagers.smtp import Smtp
from incidentbot.integrations.pagers.webhook import Webhook, key_of, signature
from incidentbot.ports import PageMessage
from incidentbot.setting_providers import PROVIDER_NAMES, ProviderSettings
from tests.integrations.pagers.conftest import Kit
from tests.sandbox.town import ALICE

SECRET = "whsec_c2FuZGJveC13ZWJob29rLXNlY3JldA=="


def test_a_letter_brings_the_link(kit: Kit, message: PageMessage) -> None:
    first = kit.provider("smtp").send(message, "alice@acme.example")
    item = kit.item(ALICE)
    assert (item["title"], item["sender"]) == ("P1 checkout is down <b>&", "incidentbot@acme.example")
    assert message.page_url in item["text"]
    assert first == kit.provider("smtp").send(message, "alice@acme.example")  # the same id, so that it shows once


def test_a_line_break_in_a_title_adds_no_header(kit: Kit, message: PageMessage) -> None:
    kit.provider("smtp").send(replace(message, title="down\r\nBcc: eve@example.com"), "alice@acme.example")
    assert kit.item(ALICE)["title"] == "P1 down Bcc: eve@example.com"


@pytest.mark.parametrize(
    ("fault", "address", "raised"),
    [
        ("", "nobody@acme.example", CannotBeDone),
        ("provider_refuses", "alice@acme.example", CannotBeDone),
        ("provider_fails", "alice@acme.example", TryAgain),
    ],
)
def test_a_refusal_of_the_mail_server_says_whether_trying_again_helps(
    kit: Kit, message: PageMessage, fault: str, address: str, raised: type[Exception]
) -> None:
    if fault:
        kit.town.post("/sandbox/faults", kind=fault, method="smtp")
    with pytest.raises(raised):
        kit.provider("smtp").send(message, address)


def test_a_mail_server_that_leaves_after_the_letter_may_have_got_it(kit: Kit, message: PageMessage) -> None:
    with kit.town.fault("provider_breaks_off", method="smtp"), pytest.raises(TryAgain) as trouble:
        kit.provider("smtp").send(message, "alice@acme.example")
    assert trouble.value.doubtful
    with pytest.raises(TryAgain) as trouble:
        Smtp("smtp://127.0.0.1:9", "bot@acme.example").send(message, "alice@acme.example")
    assert not trouble.value.doubtful


def test_two_mail_servers_and_another_order(kit: Kit) -> None:
    """Failover itself is the notifier's, whoever the two are."""
    ours = Ours("http://127.0.0.1:9", lambda *_: "", lambda *_: None)

    def names(**more: str) -> dict[str, list[str]]:
        found = pagers(ProviderSettings.model_validate({**kit.town.sandbox.providers, **more}), ours)
        return {kind.value: [one.name for one in some] for kind, some in found.providers.items()}

    assert names()["sms"] == ["twilio_sms", "vonage_sms"]
    turned = names(INCIDENTBOT_PROVIDER_ORDER="vonage_sms,pushover", SMTP_URL_2="smtp://127.0.0.1:9")
    assert (turned["sms"], turned["push"]) == (["vonage_sms", "twilio_sms"], ["pushover", "ntfy"])
    assert turned["email"] == ["smtp", "smtp_2"]
    assert {name for some in turned.values() for name in some} <= set(PROVIDER_NAMES)


# -- webhooks ---------------------------------------------------------------------------------------------------------


@contextmanager
def listening(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Somebody's own server; what it was asked."""
    heard: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append({"headers": {name.lower(): value for name, value in self.headers.items()}, "body": body})
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/inside")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"localhost:{server.server_port}", heard
    finally:
        server.shutdown()
        server.server_close()


def test_a_webhook_is_signed_as_the_standard_says(message: PageMessage) -> None:
    with listening() as (host, heard):
        assert Webhook(SECRET, frozenset({host})).send(message, f"http://{host}/hook") == "notification:7"
    [asked] = heard
    headers, body = asked["headers"], asked["body"]
    signed = f"notification:7.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(b"sandbox-webhook-secret", signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    assert (headers["host"], headers["webhook-id"]) == (host, "notification:7")
    assert json.loads(body)["acknowledge_url"] == message.acknowledge_url


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (302, CannotBeDone),
        (404, CannotBeDone),
        (410, CannotBeDone),
        (503, TryAgain),
        (429, TryAgain),
        (401, NeedsPerson),
    ],
)
def test_the_status_of_a_webhook_says_whether_trying_again_helps(
    message: PageMessage, status: int, raised: type[Exception]
) -> None:
    with listening(status) as (host, heard):
        with pytest.raises(raised):
            Webhook(SECRET, frozenset({host})).send(message, f"http://{host}/hook")
        assert len(heard) == 1  # no redirect is followed


def test_any_text_can_be_a_secret() -> None:
    assert key_of("plain text of some length") == b"plain text of some length"
    assert key_of("whsec_no base64!") == b"whsec_no base64!"


# -- the receiver of the sandbox --------------------------------------------------------------------------------------


def test_a_webhook_lies_beside_the_telephone_once_however_often_it_comes(kit: Kit, message: PageMessage) -> None:
    address = kit.phone(ALICE)["webhook"]
    for _ in range(2):
        assert kit.provider("webhook").send(message, address) == "notification:7"
    [item] = kit.items(ALICE)
    assert (item["kind"], item["title"], item["buttons"]) == (
        "webhook",
        "P1 checkout is down <b>&",
        ["Acknowledge", "Escalate"],
    )
    assert item["lines"] == ["It came again, and was known by its webhook-id."]
    assert "webhook-signature: v1," in item["raw"]
    assert '"code": "4812"' in item["raw"]


def test_the_receiver_believes_only_what_is_signed_and_of_now(kit: Kit, message: PageMessage) -> None:
    address, host = kit.phone(ALICE)["webhook"], kit.town.sandbox.url.removeprefix("http://")
    with pytest.raises(NeedsPerson):
        Webhook("another secret of some length", frozenset({host})).send(message, address)
    old = str(int(time.time()) - 600)
    signed = signature(key_of(SECRET), "notification:7", old, b"{}")
    headers = {"webhook-id": "notification:7", "webhook-timestamp": old, "webhook-signature": f"v1,{signed}"}
    assert httpx2.post(address, content=b"{}", headers=headers).status_code == 401
    assert kit.items(ALICE) == []


@pytest.mark.parametrize(
    ("fault", "raised", "arrives"),
    [
        ("provider_slow", None, True),
        ("provider_refuses", CannotBeDone, False),
        ("provider_fails", TryAgain, False),
        ("provider_breaks_off", TryAgain, True),
        ("provider_lies", None, False),
        ("provider_drops", None, False),
    ],
)
def test_the_receiver_can_be_unwell_like_every_provider(
    kit: Kit, message: PageMessage, fault: str, raised: type[Exception] | None, arrives: bool
) -> None:
    with kit.town.fault(fault, method="webhook", seconds=0.05), pytest.raises(raised) if raised else nullcontext():
        kit.provider("webhook").send(message, kit.phone(ALICE)["webhook"])
    assert bool(kit.items(ALICE)) is arrives


def test_its_button_posts_to_the_address_of_the_acknowledgement(kit: Kit, message: PageMessage) -> None:
    url = f"{kit.desk.url}/callbacks/nobody"
    kit.provider("webhook").send(replace(message, acknowledge_url=url), kit.phone(ALICE)["webhook"])
    kit.town.act(ALICE, "push_action", item=kit.item(ALICE)["id"], value="Acknowledge")
    [made] = [line for line in kit.town.get("/sandbox/deliveries") if line["name"] == "webhook"]
    assert made["outcome"] == "http_404"
    assert kit.item(ALICE)["lines"] == ["Acknowledge did not work."]


# -- addresses that people typed in -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/x",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest",
        "https://192.168.0.1:8443/",
        "https://0.0.0.0/",
        "https://100.64.0.1/",
        "https://[fd00::1]/",
        "https://[2002:7f00:1::]/",
        "https://224.0.0.1/",
        "http://127.0.0.1/",
        "http://93.184.216.34/",
        "https://user:password@93.184.216.34/",
        "ftp://93.184.216.34/",
        "https:///x",
        "https://[::1",
        "https://93.184.216.34:99999/",
        "file:///etc/passwd",
        "",
    ],
)
def test_nothing_inside_is_ever_asked(url: str) -> None:
    with pytest.raises(CannotBeDone):
        outside(url)


def test_an_address_outside_is_pinned_to_the_number_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def look_up(name: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(name)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    found = outside("https://hooks.example:8443/a?b=c")
    assert found.url == "https://93.184.216.34:8443/a?b=c"
    assert (found.headers, found.extensions) == ({"Host": "hooks.example:8443"}, {"sni_hostname": "hooks.example"})
    assert asked == ["hooks.example"]  # once: a name that points elsewhere the second time changes nothing


def test_a_name_of_which_one_number_is_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: numbers)
    with pytest.raises(CannotBeDone, match="inside our own network"):
        outside("https://hooks.example/")


@pytest.mark.parametrize("number", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
def test_old_ways_of_writing_a_number_lead_inside_neither(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(name: str, port: int, **_: object) -> list[tuple[object, ...]]:
        """As a computer's own does, which tests may not ask."""
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (socket.inet_ntoa(socket.inet_aton(name)), port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(CannotBeDone, match="inside our own network"):
        outside(f"https://{number}/")


def test_a_host_that_its_owner_allows_may_be_inside() -> None:
    assert outside("http://127.0.0.1:8080/x", {"127.0.0.1:8080"}).url == "http://127.0.0.1:8080/x"
    with pytest.raises(CannotBeDone):
        outside("http://127.0.0.1:8081/x", {"127.0.0.1:8080"})
