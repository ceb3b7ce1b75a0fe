"""Secrets are taken out by the name of their field and by their look, wherever they hide; the rest stays readable."""

from __future__ import annotations

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from incidentbot.redaction import LONGEST_TEXT, redact, redact_text

HASH = "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("posting with xoxb-1-2-aBc failed", "posting with xoxb-*** failed"),
        ("xoxe.xoxp-1-Mi0y and xapp-1-A0-9-f", "xoxe.xoxp-*** and xapp-***"),
        ("MYTOKENxoxb-1", "MYTOKENxoxb-***"),
        ("Authorization: Bearer abc.def", "Authorization: ***"),
        ("{'Authorization': 'Basic dXNlcjpwYXNz'}", "{'Authorization': '***'}"),
        ("[(b'authorization', b'Bearer abc')]", "[(b'authorization', b'***')]"),
        ("sent Bearer abc-def, then failed", "sent Bearer ***, then failed"),
        ("Cookie: session=abc; other=def\nHost: ops", "Cookie: ***\nHost: ops"),
        (f"X-Slack-Signature: v0={HASH}", "X-Slack-Signature: ***"),
        (f"expected v0={HASH}", "expected v0=***"),
        (
            "answering https://hooks.slack.com/commands/T1/2/abc now",
            "answering https://hooks.slack.com/commands/*** now",
        ),
        ("opened with 13345224609.738474920.8088930838d88f008e0", "opened with ***"),
        ("at postgresql+psycopg://bot:p@ss/w@db:5432/bot", "at postgresql+psycopg://bot:***@db:5432/bot"),
        ("cloning https://abcdef@git.example/x", "cloning https://***@git.example/x"),
        ("host=db user=bot password=hunter two=2", "host=db user=bot password=*** two=2"),
        ("POST /alerts/grafana/s3cretkey?x=1 503", "POST /alerts/grafana/***?x=1 503"),
        ("GET /calendar/s3cret.ics", "GET /calendar/***.ics"),
        ('{"routing_key": "R0ABC", "event": 1}', '{"routing_key": "***", "event": 1}'),
        (r"body: {\"token\": \"a b\", \"x\": 1}", r"body: {\"token\": \"***\", \"x\": 1}"),
        ("payload=%7B%22token%22%3A%22abc%22%7D&x=1", "payload=%7B%22token%22%3A%22***%22%7D&x=1"),
        ("GET /?api_key=abc&page=2", "GET /?api_key=***&page=2"),
        ("api-key: 8f7a", "api-key: ***"),
        ("password: hunter", "password: ***"),
        ("calling +420 777 123 456 failed", "calling +***56 failed"),
        ("GET /Calls.json?To=%2B420777123456&PageSize=20", "GET /Calls.json?To=***56&PageSize=20"),
        ("calling +14155550123.", "calling +***23."),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n", "***\\n"),
        ("eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl is too old", "*** is too old"),
        ("ghp_0123456789abcdef0123", "ghp_***"),
        ("made ib-api-ZP_j-0W3 and %22ib-in-C2_HF6", "made ib-api-*** and %22ib-in-***"),
        ("POST /heartbeat/ib-in-C2_HF6-x 202", "POST /heartbeat/ib-in-*** 202"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(text, written):
    assert redact_text(text) == written.replace("\\n", "\n")


@pytest.mark.parametrize(
    "text",
    [
        "declared INC-7: checkout is down since 2026-03-02T08:00:00+01:00",
        "posted 1700000000.123456 in C02INCIDENTS",
        "GET http://127.0.0.1:3000/alerts/grafana 404 in 12 ms",
        "SLACK_BOT_TOKEN: is missing although SLACK_APP_TOKEN is set",
        "SLACK_TOKEN: not known; did you mean SLACK_BOT_TOKEN?",
        "work 12 attempt 3 of page.notify, priority 1",
        "mail to alice@acme.example",
        "日本語のタイトル 🔥\n\ttab",
        "a library of lib-in-depth checks",
        "Expecting value: line 1 column 1 (char 0)",
    ],
)
def test_ordinary_text_stays_as_it_is(text):
    assert redact_text(text) == text


@pytest.mark.parametrize(
    "name",
    [
        "token",
        "bot_token",
        "botToken",
        "SLACK_BOT_TOKEN",
        "X-Slack-Signature",
        "client_secret",
        "Authorization",
        "Set-Cookie",
        "password",
        "routing_key",
        "trigger_id",
        "response_url",
        "key",
    ],
)
def test_a_field_is_hidden_by_its_name(name):
    assert redact({name: "hush", "nested": [{name: {"inner": "hush"}}]}) == {name: "***", "nested": [{name: "***"}]}


def test_other_fields_keep_their_values():
    event = {"dedup_key": "page:12", "tokens_left": 3, "token": None, "has_secret": True, "took": 0.5, "key_count": 2}
    assert redact(event) == event


def test_headers_are_hidden_as_pairs():
    assert redact([("Authorization", "Bearer x"), ("Host", "ops")]) == [["Authorization", "***"], ["Host", "ops"]]
    assert redact([(b"cookie", b"a=b")]) == [["cookie", "***"]]


def test_a_telephone_number_keeps_its_last_two_digits():
    assert redact({"phone": "777 123 456"}) == {"phone": "***56"}


def test_errors_and_other_objects_become_text_without_secrets():
    assert (
        redact(ValueError("no route to postgresql://u:hush@db/x")) == "ValueError: no route to postgresql://u:***@db/x"
    )
    assert "hush" not in redact(SecretStr("hush"))


def test_what_a_terminal_would_obey_is_written_out():
    assert redact_text("\x1b[2Jgone\r\x07") == "\\x1b[2Jgone\\x0d\\x07"


def test_a_structure_that_contains_itself_ends():
    knot: dict[str, object] = {}
    knot["again"] = knot
    assert "…" in json.dumps(redact(knot), ensure_ascii=False)


def test_a_long_text_keeps_its_beginning_and_its_end():
    text = redact_text("first " + "x " * LONGEST_TEXT + "last")
    assert len(text) < LONGEST_TEXT + 100
    assert text.startswith("first ")
    assert text.endswith(" last")


def test_a_token_that_is_cut_in_two_does_not_show_its_end():
    assert "hush" not in redact_text("xoxb-" + "hush" * LONGEST_TEXT)


PLACES = [
    "xoxb-{}",
    "xapp-{}",
    "failed: token={}",
    "'token': '{}'",
    '{{"client_secret": "{}"}}',
    r"\"api_key\": \"{}\"",
    "?access_token={}&x=1",
    "Authorization: Bearer {}",
    "postgresql://bot:{}@db/bot",
    "https://hooks.slack.com/actions/{}",
    "/alerts/generic/{}",
    "/calendar/{}.ics",
    "password: {}",
]
secrets = st.text(string.ascii_letters + string.digits, min_size=12, max_size=40).map(lambda text: f"Hu5h{text}")
plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
structures = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | plain | st.binary(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4) | st.tuples(inner, inner),
    max_leaves=12,
)


@given(secret=secrets, place=st.sampled_from(PLACES), before=plain, after=plain, around=structures)
def test_no_place_and_no_depth_lets_a_secret_through(secret, place, before, after, around):
    text = f"{before} {place.format(secret)} {after}"
    event = {"event": text, text: 1, "nested": [around, (text, {"more": [ValueError(text)]})], "password": [secret]}
    assert secret not in json.dumps(redact(event))


@given(structures)
def test_whatever_it_is_given_can_be_written_as_json_and_does_not_change_when_redacted_again(value):
    once = redact(value)
    json.dumps(once, allow_nan=False)
    assert redact(once) == once


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["a", "-", "token", "eyJ", "://", "1.", "key ", "+1", "%22", "password: "])
def test_no_text_makes_it_slow(piece):
    assert redact_text(piece * LONGEST_TEXT)
